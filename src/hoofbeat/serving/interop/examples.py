"""Records for the documentation of the API, each of an invented patient."""

from typing import Any

PHENOPACKET: dict[str, Any] = {
    "id": "invented-1",
    "subject": {"id": "patient", "sex": "MALE", "timeAtLastEncounter": {"age": {"iso8601duration": "P16Y"}}},
    "phenotypicFeatures": [
        {"type": {"id": "HP:0001166", "label": "Arachnodactyly"}},
        {"type": {"id": "HP:0001083", "label": "Ectopia lentis"}, "onset": {"age": {"iso8601duration": "P9Y"}}},
        {"type": {"id": "HP:0001250", "label": "Seizure"}, "excluded": True},
    ],
    "measurements": [
        {
            "assay": {"id": "LOINC:8310-5", "label": "Body temperature"},
            "value": {"quantity": {"unit": {"id": "UCUM:Cel", "label": "degree Celsius"}, "value": 36.8}},
        }
    ],
    "metaData": {"created": "2026-11-29T10:00:00Z", "createdBy": "example", "phenopacketSchemaVersion": "2.0"},
}

_SUBJECT = {"subject": {"reference": "Patient/p1"}, "encounter": {"reference": "Encounter/e1"}}

PATIENT: dict[str, Any] = {"resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "2010-03-01"}

ENCOUNTER: dict[str, Any] = {
    "resourceType": "Encounter",
    "id": "e1",
    "status": "in-progress",
    "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
    "subject": {"reference": "Patient/p1"},
    "period": {"start": "2026-11-29T08:00:00-05:00"},
}

CONDITIONS: list[dict[str, Any]] = [
    {
        "resourceType": "Condition",
        "id": "c1",
        **_SUBJECT,
        "clinicalStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
        },
        "verificationStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "confirmed"}]
        },
        "code": {
            "coding": [
                {"system": "http://human-phenotype-ontology.org", "code": "HP:0001166", "display": "Arachnodactyly"}
            ]
        },
    },
    {
        "resourceType": "Condition",
        "id": "c2",
        **_SUBJECT,
        "clinicalStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
        },
        "code": {"coding": [{"system": "http://human-phenotype-ontology.org", "code": "HP:0001083"}]},
    },
]

OBSERVATIONS: list[dict[str, Any]] = [
    {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        **_SUBJECT,
        "effectiveDateTime": "2026-11-29T08:10:00-05:00",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8310-5", "display": "Body temperature"}]},
        "valueQuantity": {"value": 36.8, "unit": "Cel", "system": "http://unitsofmeasure.org", "code": "Cel"},
    },
    {
        "resourceType": "Observation",
        "id": "o2",
        "status": "final",
        **_SUBJECT,
        "effectiveDateTime": "2026-11-29T08:15:00-05:00",
        "code": {"coding": [{"system": "http://human-phenotype-ontology.org", "code": "HP:0001250"}]},
        "valueCodeableConcept": {"coding": [{"system": "http://loinc.org", "code": "LA9634-2", "display": "Absent"}]},
    },
]


def bundled(kind: str, *resources: dict[str, Any]) -> dict[str, Any]:
    """A Bundle of these resources."""
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": resource} for resource in resources]}


BUNDLE = bundled("collection", PATIENT, ENCOUNTER, *CONDITIONS, *OBSERVATIONS)
