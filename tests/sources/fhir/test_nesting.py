"""Resources within resources, and the shapes in which programs deliver them.

Mirrors: hoofbeat.sources.fhir.contained, hoofbeat.sources.fhir.releases, hoofbeat.sources.fhir.tally
"""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from fhir_builder import HPO, Json, bundle, concept, condition, cough, encounter, observation, patient, temperature
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources.fhir import FhirSource

SOUND = (patient(), encounter(), cough(), temperature())
MARFAN = concept("http://www.omim.org", "154700")


def cases(path: Path) -> list[Case]:
    source = FhirSource(path)
    return [source.parse(record) for record in source.records()]


def nested(*resources: Any, kind: str = "searchset") -> Json:
    return bundle(*resources, kind=kind)


SHAPES: dict[str, Any] = {
    "a bundle in a bundle": bundle(nested(*SOUND)),
    "part of it outside": bundle(patient(), encounter(), nested(cough(), temperature(), kind="collection")),
    "three deep": bundle(nested(patient(), nested(*SOUND[1:]))),
    "the answer of a batch": bundle(*(nested(one) for one in SOUND), kind="batch-response"),
    "a list of resources": list(SOUND),
    "a list of bundles": [bundle(*SOUND[:2]), bundle(*SOUND[2:])],
    "parameters": {"resourceType": "Parameters", "parameter": [{"name": "return", "resource": bundle(*SOUND)}]},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_nested_resources_are_read_like_others(tmp_path: Path, shape: str) -> None:
    (tmp_path / "x.json").write_text(json.dumps(SHAPES[shape]))
    (case,) = cases(tmp_path / "x.json")
    assert (case.case_id, case.observed, len(case.measurements)) == ("e1", ("HP:0012735",), 1)


def test_a_nested_text_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps(bundle(nested(*SOUND))).replace("39.2", "39.20"))
    (record,) = FhirSource(tmp_path).records()
    assert "39.20" in record.payload


def test_lines_may_be_bundles_packed_or_not(tmp_path: Path) -> None:
    other = {"subject": {"reference": "Patient/p2"}, "encounter": {"reference": "Encounter/e2"}}
    second = bundle(patient(id="p2"), encounter(id="e2", subject=other["subject"]), cough(**other))
    lines = "\n".join(json.dumps(one) for one in (bundle(*SOUND), second))
    (tmp_path / "export.ndjson.gz").write_bytes(gzip.compress(lines.encode()))
    assert [case.case_id for case in cases(tmp_path)] == ["e1", "e2"]


def test_a_nested_bundle_of_versions_is_refused_alone(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps(bundle(*SOUND, nested(cough(), kind="history"))))
    source = FhirSource(tmp_path / "x.json")
    refused, sound = source.records()
    assert "a Bundle that cannot be read" in str(refused.defect)
    assert source.parse(sound).case_id == "e1"
    (tmp_path / "x.ndjson").write_text(json.dumps(nested(cough(), kind="history")))
    (refused,) = FhirSource(tmp_path / "x.ndjson").records()
    assert "a Bundle that cannot be read" in str(refused.defect)


def test_files_of_one_resource_are_read_together(tmp_path: Path) -> None:
    for number, resource in enumerate((*SOUND, {"resourceType": "Practitioner", "id": "d1"})):
        (tmp_path / f"{number}.json").write_text(json.dumps(resource))
    (case,) = cases(tmp_path)
    assert (case.observed, len(case.measurements)) == (("HP:0012735",), 1)
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "p.json").write_text(json.dumps(patient()))
    (record,) = FhirSource(alone).records()
    assert "not a Bundle" in str(record.defect)


def test_other_files_of_a_folder_are_counted_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.json").write_text(json.dumps(bundle(*SOUND)))
    (tmp_path / "PLANTED.xml").write_text("<Bundle/>")
    (tmp_path / "PLANTED.txt").write_text("x")
    assert len(cases(tmp_path)) == 1
    said = capsys.readouterr().err
    assert "1 FHIR in XML, 1 other files" in said
    assert "PLANTED" not in said
    (tmp_path / "x.json").unlink()
    with pytest.raises(SourceError, match="only FHIR in XML"):
        cases(tmp_path)


def test_contained_conditions_and_observations_are_read(tmp_path: Path) -> None:
    marfan = {"resourceType": "Condition", "id": "c", "code": MARFAN, "subject": {"reference": "Patient/p1"}}
    seizure = {"resourceType": "Observation", "id": "o", "status": "final", "code": concept(HPO, "HP:0001250"),
               "valueBoolean": False}  # fmt: skip
    visits = [
        encounter(
            id=f"e{number}",
            contained=[marfan] if number == 1 else [marfan | {"code": concept("http://www.omim.org", "312750")}],
            diagnosis=[{"condition": {"reference": "#c"}}],
        )
        for number in (1, 2)
    ]
    report = {
        "resourceType": "DiagnosticReport", "id": "r", "status": "final",
        "code": concept("http://loinc.org", "58410-2"), "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
        "contained": [seizure],
    }  # fmt: skip
    later = cough(id="c2", encounter={"reference": "Encounter/e2"})
    (tmp_path / "x.json").write_text(json.dumps(bundle(patient(), *visits, cough(), later, report)))
    first, second = cases(tmp_path)
    assert (first.diagnosis, first.excluded) == ("OMIM:154700", ("HP:0001250",))
    assert (second.diagnosis, second.excluded) == ("OMIM:312750", ())


