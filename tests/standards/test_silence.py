"""Every analyte at every age: either some possible value leads to a finding, or the table says why none does."""

import pytest

from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.standards.analytes import Analyte, analytes
from hoofbeat.standards.reference import finding_of, limits, reference_ranges, silences
from hoofbeat.standards.standardise import standardise, unheard

#: Newborn, infant, toddler, child, adolescent, adult, old: and every age at which a range or a silence begins.
AGES = sorted(
    {0.01, 0.5, 2.0, 7.0, 15.0, 40.0, 80.0}
    | {max(entry.age_from, 0.001) for entries in reference_ranges().values() for entry in entries}
    | {max(age_from, 0.001) for entries in silences().values() for age_from, _, _ in entries}
)


def speaks(known: Analyte, age: float, sex: Sex) -> bool:
    within = limits(known.code, age, sex)
    if within is None:
        return False
    low, high = within
    return bool(
        (low > known.low and finding_of(known.code, "L")) or (high < known.high and finding_of(known.code, "H"))
    )


@pytest.mark.parametrize("known", analytes().values(), ids=lambda known: known.code)
def test_the_list_of_silences_is_complete_and_says_nothing_false(known: Analyte) -> None:
    listed = silences().get(known.code, ())
    for age in AGES:
        reasons = [reason for age_from, age_to, reason in listed if age_from <= age < age_to]
        for sex in (Sex.FEMALE, Sex.MALE):
            assert speaks(known, age, sex) != bool(reasons), (known.name, age, sex)


def test_few_are_silent() -> None:
    adult = {code for code, known in analytes().items() if not speaks(known, 40, Sex.FEMALE)}
    # Treatments, growth, and what HPO has no finding for: 20 before.
    assert adult == {"3150-0", "3151-8", "29463-7", "8302-2", "9843-4", "785-6", "32207-3", "1759-0"}
    child = {code for code, known in analytes().items() if not speaks(known, 11, Sex.MALE)}
    assert len(child) == 25  # 91 before


def case(code: str, value: float, unit: str, age: float | None = 40, sex: Sex = Sex.MALE, *findings: Finding) -> Case:
    measured = (Measurement(code=code, value=value, unit=unit),)
    return standardise(Case(case_id="c", age=age, sex=sex, findings=findings, measurements=measured))


@pytest.mark.parametrize(
    ("measured", "reason"),
    [
        (case("2345-7", 100, "mg/dL"), "within its reference range"),
        (case("8480-6", 150, "mm[Hg]", age=6), "no upper limit at this age"),
        (case("8480-6", 110, "mm[Hg]", age=6), "within its reference range"),
        (case("8462-4", 40, "mm[Hg]", age=15), "no lower limit at this age"),
        (case("2823-3", 5.5, "mmol/L", age=None), "the age, which is not given"),
        (case("718-7", 12.5, "g/dL", sex=Sex.UNKNOWN), "the sex is not given"),
        (case("4548-4", 11.2, "%", age=0.5), "fetal hemoglobin falsifies it"),
        (case("29463-7", 70, "kg"), "growth chart"),
        (case("10839-9", 3, "ng/mL", age=5), "infants have more than adults"),
        (case("1742-6", 1, "U/L", age=40), "HPO has no finding for that side"),
    ],
)
def test_why_nothing_follows_is_said(measured: Case, reason: str) -> None:
    assert len(unheard(measured)) == 1
    (said,) = unheard(measured).values()
    assert reason in said
    assert str(measured.measurements[0].value) not in said


@pytest.mark.parametrize("excluded", [False, True])
def test_a_value_whose_finding_is_stated_is_not_called_silent(excluded: bool) -> None:
    assert unheard(case("8310-5", 39.2, "Cel", 40, Sex.MALE, Finding(id="HP:0001945", excluded=excluded))) == {}
    assert unheard(case("8310-5", 39.2, "Cel")) == {}
