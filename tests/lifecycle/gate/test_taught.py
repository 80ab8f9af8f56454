import pytest

from hoofbeat.domain.case import Case, Finding, Measurement
from hoofbeat.lifecycle.gate.taught import Taught, content_digest

CASE = Case(
    case_id="one",
    age=4.5,
    findings=(Finding(id="HP:0001250"), Finding(id="HP:0001263", excluded=True)),
    measurements=(Measurement(code="8310-5", value=39.2, unit="Cel"),),
    diagnosis="OMIM:1",
    group="PMID:7",
)
OTHER = CASE.model_copy(update={"case_id": "two", "group": None, "age": 5.0})


@pytest.mark.parametrize(
    ("case", "way"),
    [
        (CASE, "case"),
        (CASE.model_copy(update={"case_id": "elsewhere", "findings": CASE.findings[::-1]}), "content"),
        (OTHER.model_copy(update={"group": "PMID:7"}), "publication"),
        (OTHER.model_copy(update={"group": "PMID:9"}), "publication"),
        (OTHER.model_copy(update={"patient_id": "PMID:7"}), "publication"),
        (OTHER, None),
    ],
)
def test_a_case_is_known_by_name_content_or_publication(case: Case, way: str | None) -> None:
    taught = Taught.of([CASE], ["PMID:8;PMID:9", "OMIM:1"])
    assert taught.knows(case) == way
    assert Taught.model_validate_json(taught.to_json()).knows(case) == way


def test_a_fever_that_was_concluded_is_the_same_content_as_the_temperature() -> None:
    """What the lake keeps is standardised already; what a source gives is not."""
    from hoofbeat.standards.standardise import standardise

    assert content_digest(standardise(CASE)) == content_digest(CASE)


def test_no_pseudonym_and_no_publication_can_be_read_from_the_file() -> None:
    text = Taught.of([CASE], ["PMID:8"]).to_json()
    assert not any(told in text for told in ("one", "PMID", "HP:", "OMIM"))
