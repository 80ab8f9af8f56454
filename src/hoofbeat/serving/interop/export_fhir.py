"""A case as a Bundle of FHIR R4 (https://hl7.org/fhir/R4/bundle.html).

Dates are not known and none are made up, so the age is an Observation and not a birth date. A finding is an Observation
that is answered as present or absent, and never an entry of a problem list. A suspected disease is a Condition of
status ``differential``, a confirmed one of status ``confirmed``.
"""

from typing import Any
from uuid import uuid4

from hoofbeat.domain.case import Measurement
from hoofbeat.domain.events import StatedFinding
from hoofbeat.serving.interop.export_schemas import ExportRequest
from hoofbeat.serving.interop.named import ExportNames, measured
from hoofbeat.sources.doubt import is_unsettled

Json = dict[str, Any]

_LOINC = "http://loinc.org"
_UCUM = "http://unitsofmeasure.org"
_HPO = "http://human-phenotype-ontology.org"
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
#: Of vocabularies that FHIR has no address for, a hospital's own among them.
_OWN_FINDING, _OWN_DISEASE, _OWN_NUMBER = (f"urn:hoofbeat:{kind}" for kind in ("finding", "disease", "measurement"))
#: Prefix of an id → address of its code system, and whether the code keeps the prefix.
_SYSTEMS = {
    "HP": (_HPO, True),
    "HB": (_OWN_FINDING, True),
    "HBD": (_OWN_DISEASE, True),
    "DECIPHER": (_OWN_DISEASE, True),
    "OMIM": ("http://www.omim.org", False),
    "ORPHA": ("http://www.orpha.net", False),
    "MONDO": ("http://purl.obolibrary.org/obo/mondo.owl", True),
    "ICD10": ("http://hl7.org/fhir/sid/icd-10", False),
}
#: LOINC's answers.
_ANSWERS = {False: ("LA9633-4", "Present"), True: ("LA9634-2", "Absent")}
_BASES = {
    "clinical": "Clinical",
    "laboratory": "Laboratory",
    "imaging": "Imaging",
    "pathology": "Pathology",
    "genetic": "Genetic",
}


def fhir_of(asked: ExportRequest, names: ExportNames) -> Json:
    """Write a case.

    Args:
        asked: the case, and what is suspected or confirmed.
        names: of its findings and diseases.
    """
    case = asked.statement()
    patient = f"urn:uuid:{uuid4()}"
    subject = {"subject": {"reference": patient}}
    resources: list[Json] = []
    if case.age is not None:
        resources.append(
            _observation(subject, _coded(_LOINC, "30525-0", "Age"), valueQuantity=_quantity(case.age, "a"))
        )
    resources += [_finding(subject, finding, names) for finding in case.findings]
    resources += [_number(subject, one) for one in case.measurements]
    if asked.diagnosis is not None:
        confirmed = _condition(subject, asked.diagnosis.disease, "confirmed", names)
        if asked.diagnosis.basis:
            confirmed["evidence"] = [{"code": [{"text": _BASES[asked.diagnosis.basis]}]}]
        resources.append(confirmed)
    resources += [_condition(subject, disease, "differential", names) for disease in asked.suspected(names)]
    entries = [{"fullUrl": patient, "resource": {"resourceType": "Patient", "gender": str(case.sex)}}]
    entries += [{"fullUrl": f"urn:uuid:{uuid4()}", "resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _coded(system: str, code: str, display: str) -> Json:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def _quantity(value: float, unit: str, is_ucum: bool = True) -> Json:
    coded = {"system": _UCUM, "code": unit} if is_ucum else {}
    return {"value": value, "unit": unit, **coded}


def _observation(subject: Json, code: Json, **more: Any) -> Json:
    return {"resourceType": "Observation", "status": "final", "code": code, **subject, **more}


def _finding(subject: Json, finding: StatedFinding, names: ExportNames) -> Json:
    code = _concept((finding.id,), names.finding(finding.id), _OWN_FINDING)
    made = _observation(
        subject,
        code,
        category=[_coded(f"{_TERMINOLOGY}/observation-category", "exam", "Exam")],
        valueCodeableConcept=_coded(_LOINC, *_ANSWERS[finding.excluded]),
    )
    if finding.onset_years is not None:
        onset = {"code": _coded(_HPO, "HP:0003674", "Onset"), "valueQuantity": _quantity(finding.onset_years, "a")}
        made["component"] = [onset]
    return made


def _number(subject: Json, measurement: Measurement) -> Json:
    name, value, unit, is_ucum = measured(measurement)
    system = _OWN_NUMBER if measurement.code.startswith("SITE:") else _LOINC
    return _observation(subject, _coded(system, measurement.code, name), valueQuantity=_quantity(value, unit, is_ucum))


def _condition(subject: Json, disease: str, status: str, names: ExportNames) -> Json:
    name = names.disease(disease)
    # A name that sounds like a doubt ("?x-linked") would be read as one.
    code = _concept(names.ids(disease), disease if is_unsettled(name) else name, _OWN_DISEASE)
    code["coding"] += [{"system": _SYSTEMS["ICD10"][0], "code": one} for one in names.icd10(disease)]
    return {
        "resourceType": "Condition",
        "clinicalStatus": _coded(f"{_TERMINOLOGY}/condition-clinical", "active", "Active"),
        "verificationStatus": _coded(f"{_TERMINOLOGY}/condition-ver-status", status, status.capitalize()),
        "category": [_coded(f"{_TERMINOLOGY}/condition-category", "encounter-diagnosis", "Encounter Diagnosis")],
        "code": code,
        **subject,
    }


def _concept(ids: tuple[str, ...], name: str, of_site: str) -> Json:
    """The codings of ids that have an address, the first one with the name; a site's own have the address given."""
    codings: list[Json] = []
    for id_ in ids:
        prefix, _, code = id_.partition(":")
        system, whole = (of_site, True) if prefix == "SITE" else _SYSTEMS.get(prefix, ("", False))
        if system:
            codings.append({"system": system, "code": id_ if whole else code})
    codings[0]["display"] = name
    return {"coding": codings, "text": name}
