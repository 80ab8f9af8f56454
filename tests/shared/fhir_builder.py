"""FHIR resources for tests: sound ones, of which a test changes what it is about."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from hoofbeat.domain.case import Case
from hoofbeat.sources.base import Record
from hoofbeat.sources.fhir import FhirSource

Json = dict[str, Any]

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"
HPO = "http://human-phenotype-ontology.org"
STATUS = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


def concept(system: str | None, code: str, display: str | None = None) -> Json:
    return {"coding": [_present({"system": system, "code": code, "display": display})]}


def patient(**fields: Any) -> Json:
    base = {
        "resourceType": "Patient",
        "id": "p1",
        "gender": "female",
        "birthDate": "1980-03-01",
        "name": [{"family": "Plantada", "given": ["Marisol"]}],
        "telecom": [{"system": "email", "value": "marisol@example.org"}],
        "identifier": [{"system": "urn:oid:1.2.3", "value": "MRN-4711"}],
    }
    return _present(base | fields)


def encounter(**fields: Any) -> Json:
    base = {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER"},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2020-03-01T08:00:00-05:00", "end": "2020-03-03T08:00:00-05:00"},
    }
    return _present(base | fields)


def condition(code: Json, status: str | None = "confirmed", **fields: Any) -> Json:
    base = {
        "resourceType": "Condition",
        "id": "c1",
        "code": code,
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
        "verificationStatus": concept(STATUS, status) if status else None,
    }
    return _present(base | fields)


def observation(code: Json, value: float | None = None, unit: str | None = None, **fields: Any) -> Json:
    quantity = None
    if value is not None:
        quantity = _present({"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit})
    base = {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": code,
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
        "effectiveDateTime": "2020-03-01T09:00:00-05:00",
        "valueQuantity": quantity,
    }
    return _present(base | fields)


def temperature(value: float = 39.2, unit: str = "Cel", **fields: Any) -> Json:
    return observation(concept(LOINC, "8310-5"), value, unit, **fields)


def cough(**fields: Any) -> Json:
    return condition(concept(SNOMED, "49727002"), **fields)


def bundle(*resources: Any, kind: str = "collection", **fields: Any) -> Json:
    entries = [{"resource": deepcopy(resource)} for resource in resources]
    return _present({"resourceType": "Bundle", "type": kind, "entry": entries} | fields)


def text(*resources: Any) -> str:
    """The payload of a record of these resources."""
    return json.dumps(bundle(*resources))


def parsed(payload: str, **options: Any) -> Case:
    """The case of a record with this payload."""
    return FhirSource(Path("x.json"), **options).parse(Record("fhir", "x.json", payload))


def seen(*resources: Json) -> Case:
    """The case of an encounter with these beside a cough."""
    return parsed(text(patient(), encounter(), cough(), *resources))


def asked(code: Json, **fields: Any) -> Case:
    """The case of an encounter with one observation, without a value unless one is given, beside a cough."""
    return seen(observation(code, **fields))


def stated(case: Case) -> list[str]:
    """The findings besides the cough, each with its sign."""
    said = [*(f"+{id_}" for id_ in case.observed), *(f"-{id_}" for id_ in case.excluded)]
    return [one for one in said if one != "+HP:0012735"]


def component(code: Json, **value: Any) -> Json:
    return {"code": code, **value}


def quantity(value: float, unit: str | None, **fields: Any) -> Json:
    """``valueQuantity`` in a unit of UCUM."""
    coded = _present({"unit": unit, "code": unit, "system": "http://unitsofmeasure.org" if unit else None})
    return {"valueQuantity": {"value": value} | coded | fields}


def _present(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
