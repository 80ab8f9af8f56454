"""The elements that are read have the types that the readers rely on, and nobody asks more of the others.

Mirrors: hoofbeat.sources.fhir.faults, hoofbeat.sources.fhir.asked.datatypes,
hoofbeat.sources.fhir.asked.models, hoofbeat.sources.fhir.asked.primitives
"""

import json
from pathlib import Path
from typing import Any

import pytest

from fhir_builder import (
    HPO,
    LOINC,
    SNOMED,
    Json,
    concept,
    condition,
    cough,
    encounter,
    observation,
    patient,
    temperature,
)
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.fhir.asked.elements import ElementsError, elements_read
from hoofbeat.sources.fhir.asked.primitives import is_date_time
from hoofbeat.sources.fhir.models import require_valid

SYNTHEA = json.loads((Path(__file__).parents[1] / "data/synthea/bundle.json").read_text(encoding="utf-8"))
READ = {"Patient", "Encounter", "Condition", "Observation"}


def problems(resource: Json) -> tuple[tuple[str, str], ...]:
    with pytest.raises(ElementsError) as caught:
        elements_read(resource, "entry[3]")
    assert caught.value.hint
    return caught.value.problems


@pytest.mark.parametrize("resource", [patient(), encounter(), cough(), temperature()])
def test_what_is_read_stays_and_the_rest_is_dropped(resource: Json) -> None:
    read = elements_read(resource | {"PLANTED": [{}], "name": 7, "note": 8}, "entry[0]")
    assert read.items() <= resource.items()
    assert {"resourceType", "id"} <= read.keys()
    assert "telecom" not in read


def test_records_of_a_generator_pass_both_readings() -> None:
    resources = [entry["resource"] for entry in SYNTHEA["entry"] if entry["resource"]["resourceType"] in READ]
    assert len(resources) > 50
    for position, resource in enumerate(resources):
        require_valid(resource, f"entry[{position}]")
        elements_read(resource, f"entry[{position}]")


@pytest.mark.parametrize(
    ("resource", "path", "message"),
    [
        (patient(birthDate=19800301), "Patient.birthDate", "not a text"),
        (patient(birthDate="01/03/1980"), "Patient.birthDate", "not a date"),
        (patient(birthDate="1980-02-31"), "Patient.birthDate", "not a date"),
        (patient(birthDate="0000-01-01"), "Patient.birthDate", "not a date"),
        (patient(gender="PLANTED"), "Patient.gender", "not one of female, male, other, unknown"),
        (patient(id="PLANTED name"), "Patient.id", "not as FHIR R4 asks"),
        (encounter(status="PLANTED"), "Encounter.status", "not one of arrived"),
        (encounter(period={"start": "2020-03-01T08:00:00"}), "Encounter.period.start", "not a date and time"),
        (encounter(period="2020-03-01"), "Encounter.period", "not as FHIR R4 asks"),
        (encounter(diagnosis=[{"rank": 1.5}]), "Encounter.diagnosis[0].rank", "not as FHIR R4 asks"),
        (condition(["PLANTED"]), "Condition.code", "not as FHIR R4 asks"),  # type: ignore[arg-type]
        (condition({"coding": {"code": "PLANTED"}}), "Condition.code.coding", "not a list"),
        (condition({"coding": [{"code": 7}]}), "Condition.code.coding[0].code", "not a text"),
        (cough(verificationStatus=concept(None, "PLANTED")), "Condition.verificationStatus", "not one of confirmed"),
        (cough(extension=[{"valueCode": "V"}]), "Condition.extension[0].url", "missing"),
        (cough(subject={"reference": 7}), "Condition.subject.reference", "not a text"),
        (observation(concept(LOINC, "8310-5"), status=None), "Observation.status", "missing"),
        ({"resourceType": "Observation", "status": "final"}, "Observation.code", "missing"),
        (temperature(valueQuantity={"value": "39"}), "Observation.valueQuantity.value", "not as FHIR R4 asks"),
        (temperature(valueQuantity={"value": 10**400}), "Observation.valueQuantity.value", "not as FHIR R4 asks"),
        (temperature(valueQuantity={"value": float("nan")}), "Observation.valueQuantity.value", "not as FHIR R4 asks"),
        (temperature(valueQuantity={"value": True}), "Observation.valueQuantity.value", "not as FHIR R4 asks"),
        (temperature(valueBoolean="yes"), "Observation.valueBoolean", "not true or false"),
        (temperature(valueInteger=2**31), "Observation.valueInteger", "not as FHIR R4 asks"),
        (temperature(component=[{}]), "Observation.component[0].code", "missing"),
        (temperature(interpretation={"text": "H"}), "Observation.interpretation", "not a list"),
        (temperature(focus=["Patient/p1"]), "Observation.focus[0]", "not as FHIR R4 asks"),
    ],
)  # fmt: skip
def test_a_malformed_element_is_named_without_what_it_says(resource: Json, path: str, message: str) -> None:
    if path == "Observation.interpretation":  # a list in R4, and no list in STU3: the release is named
        with pytest.raises(RecordError, match="looks like FHIR STU3"):
            elements_read(resource, "entry[3]")
        return
    told = problems(resource)
    assert (f"entry[3] {path}", message) in [(where, what[: len(message)]) for where, what in told]
    assert "PLANTED" not in str(told)


def test_all_that_is_wrong_is_named_at_once() -> None:
    broken = temperature(status=7, valueQuantity={"value": "39"}, effectiveDateTime="yesterday")
    assert len(problems(broken)) == 3


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("2020", True), ("2020-02", True), ("2020-02-29", True), ("2020-02-29T10:00:00Z", True),
        ("2020-02-29T10:00:00.123456789+14:00", True), ("2016-12-31T23:59:60Z", True), ("2021-02-29", False),
        ("2020-02-29T10:00:00", False), ("2020-02T10:00:00Z", False), ("2020-2-1", False), ("", False), ("x", False),
        ("２０２０", False),
    ],
)  # fmt: skip
def test_dates_and_times_are_those_of_fhir(text: str, sound: bool) -> None:
    assert is_date_time(text) is sound


def test_of_what_nobody_reads_only_its_presence_is_kept() -> None:
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]
    read = elements_read(cough(evidence=deep, modifierExtension=deep), "entry[0]")
    assert (read["evidence"], read["modifierExtension"]) == (True, True)


def test_long_texts_are_cut_where_no_name_goes_on() -> None:
    read = elements_read(condition(concept(SNOMED, "49727002", "x" * 5000) | {"text": "y" * 5000}), "entry[0]")
    assert len(read["code"]["coding"][0]["display"]) == len(read["code"]["text"]) == 1000


def test_another_release_is_named() -> None:
    with pytest.raises(RecordError, match="looks like FHIR R5"):
        elements_read(encounter(actualPeriod={}), "entry[0]")


def test_a_code_of_hpo_needs_no_more_than_it_says() -> None:
    bare = {"resourceType": "Condition", "code": concept(HPO, "HP:0001250")}
    assert elements_read(bare, "entry[0]") == bare
