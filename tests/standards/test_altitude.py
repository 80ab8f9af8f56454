"""Limits above sea level, against the figures that the table and the guideline cite."""

import pytest

from hoofbeat.domain.case import Case, Measurement, Sex
from hoofbeat.standards.altitude import changes_with_altitude
from hoofbeat.standards.reference import limits
from hoofbeat.standards.standardise import standardise

QUITO, LA_PAZ, BOGOTA = 2850.0, 3640.0, 2640.0


@pytest.mark.parametrize(
    ("metres", "grams_a_litre"),
    # World Health Organization 2024, adjustments by elevation, at the middle of their bands of 500 m.
    [(750, 4), (1250, 8), (1750, 11), (2250, 14), (2750, 18), (3250, 21), (3750, 25), (4250, 29), (4750, 33)],
)
def test_hemoglobin_rises_as_the_guideline_says(metres: float, grams_a_litre: int) -> None:
    sea, there = limits("718-7", 40, Sex.FEMALE), limits("718-7", 40, Sex.FEMALE, metres)
    assert sea is not None
    assert there is not None
    assert (there[0] - sea[0]) * 10 == pytest.approx(grams_a_litre, abs=0.7)
    assert there[1] - sea[1] == pytest.approx(there[0] - sea[0])


@pytest.mark.parametrize(
    ("code", "metres", "low"),
    [
        ("2708-6", None, 94),
        ("2708-6", 0, 94),
        ("2708-6", 2500, 90),  # Subhi 2009
        ("2708-6", 2810, 90),  # Andrade 2020, Quito
        ("2708-6", 3200, 85),  # Subhi 2009
        ("2708-6", 4018, 79.5),  # Gamponia 1998
        ("2708-6", 1250, 92),  # halfway to the first
        ("2703-7", 2800, 59.6),  # Moina Veloz 2023, Quito
        ("2019-8", 2800, 26.5),
        ("1963-8", 2800, 17.8),
        ("718-7", 400, 13),  # below 500 m nothing is added
        ("8310-5", 4000, 35),
    ],
)
def test_lower_limits(code: str, metres: float | None, low: float) -> None:
    within = limits(code, 40, Sex.MALE, metres)
    assert within is not None
    assert within[0] == pytest.approx(low)


def test_above_the_last_row_the_line_goes_on() -> None:
    within = limits("2708-6", 40, Sex.MALE, 4418)
    assert within is not None
    assert within[0] == pytest.approx(79.5 - 400 * 5.5 / 818)


def test_limits_only_widen_with_altitude_but_for_hemoglobin() -> None:
    for code in changes_with_altitude() - {"718-7"}:
        before = limits(code, 40, Sex.MALE)
        for metres in range(0, 5501, 250):
            within = limits(code, 40, Sex.MALE, metres)
            assert before is not None
            assert within is not None
            assert within[0] <= before[0]
            assert within[1] >= before[1]
            before = within


@pytest.mark.parametrize(
    ("code", "value", "unit", "metres", "finding"),
    [
        ("59408-5", 92, "%", None, "HP:0012418"),  # Hypoxemia
        ("59408-5", 92, "%", QUITO, None),
        ("59408-5", 91, "%", BOGOTA, None),
        ("59408-5", 84, "%", LA_PAZ, None),
        ("59408-5", 84, "%", QUITO, "HP:0012418"),
        ("2703-7", 62, "mm[Hg]", None, "HP:0012418"),
        ("2703-7", 62, "mm[Hg]", QUITO, None),
        ("718-7", 14, "g/dL", None, None),
        ("718-7", 14, "g/dL", QUITO, "HP:0001903"),  # Anemia: a man's limit is 14.8 there
        ("718-7", 18.5, "g/dL", None, "HP:0001900"),  # Increased hemoglobin
        ("718-7", 18.5, "g/dL", QUITO, None),
        ("4544-3", 53, "%", QUITO, None),
        ("2019-8", 30, "mm[Hg]", QUITO, None),
    ],
)
def test_a_place_decides(code: str, value: float, unit: str, metres: float | None, finding: str | None) -> None:
    measured = (Measurement(code=code, value=value, unit=unit),)
    done = standardise(Case(case_id="c", age=40, sex=Sex.MALE, measurements=measured, altitude=metres))
    assert done.observed == ((finding,) if finding else ())
    noted = [note for note in done.notes if note.startswith("reference ranges")]
    assert noted == ([] if metres is None else [f"reference ranges for {metres:.0f} m above sea level"])
    again = standardise(done)  # as when gold is answered or exported
    assert again.findings == done.findings
