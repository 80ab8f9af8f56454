"""Observations on a patient's record that are about somebody else."""

import json

import pytest

from fhir_builder import (
    CATEGORY,
    HPO,
    LOINC,
    SNOMED,
    Json,
    asked,
    component,
    concept,
    condition,
    cough,
    encounter,
    observation,
    parsed,
    patient,
    quantity,
    seen,
    stated,
)

SCOLIOSIS = concept(HPO, "HP:0002650")
ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"

ANOTHERS: list[Json] = [
    {"focus": [{"reference": "RelatedPerson/madre"}]},
    {"focus": [{"reference": "Patient/p2"}]},
    {"focus": [{"reference": "urn:uuid:5d1c0b0e-0000-4000-8000-000000000000"}]},
    {"focus": [{"display": "PLANTED"}]},
    {"focus": [{"type": "RelatedPerson", "identifier": {"value": "PLANTED"}}]},
    {"focus": [{"reference": "Device/d1"}]},
    {"focus": [{"reference": "Patient/p1"}, {"reference": "Patient/p2"}]},
    {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/observation-focusCode",
                    "valueCodeableConcept": concept(SNOMED, "83418008")}]},
    {"bodySite": concept(SNOMED, "83418008")},
    {"category": [concept(CATEGORY, "family-history")]},
    {"component": [component(concept(LOINC, "54136-7"), valueCodeableConcept=concept(ROLES, "NMTH"))]},
    {"component": [component({"text": "Parentesco"}, valueCodeableConcept=concept(SNOMED, "72705000"))]},
    {"component": [component({"text": "Parentesco"}, valueString="PLANTED tía")]},
    {"component": [component(concept(SNOMED, "408732007"), valueCodeableConcept={"text": "hermano"})]},
    {"specimen": {"reference": "#s"}, "contained": [
        {"resourceType": "Specimen", "id": "s", "subject": {"reference": "Patient/p2"}}]},
]  # fmt: skip
HIS: list[Json] = [
    {"focus": [{"reference": "Patient/p1"}]},
    {"focus": [{"reference": "https://h.example/fhir/Patient/p1/_history/2"}]},
    {"focus": [{"reference": "Condition/c9"}]},
    {"component": [component(concept(LOINC, "54136-7"), valueCodeableConcept=concept(ROLES, "ONESELF"))]},
    {"component": [component({"text": "Parentesco"}, valueString="Paciente")]},
    {"bodySite": concept(SNOMED, "421060004")},
]


@pytest.mark.parametrize("fields", ANOTHERS)
def test_what_is_about_somebody_else_is_set_aside_with_a_note(fields: Json) -> None:
    case = asked(SCOLIOSIS, valueBoolean=True, **fields)
    assert stated(case) == []
    assert any("somebody or something else" in note and "HP:0002650" in note for note in case.notes)
    assert "PLANTED" not in case.model_dump_json()
    pulse = observation(concept(LOINC, "8867-4"), 150, "/min", **fields)
    assert seen(pulse).measurements == ()


@pytest.mark.parametrize("fields", HIS)
def test_what_is_about_the_patient_is_read(fields: Json) -> None:
    assert stated(asked(SCOLIOSIS, valueBoolean=True, **fields)) == ["+HP:0002650"]


@pytest.mark.parametrize(
    "question",
    [
        concept(LOINC, "8670-2"),
        concept(SNOMED, "57177007"),
        {"text": "Antecedentes familiares"},
        {"text": "Family history of disease"},
        concept("urn:lab", "AF", "Enfermedades de la madre"),
    ],
)
def test_questions_about_relatives_are_not_the_patients(question: Json) -> None:
    assert stated(asked(question, valueCodeableConcept=SCOLIOSIS)) == []
    # Nor are their components.
    assert stated(asked(question, component=[component(SCOLIOSIS, valueBoolean=True)])) == []


def test_a_term_or_a_quantity_of_the_patients_own_may_share_their_words() -> None:
    maternal = concept(HPO, "HP:0009800", "Maternal diabetes")
    assert stated(asked(maternal, valueBoolean=True)) == ["+HP:0009800"]
    pulse = {"coding": [*concept(LOINC, "8867-4")["coding"]], "text": "Fetal or adult"}
    assert len(asked(pulse, **quantity(80, "/min")).measurements) == 1


def test_a_relatives_condition_is_none_of_the_patients() -> None:
    kind = [concept("http://clinica.example/categorias", "family-history")]
    case = seen(condition(concept("http://www.omim.org", "154700"), id="c2", category=kind))
    assert case.diagnosis is None
    assert any("relative" in note for note in case.notes)


def test_a_focus_on_the_patients_own_condition_by_its_url_is_read() -> None:
    entries = [
        {"resource": patient()},
        {"resource": encounter()},
        {"fullUrl": "urn:uuid:tumour", "resource": cough()},
        {"resource": observation(SCOLIOSIS, valueBoolean=True, focus=[{"reference": "urn:uuid:tumour"}])},
    ]
    payload = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
    assert stated(parsed(payload)) == ["+HP:0002650"]
