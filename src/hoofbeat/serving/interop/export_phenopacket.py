"""A case as a phenopacket of version 2.0 (https://phenopacket-schema.readthedocs.io/en/2.0.0/).

Dates are not known and none are made up. A suspected disease is the diagnosis of an interpretation in progress, and
stands nowhere else; a confirmed one is solved, and stands in ``diseases``.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from hoofbeat import __version__
from hoofbeat.cases.records import CaseStatement
from hoofbeat.domain.case import Sex
from hoofbeat.domain.events import StatedFinding
from hoofbeat.serving.interop.durations import duration_of
from hoofbeat.serving.interop.export_schemas import ExportRequest
from hoofbeat.serving.interop.named import ExportNames, measured

Json = dict[str, Any]

_SEX = {Sex.FEMALE: "FEMALE", Sex.MALE: "MALE", Sex.OTHER: "OTHER_SEX", Sex.UNKNOWN: "UNKNOWN_SEX"}

#: Prefix → id, name, page and beginning of the terms' addresses of each vocabulary.
_RESOURCES = {
    "HP": ("hp", "Human Phenotype Ontology", "http://purl.obolibrary.org/obo/hp.owl", "http://purl.obolibrary.org/obo/HP_"),
    "LOINC": ("loinc", "Logical Observation Identifiers Names and Codes", "https://loinc.org", "https://loinc.org/"),
    "UCUM": ("ucum", "Unified Code for Units of Measure", "https://ucum.org", "https://ucum.org/"),
    "OMIM": ("omim", "Online Mendelian Inheritance in Man", "https://www.omim.org", "https://omim.org/entry/"),
    "ORPHA": ("orphanet", "Orphanet", "https://www.orpha.net", "http://www.orpha.net/ORDO/Orphanet_"),
    "MONDO": ("mondo", "Mondo Disease Ontology", "http://purl.obolibrary.org/obo/mondo.owl", "http://purl.obolibrary.org/obo/MONDO_"),
    "DECIPHER": ("decipher", "DECIPHER syndromes", "https://www.deciphergenomics.org", "https://www.deciphergenomics.org/syndrome/"),
    "ICD10": ("icd10", "ICD-10", "https://icd.who.int/browse10", "https://icd.who.int/browse10/2019/en#/"),
    "HB": ("hb", "History items of Hoofbeat", "urn:hoofbeat:finding", "urn:hoofbeat:finding:"),
    "HBD": ("hbd", "Common diseases of Hoofbeat", "urn:hoofbeat:disease", "urn:hoofbeat:disease:"),
    "SITE": ("site", "Features and diseases of the site", "urn:hoofbeat:site", "urn:hoofbeat:site:"),
}  # fmt: skip


def phenopacket_of(asked: ExportRequest, names: ExportNames, hpo_release: str) -> Json:
    """Write a case.

    Args:
        asked: the case, and what is suspected or confirmed.
        names: of its findings and diseases.
        hpo_release: date of the release of HPO that its findings are of.
    """
    case = asked.statement()
    subject: Json = {"id": "patient", "sex": _SEX[case.sex]}
    if case.age is not None:
        subject["timeAtLastEncounter"] = {"age": {"iso8601duration": duration_of(case.age)}}
    packet: Json = {"id": f"hoofbeat-{uuid4()}", "subject": subject}
    if case.findings:
        packet["phenotypicFeatures"] = [_feature(finding, names) for finding in case.findings]
    if case.measurements:
        packet["measurements"] = [_measurement(*measured(one), code=one.code) for one in case.measurements]
    if asked.diagnosis is not None:
        packet["diseases"] = [{"term": _term(asked.diagnosis.disease, names.disease(asked.diagnosis.disease))}]
    interpretations = _interpretations(asked, names)
    if interpretations:
        packet["interpretations"] = interpretations
    diseases = [*asked.suspected(names), *([asked.diagnosis.disease] if asked.diagnosis else [])]
    packet["metaData"] = {
        "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "createdBy": f"Hoofbeat {__version__}",
        "resources": _resources(case, diseases, hpo_release),
        "phenopacketSchemaVersion": "2.0",
    }
    return packet


def _term(id_: str, label: str) -> Json:
    return {"id": id_, "label": label}


def _feature(finding: StatedFinding, names: ExportNames) -> Json:
    feature: Json = {"type": _term(finding.id, names.finding(finding.id))}
    if finding.excluded:
        feature["excluded"] = True
    if finding.onset_years is not None:
        feature["onset"] = {"age": {"iso8601duration": duration_of(finding.onset_years)}}
    return feature


def _measurement(name: str, value: float, unit: str, is_ucum: bool, *, code: str) -> Json:
    assay = code if code.startswith("SITE:") else f"LOINC:{code}"
    written = _term(f"UCUM:{unit}" if is_ucum else unit, unit)
    return {"assay": _term(assay, name), "value": {"quantity": {"unit": written, "value": value}}}


def _interpretations(asked: ExportRequest, names: ExportNames) -> list[Json]:
    made: list[Json] = []
    if asked.diagnosis is not None:
        disease = asked.diagnosis.disease
        solved = {
            "id": "confirmed",
            "progressStatus": "SOLVED",
            "diagnosis": {"disease": _term(disease, names.disease(disease))},
        }
        made.append(solved | ({"summary": f"confirmed: {asked.diagnosis.basis}"} if asked.diagnosis.basis else {}))
    for number, disease in enumerate(asked.suspected(names), start=1):
        diagnosis = {"disease": _term(disease, names.disease(disease))}
        made.append({"id": f"suspected-{number}", "progressStatus": "IN_PROGRESS", "diagnosis": diagnosis})
    return made


def _resources(case: CaseStatement, diseases: Sequence[str], hpo_release: str) -> list[Json]:
    """The vocabularies that the packet uses."""
    ids = [*(finding.id for finding in case.findings), *diseases]
    ids += [one.code for one in case.measurements if one.code.startswith("SITE:")]
    ids += ["LOINC:", "UCUM:"] if case.measurements else []
    used = {id_.partition(":")[0] for id_ in ids}
    return [
        {
            "id": id_,
            "name": name,
            "url": url,
            "version": hpo_release if prefix == "HP" else "unknown",
            "namespacePrefix": prefix,
            "iriPrefix": iri,
        }
        for prefix, (id_, name, url, iri) in _RESOURCES.items()
        if prefix in used
    ]
