import pytest

from hoofbeat.sources.table.durations import age_of, onset_of

MONTH, DAY = 1 / 12, 1 / 365.25


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("P4Y", 4), ("P4Y2M10D", 4 + 2 * MONTH + 10 * DAY), ("PT12H", DAY / 2), ("P", None), ("p3m", 3 * MONTH),
        ("2 años 3 meses", 2.25), ("2a 3m", 2.25), ("2a3m", 2.25), ("3 y 2 m", 3 + 2 * MONTH), ("8m", 8 * MONTH),
        ("1 año y 2 meses", 1 + 2 * MONTH), ("2 años, 3 meses y 4 días", 2.25 + 4 * DAY), ("un año", 1),
        ("10 días", 10 * DAY),
        ("3/12", 0.25), ("2 6/12", 2.5), ("RN", 0), ("recién nacida", 0), ("4 years old", 4), ("edad 4 años", 4),
        ("2,5", 2.5), ("7", 7), ("45 AÑOS", 45), ("12 hs", DAY / 2), ("2 sem", 14 * DAY), ("meses", None), ("", None),
        ("2 años 3 años", None), ("2 palos", None), ("-3", None), ("menor de 5 años", None), ("40-30", None),
    ],
)  # fmt: skip
def test_ages_as_people_write_them(text: str, years: float | None) -> None:
    age = age_of(text, ".")
    assert (age and age.years) == (years and pytest.approx(years))
    assert age is None or age.stated


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("<1", 0.5),
        ("< 1 mes", MONTH / 2),
        ("menos de un año", 0.5),
        (">90", 90),
        ("90+", 90),
        ("90 o más", 90),
        ("0 a 4 años", 2),
    ],
)
def test_bounds_and_ranges_are_rough_ages(text: str, years: float) -> None:
    assert age_of(text, ".") == (pytest.approx(years), False)


@pytest.mark.parametrize(
    ("text", "years", "explicit"),
    [
        ("P4Y", 4, True), ("desde los 4 años", 4, True), ("desde los 4", 4, True), ("a los 3 meses", 0.25, True),
        ("since age 4", 4, True), ("at 4 years", 4, True), ("onset: 3 months", 0.25, True), ("al nacer", 0, True),
        ("inicio a los 5 años", 5, True), ("congénito", 0, True), ("4 y", 4, False), ("5 días", 5 * DAY, False),
        ("hace 3 días", None, True), ("x 3 d", None, True), ("desde hace 2 meses", None, True),
        ("3 days ago", None, True),
    ],
)  # fmt: skip
def test_onsets_and_how_long_it_has_lasted(text: str, years: float | None, explicit: bool) -> None:
    onset = onset_of(text)
    assert onset is not None
    assert (onset.years, onset.explicit) == (years if years is None else pytest.approx(years), explicit)


@pytest.mark.parametrize("text", ["observed", "sí", "4", "desde 2019", "", "na", "hospital"])
def test_what_speaks_of_no_onset(text: str) -> None:
    assert onset_of(text) is None
