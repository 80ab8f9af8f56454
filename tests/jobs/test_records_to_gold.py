"""FHIR and the case store on their way into gold, with corrections, withdrawals and refusals.

Mirrors: hoofbeat.jobs.ingest, hoofbeat.lake.gold
"""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from fhir_builder import HPO, LOINC, bundle, concept, condition, cough, encounter, observation, patient, temperature
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.lake.gold import read_cohort
from hoofbeat.lake.lake import Lake
from hoofbeat.sources import SourceConfig

Json = dict[str, Any]
STORE = SourceConfig(name="app", format="casestore", path=Path("store"))


def ingest(tmp_path: Path, *configs: SourceConfig) -> list[tuple[int, int, int]]:
    placed = tuple(config.model_copy(update={"path": tmp_path / config.path}) for config in configs)
    summary = IngestJob(output=tmp_path / "out", sources=placed).run(lambda finding: finding, lambda disease: disease)
    return [(tally.read, tally.accepted, tally.quarantined) for tally in summary.tallies]


def event(kind: str, case_id: str, revision: int, **fields: Any) -> Json:
    base: Json = {
        "event": kind,
        "schema_version": 1,
        "case_id": case_id,
        "revision": revision,
        "recorded_at": "2026-11-23T09:30:00Z",
    }
    stated = {"age": 34.5, "sex": "female", "findings": [{"id": "HP:0012735"}]}
    return base | ({} if kind == "withdrawn" else stated) | fields


def log(tmp_path: Path, *events: Json) -> None:
    (tmp_path / "store").mkdir(exist_ok=True)
    with (tmp_path / "store/2026-11-23.jsonl").open("a") as file:
        file.writelines(json.dumps(one) + "\n" for one in events)


def test_gold_follows_the_events_of_a_case(tmp_path: Path) -> None:
    def gold() -> list[tuple[int, str | None]]:
        return sorted((case.revision, case.diagnosis) for case in read_cohort(tmp_path / "out/lake").cases)

    diagnosis = {"disease": "OMIM:154700", "basis": "genetic"}
    log(tmp_path, event("registered", "a", 1), event("registered", "b", 1))
    assert ingest(tmp_path, STORE) == [(2, 2, 0)]
    assert gold() == [(1, None), (1, None)]
    log(tmp_path, event("diagnosis-confirmed", "a", 2, diagnosis=diagnosis))
    assert ingest(tmp_path, STORE) == [(3, 3, 0)]
    assert gold() == [(1, None), (2, "OMIM:154700")]
    log(tmp_path, event("withdrawn", "a", 3, reason="consent-withdrawn"))
    assert ingest(tmp_path, STORE) == [(4, 4, 0)]
    assert gold() == [(1, None)]
    log(tmp_path, event("corrected", "a", 4))
    assert ingest(tmp_path, STORE) == [(5, 5, 0)]
    assert gold() == [(1, None), (4, None)]


def test_a_lake_may_hold_withdrawn_cases_alone(tmp_path: Path) -> None:
    log(tmp_path, event("registered", "a", 1), event("withdrawn", "a", 2, reason="duplicate"))
    assert ingest(tmp_path, STORE) == [(2, 2, 0)]
    assert read_cohort(tmp_path / "out/lake").cases == ()


def test_fhir_reaches_gold_and_what_it_says_is_standardised(tmp_path: Path) -> None:
    anemia = observation(concept(LOINC, "718-7"), 71, "g/L", encounter={"reference": "Encounter/e2"})
    resources = [
        patient(),
        encounter(),
        condition(concept(HPO, "HP:0001250")),
        temperature(102.6, "[degF]"),
        encounter(id="e2"),
        anemia,
        encounter(id="e3"),  # says nothing
        encounter(id="e4"),  # nothing but what cannot be
        temperature(390, encounter={"reference": "Encounter/e4"}),
        encounter(id="e5", status="PLANTED"),
    ]
    (tmp_path / "bundle.json").write_text(json.dumps(bundle(*resources)))
    hospital = SourceConfig(name="hospital-a", format="fhir", path=Path("bundle.json"))
    assert ingest(tmp_path, hospital) == [(5, 2, 3)]
    assert ingest(tmp_path, hospital) == [(5, 2, 3)]  # nothing twice
    first, second = read_cohort(tmp_path / "out/lake").cases
    assert set(first.observed) == {"HP:0001250", "HP:0001945"}
    assert [(one.code, one.unit, round(one.value, 1)) for one in first.measurements] == [("8310-5", "Cel", 39.2)]
    assert "HP:0001903" in second.observed
    assert first.patient_id == second.patient_id != "p1"
    tables = Lake(tmp_path / "out/lake")
    stored = json.dumps([_plain(table.read()) for table in (tables.silver, tables.gold)], default=str)
    for planted in ("Plantada", "Marisol", "MRN-4711", "1980-03-01", "e1", "Patient/p1"):
        assert f'"{planted}"' not in stored
    reasons = tables.quarantine.read()["reason"].to_pylist()
    assert len(reasons) == 3
    assert not any("PLANTED" in reason for reason in reasons)


def test_a_corrected_encounter_takes_the_place_of_the_first_and_one_in_error_leaves(tmp_path: Path) -> None:
    def deliver(version: int, *resources: Json, status: str = "finished") -> list[tuple[int, int, int]]:
        visit = encounter(status=status, meta={"versionId": str(version)})
        (tmp_path / f"{version}.json").write_text(json.dumps(bundle(patient(), visit, *resources)))
        return ingest(tmp_path, SourceConfig(name="hospital-a", format="fhir", path=Path(f"{version}.json")))

    def observed() -> list[tuple[str, ...]]:
        return [case.observed for case in read_cohort(tmp_path / "out/lake").cases]

    deliver(1, cough())
    deliver(2, condition(concept(HPO, "HP:0001250")))
    assert observed() == [("HP:0001250",)]
    assert deliver(3, cough(), status="entered-in-error") == [(1, 1, 0)]
    assert observed() == []


def _plain(table: pa.Table) -> list[Json]:
    rows: list[Json] = table.to_pylist()
    return rows