def test_what_a_family_history_contains_is_not_the_patients(tmp_path: Path) -> None:
    history = {
        "resourceType": "FamilyMemberHistory", "id": "f", "status": "completed", "patient": {"reference": "Patient/p1"},
        "relationship": {"text": "madre"}, "contained": [condition(MARFAN, encounter=None)],
    }  # fmt: skip
    (tmp_path / "x.json").write_text(json.dumps(bundle(*SOUND, history)))
    (case,) = cases(tmp_path)
    assert case.diagnosis is None


#: A resource as another release writes it, the release, and the element that shows it.
OTHER_RELEASES: list[tuple[Json, str, str]] = [
    (encounter() | {"class": [concept("urn:x", "AMB")]}, "R5", "Encounter.class"),
    (encounter(actualPeriod={"start": "2020-03-01"}, period=None), "R5", "Encounter.actualPeriod"),
    (encounter(status="discharged"), "R5", "Encounter.status"),
    (encounter(reason=[{"value": [{"concept": {"text": "PLANTED"}}]}]), "R5", "Encounter.reason"),
    (encounter(diagnosis=[{"condition": [{"reference": {"reference": "Condition/c1"}}]}]), "R5", "Encounter.diagnosis"),
    (cough(evidence=[{"concept": {"text": "PLANTED"}}]), "R5", "Condition.evidence"),
    (cough(participant=[{"actor": {"reference": "Practitioner/1"}}]), "R5", "Condition.participant"),
    (temperature(triggeredBy=[{"type": "reflex"}]), "R5", "Observation.triggeredBy"),
    (patient(meta={"profile": ["http://hl7.org/fhir/5.0/StructureDefinition/Patient"]}), "R5", "Patient.meta.profile"),
    (cough(clinicalStatus="active"), "STU3", "Condition.clinicalStatus"),
    (cough(assertedDate="2020-03-01"), "STU3", "Condition.assertedDate"),
    (cough(encounter=None, context={"reference": "Encounter/e1"}), "STU3", "Condition.context"),
    (temperature(encounter=None, context={"reference": "Encounter/e1"}), "STU3", "Observation.context"),
    (temperature(related=[{"target": {"reference": "Observation/2"}}]), "STU3", "Observation.related"),
    (temperature(interpretation=concept("urn:x", "H")), "STU3", "Observation.interpretation"),
    (encounter(diagnosis=[{"condition": {"reference": "Condition/c1"}, "role": {"text": "PLANTED"}}]), "STU3", "role"),
    (encounter(reason=[{"text": "PLANTED"}]), "STU3", "Encounter.reason"),
    (encounter() | {"class": "inpatient"}, "DSTU2", "Encounter.class"),
    (cough(subject=None, patient={"reference": "Patient/p1"}), "DSTU2", "Condition.patient"),
]


@pytest.mark.parametrize(("resource", "release", "element"), OTHER_RELEASES)
def test_a_resource_of_another_release_is_refused_by_its_name(
    tmp_path: Path, resource: Json, release: str, element: str
) -> None:
    kept = [one for one in SOUND if one["resourceType"] != resource["resourceType"]]
    (tmp_path / "x.json").write_text(json.dumps(bundle(*kept, resource)))
    with pytest.raises(RecordError, match=f"{element}.*looks like FHIR.*{release}.*R4 is read") as caught:
        cases(tmp_path)
    assert caught.value.hint or "4.0.1" in str(caught.value)
    assert "PLANTED" not in str(caught.value)


@pytest.mark.parametrize(("version", "release"), [("5.0.0", "R5"), ("3.0.2", "STU3"), ("4.0.1", None), ("4.3.0", None)])
def test_a_delivery_that_states_another_release_is_refused(tmp_path: Path, version: str, release: str | None) -> None:
    statement = {"resourceType": "CapabilityStatement", "id": "s", "status": "active", "fhirVersion": version}
    (tmp_path / "x.json").write_text(json.dumps(bundle(*SOUND, statement)))
    if release is None:
        assert len(cases(tmp_path)) == 1
    else:
        with pytest.raises(RecordError, match=f"fhirVersion.*{release}"):
            cases(tmp_path)


def test_a_guide_of_r4_may_count_its_own_versions(tmp_path: Path) -> None:
    profile = {"profile": ["http://hl7.org/fhir/us/core/STU3.1.1/StructureDefinition/us-core-patient"]}
    seizure = observation(concept(HPO, "HP:0001250"), valueBoolean=True)
    (tmp_path / "x.json").write_text(json.dumps(bundle(patient(meta=profile), encounter(), seizure)))
    assert cases(tmp_path)[0].observed == ("HP:0001250",)
