"""One measurement by itself: possible or not, its reference, and what follows, in the unit it was given in."""

import math

import pytest

from hoofbeat.domain.case import Case, Measurement, Sex
from hoofbeat.domain.errors import UnitError
from hoofbeat.standards.analytes import analytes
from hoofbeat.standards.judging import judge
from hoofbeat.standards.standardise import standardise


def judged(
    code: str, value: float, unit: str, age: float | None = 40, sex: Sex = Sex.FEMALE
) -> tuple[bool, str | None]:
    found = judge(Measurement(code=code, value=value, unit=unit), age, sex)
    assert found is not None
    return found.possible, found.finding


@pytest.mark.parametrize(
    ("code", "value", "unit", "expected"),
    [
        ("8310-5", 39.2, "Cel", (True, "HP:0001945")),
        ("8310-5", 102.6, "[degF]", (True, "HP:0001945")),
        ("8310-5", 36.8, "Cel", (True, None)),
        ("8310-5", 102.6, "Cel", (False, None)),
        ("2345-7", 23.3, "mmol/L", (True, "HP:0003074")),
        ("2345-7", 420, "mmol/L", (False, None)),
        ("718-7", 71, "g/L", (True, "HP:0001903")),
    ],
)
def test_possible_and_what_follows(code: str, value: float, unit: str, expected: tuple[bool, str | None]) -> None:
    assert judged(code, value, unit) == expected


def test_age_and_sex_decide() -> None:
    assert judged("8867-4", 150, "/min", age=40) == (True, "HP:0001649")
    assert judged("8867-4", 150, "/min", age=0.25) == (True, None)
    assert judged("718-7", 12.5, "g/dL", sex=Sex.FEMALE) == (True, None)
    assert judged("718-7", 12.5, "g/dL", sex=Sex.MALE) == (True, "HP:0001903")


def test_limits_are_in_the_unit_that_was_given() -> None:
    found = judge(Measurement(code="8310-5", value=100, unit="[degF]"), 40, Sex.FEMALE)
    assert found is not None
    assert (found.least, found.most, found.low) == pytest.approx((51.8, 116.6, 95.0))


def test_without_a_limit_it_is_infinite_and_an_unknown_code_is_not_judged() -> None:
    found = judge(Measurement(code="48065-7", value=800, unit="ng/mL"), 40, Sex.FEMALE)
    assert found is not None
    assert found.low == -math.inf
    assert judge(Measurement(code="99999-9", value=1, unit="mg/dL"), 40, Sex.FEMALE) is None
    with pytest.raises(UnitError):
        judge(Measurement(code="8310-5", value=39, unit="mg/dL"), 40, Sex.FEMALE)


@pytest.mark.parametrize("age", [None, 0.5, 40])
def test_what_follows_is_what_the_case_would_conclude(age: float | None) -> None:
    for code, known in analytes().items():
        for value in (known.low, (known.low + known.high) / 2, known.high, known.high * 2 + 1):
            measurement = Measurement(code=code, value=value, unit=known.unit)
            found = judge(measurement, age, Sex.MALE)
            case = standardise(Case(case_id="x", age=age, sex=Sex.MALE, measurements=(measurement,)))
            assert found is not None
            assert [found.finding] * bool(found.finding) == [finding.id for finding in case.findings]
            assert found.possible == (known.low <= value <= known.high)
