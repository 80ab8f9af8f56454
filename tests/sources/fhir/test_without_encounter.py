"""Resources that name no encounter, and encounters that are not there.

Mirrors: hoofbeat.sources.fhir.join, hoofbeat.sources.fhir.visit
"""

import json
from pathlib import Path
from typing import Any

import pytest

from fhir_builder import (
    HPO,
    SNOMED,
    Json,
    bundle,
    concept,
    condition,
    cough,
    encounter,
    observation,
    patient,
    temperature,
)
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources.fhir import FhirSource

SEIZURE = concept(HPO, "HP:0001250")
MARFAN = concept("http://www.omim.org", "154700")


def read(path: Path) -> tuple[list[Case], list[str]]:
    """The cases of a file and the reasons of what was refused."""
    source, cases, reasons = FhirSource(path), [], []
    for record in source.records():
        try:
            cases.append(source.parse(record))
        except RecordError as error:
            reasons.append(str(error))
    return cases, reasons


def written(folder: Path, *resources: Any, **fields: Any) -> Path:
    file = folder / "x.json"
    file.write_text(json.dumps(bundle(*resources, **fields)))
    return file


def loose(**fields: Any) -> Json:
    return observation(SEIZURE, valueBoolean=True, encounter=None, **fields)


def ill(**fields: Any) -> Json:
    return condition(MARFAN, encounter=None, **fields)


def test_a_patient_without_any_encounter_is_one_case(tmp_path: Path) -> None:
    second = {"subject": {"reference": "Patient/p2"}}
    resources = (
        patient(), ill(onsetDateTime="1995-01-01"), loose(effectiveDateTime="2015-03-01"),
        temperature(encounter=None, effectiveDateTime="2012-01-01"),
        patient(id="p2"), loose(**second, effectiveDateTime=None),
    )  # fmt: skip
    (first, other), reasons = read(written(tmp_path, *resources))
    assert reasons == []
    assert (first.case_id, first.patient_id, first.diagnosis) == ("Patient/p1", "p1", "OMIM:154700")
    assert (first.age, first.observed, len(first.measurements)) == (35.0, ("HP:0001250",), 1)  # on its last day
    assert any("no Encounter" in note for note in first.notes)
    assert (other.case_id, other.age, other.observed) == ("Patient/p2", None, ("HP:0001250",))
    assert any("no age" in note for note in other.notes)


def test_a_patients_summary_is_as_old_as_its_composition(tmp_path: Path) -> None:
    composition = {
        "resourceType": "Composition", "id": "ips", "status": "final", "date": "2022-03-01T10:00:00Z",
        "title": "PLANTED", "type": concept("http://loinc.org", "60591-5"), "subject": {"reference": "Patient/p1"},
    }  # fmt: skip
    none_known = condition(
        concept("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-problem-info"),
        encounter=None,
        id="c2",
    )
    resources = (composition, patient(), ill(), none_known, loose(effectiveDateTime="2015-03-01"))
    (case,), _ = read(written(tmp_path, *resources, kind="document"))
    assert (case.age, case.diagnosis, case.observed) == (42.0, "OMIM:154700", ("HP:0001250",))
    over = ill(id="c3", abatementDateTime="2022-01-01")
    (case,), _ = read(written(tmp_path, composition, patient(), over, loose(), kind="document"))
    assert case.diagnosis is None


def test_a_patient_whose_encounters_hold_nothing_is_a_case_beside_them(tmp_path: Path) -> None:
    outside = loose(effectiveDateTime="2012-01-01")
    cases, reasons = read(written(tmp_path, patient(), encounter(), outside))
    assert [case.case_id for case in cases] == ["Patient/p1"]
    assert len(reasons) == 1
    # Where encounters hold something, what falls on the days of none stays out, and is counted.
    cases, _ = read(written(tmp_path, patient(), encounter(), cough(), outside))
    assert [case.case_id for case in cases] == ["e1"]


def test_what_an_encounter_lists_belongs_to_it_whatever_its_day(tmp_path: Path) -> None:
    uses = [{"condition": {"reference": "Condition/m"}}]
    marfan = ill(id="m", recordedDate="2001-01-01")
    (case,), _ = read(written(tmp_path, patient(), encounter(diagnosis=uses), cough(), marfan))
    assert case.diagnosis == "OMIM:154700"
    reason = [{"reference": "Condition/m"}]
    (case,), _ = read(written(tmp_path, patient(), marfan, encounter(reasonReference=reason), cough()))
    assert case.diagnosis == "OMIM:154700"
    # One that was made at another visit is listed again at the next.
    visits = (encounter(), encounter(id="e2", diagnosis=uses, period={"start": "2021-01-01"}))
    at_first = condition(MARFAN, id="m")
    cases, _ = read(written(tmp_path, patient(), *visits, at_first, cough(), loose(effectiveDateTime="2021-01-01")))
    assert [case.diagnosis for case in cases] == ["OMIM:154700", "OMIM:154700"]


@pytest.mark.parametrize(
    ("resources", "where"),
    [
        ((patient(), cough()), "no Encounter: the encounter that 1 resources name was not delivered"),
        ((loose(),), "names a patient that was not delivered"),
        ((patient(), {k: v for k, v in loose().items() if k != "subject"}), "neither encounter nor patient"),
        ((patient(), ill()), "nothing usable besides the diagnosis"),
        ((patient(birthDate="2031-01-01"), loose(effectiveDateTime="2015-03-01")), "before Patient.birthDate"),
    ],
)
def test_what_makes_no_case_is_refused_with_a_reason(tmp_path: Path, resources: tuple[Json, ...], where: str) -> None:
    cases, (reason,) = read(written(tmp_path, *resources))
    assert cases == []
    assert where in reason


def test_a_file_without_anything_to_read_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, patient(), {"resourceType": "Claim"}, {"resourceType": "PLANTED 1"})
    with pytest.raises(SourceError, match="no Encounter, Condition or Observation in the file"):
        list(FhirSource(file).records())
    said = capsys.readouterr().err
    assert "1 Claim" in said
    assert "PLANTED" not in said


def test_a_condition_that_is_not_the_patients_is_refused(tmp_path: Path) -> None:
    group = {"subject": {"reference": "Group/g1"}}
    (case,), (reason,) = read(written(tmp_path, patient(), encounter(), cough(), ill(**group)))
    assert case.diagnosis is None
    assert "not delivered" in reason


def test_national_editions_and_old_codes_give_the_label(tmp_path: Path) -> None:
    for code in (
        concept("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "Q87.4"),
        concept("https://terminologia.example.br/fhir/CodeSystem/BRCID10", "Q874"),
        concept("CIE-10", "q87.4"),
        concept("urn:oid:2.16.840.1.113883.6.174", "#154700"),
        concept("https://www.omim.org", "MIM:154700"),
        {"coding": [*concept(SNOMED, "999999999")["coding"], *concept("urn:local", "OMIM_154700")["coding"]]},
        {"coding": [*concept("urn:local", "Q87.4")["coding"], *concept(SNOMED, "19346006 |Marfan|")["coding"]]},
    ):
        (case,), _ = read(written(tmp_path, patient(), condition(code, encounter=None), loose()))
        assert case.diagnosis == "OMIM:154700", code
    for code in (concept("http://www.orpha.net/ORDO", "558"), concept("urn:local", "Orphanet:558")):
        (case,), _ = read(written(tmp_path, patient(), condition(code, encounter=None), loose()))
        assert case.diagnosis == "ORPHA:558", code
