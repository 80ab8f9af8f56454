"""The whole way: a physician's entries through the API, the log, ingestion, gold.

Mirrors: hoofbeat.serving.cases.routes, hoofbeat.cases.log, hoofbeat.jobs.ingest, hoofbeat.cli.cases
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from case_databases import KINDS, case_database
from hoofbeat.cases.log import write_log
from hoofbeat.cases.store import CaseStore
from hoofbeat.domain.case import Case
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.lake.gold import read_cohort
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.sources import SourceConfig
from reduced_release import write_reduced_release

Serve = Callable[..., httpx.Client]

CASE: dict[str, Any] = {
    "findings": [{"id": "HP:0001166"}, {"id": "HP:0001083", "onset_years": 12}, {"id": "HP:0001250", "excluded": True}],
    "measurements": [{"code": "8310-5", "value": 102.6, "unit": "[degF]"}],
    "age": 16,
    "sex": "male",
}
EARLIER = CASE | {"age": 2, "findings": CASE["findings"][:1]}
CONFIRMED = {"disease": "OMIM:154700", "basis": "genetic"}


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CaseStore]:
    with case_database(request.param, tmp_path) as address:
        store = CaseStore.open(address)
        yield store
        store.close()


def gold(folder: Path) -> dict[str | None, Case]:
    """Gold by diagnosis."""
    return {case.diagnosis: case for case in read_cohort(folder / "run" / "lake").cases}


def is_as_entered(case: Case) -> None:
    assert (case.age, case.sex, case.revision) == (16, "male", 2)
    assert {"HP:0001166", "HP:0001083", "HP:0001945"} <= set(case.observed), "and the fever that was measured"
    assert case.excluded == ("HP:0001250",)
    assert [(one.code, one.unit, round(one.value, 1)) for one in case.measurements] == [("8310-5", "Cel", 39.2)]


def test_gold_follows_what_physicians_enter_correct_and_withdraw(
    store: CaseStore, serve: Serve, two_diseases: Diagnoser, tmp_path: Path
) -> None:
    def bring_to_gold() -> dict[str | None, Case]:
        write_log(store, tmp_path / "log", who="cli")
        app = SourceConfig(name="app", format="casestore", path=tmp_path / "log")
        job = IngestJob(output=tmp_path / "run", sources=(app,))
        [tally] = job.run(lambda finding: finding, lambda disease: disease).tallies
        assert tally.quarantined == 0
        return gold(tmp_path)

    client = serve(two_diseases, cases=store)
    case_id = client.post("/v1/cases", json=CASE).json()["case_id"]
    other = client.post("/v1/cases", json=EARLIER | {"same_patient_as": case_id}).json()["case_id"]
    client.post(f"/v1/cases/{case_id}/diagnosis", json={"revision": 1, **CONFIRMED}).raise_for_status()
    found = bring_to_gold()
    assert set(found) == {"OMIM:154700", None}
    is_as_entered(found["OMIM:154700"])
    assert found["OMIM:154700"].patient_id == found[None].patient_id is not None
    assert {case.case_id for case in found.values()}.isdisjoint({case_id, other}), "gold knows them by pseudonyms"

    body = CASE | {"revision": 2, "age": 17, "diagnosis": CONFIRMED}
    client.put(f"/v1/cases/{case_id}", json=body).raise_for_status()
    client.post(f"/v1/cases/{other}/withdrawal", json={"revision": 1, "reason": "duplicate"}).raise_for_status()
    assert [(case.diagnosis, case.age, case.revision) for case in bring_to_gold().values()] == [("OMIM:154700", 17, 3)]


@pytest.mark.slow
def test_the_same_by_the_command_line(serve: Serve, two_diseases: Diagnoser, tmp_path: Path) -> None:
    """With the knowledge that the diagnosis is looked up in."""
    write_reduced_release(tmp_path / "release", keep=["OMIM:154700"])
    (tmp_path / "sources.yaml").write_text("sources:\n  - {name: app, format: casestore, path: log}\n")
    address = f"sqlite:///{tmp_path / 'cases.db'}"
    store = CaseStore.open(address)
    client = serve(two_diseases, cases=store)
    case_id = client.post("/v1/cases", json=CASE).json()["case_id"]
    client.post(f"/v1/cases/{case_id}/diagnosis", json={"revision": 1, **CONFIRMED}).raise_for_status()
    for arguments in (
        ("cases", "export-log", "--to", "log"),
        ("ingest", "--sources", "sources.yaml", "--knowledge", "release", "--output", "run"),
    ):
        result = subprocess.run(
            [sys.executable, "-m", "hoofbeat", *arguments],
            cwd=tmp_path, capture_output=True, text=True, check=False, env=os.environ | {"HOOFBEAT_CASES": address},
        )  # fmt: skip
        assert result.returncode == 0, result.stdout + result.stderr
    store.close()
    is_as_entered(gold(tmp_path)["OMIM:154700"])
