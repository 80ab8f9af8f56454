"""An extraction becomes a case: present observed, absent excluded, and one rule where a note says both."""

import pytest
from pydantic import ValidationError

from hoofbeat.domain.case import Sex
from hoofbeat.extraction.model import Extraction, Proposal, ReadAge, ReadMeasurement, ReadSex, Status

FEVER, COUGH = "HP:0001945", "HP:0012735"


def told(*statuses: str, examined: tuple[int, ...] = (), id_: str = FEVER) -> Extraction:
    findings = tuple(
        Proposal(id=id_, words="x", status=Status(status), start=place, end=place + 1, examined=place in examined)
        for place, status in enumerate(statuses)
    )
    return Extraction(language="en", findings=findings)


@pytest.mark.parametrize("status", ["uncertain", "family", "past"])
def test_only_what_is_present_or_absent_is_of_the_case(status: str) -> None:
    assert told(status).case("invented").findings == ()


@pytest.mark.parametrize(
    ("statuses", "examined", "observed"),
    [
        (("present",), (), True),
        (("absent",), (), False),
        (("absent", "present"), (), True),
        (("present", "absent"), (), False),
        (("present", "absent"), (0,), True),
        (("present", "absent"), (1,), False),
        (("absent", "family"), (), False),
    ],
)
def test_what_is_said_last_counts_unless_an_examination_shows_it(
    statuses: tuple[str, ...], examined: tuple[int, ...], *, observed: bool
) -> None:
    case = told(*statuses, examined=examined).case("invented")
    assert (case.observed, case.excluded) == (((FEVER,), ()) if observed else ((), (FEVER,)))


def test_age_sex_and_measurements_go_with_it() -> None:
    extraction = Extraction(
        language="es",
        measurements=(ReadMeasurement(code="8310-5", value=39, unit="Cel", words="T 39", start=0, end=4),),
        age=ReadAge(years=0.5, start=5, end=6),
        sex=ReadSex(sex=Sex.FEMALE, start=7, end=8),
    )
    case = extraction.case("invented")
    assert (case.case_id, case.age, case.sex) == ("invented", 0.5, Sex.FEMALE)
    assert [(one.code, one.value, one.unit) for one in case.measurements] == [("8310-5", 39, "Cel")]


def test_nothing_read_is_an_empty_case() -> None:
    case = Extraction(language="en").case("invented")
    assert (case.age, case.sex, case.findings, case.measurements) == (None, Sex.UNKNOWN, (), ())


def test_it_is_frozen_and_survives_json() -> None:
    extraction = told("present", "absent")
    assert Extraction.model_validate_json(extraction.model_dump_json()) == extraction
    with pytest.raises(ValidationError):
        extraction.language = "es"  # type: ignore[misc]
