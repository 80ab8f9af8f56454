"""From an answer of the demonstration back to what its bundle was made from.

Mirrors: hoofbeat.lifecycle.chain
"""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.manifest import Manifest, read_manifest
from hoofbeat.domain.errors import InputError
from hoofbeat.domain.prediction import new_prediction_id, short_of
from hoofbeat.jobs.trace import Trace, TraceJob
from small_bundles import small_bundle

ELSEWHERE = "2020.01.01-0123456789ab"
MOMENT = datetime(2026, 11, 30, 8, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)


@pytest.fixture
def manifest(demo_bundle: Path) -> Manifest:
    return read_manifest(demo_bundle)


def whole(found: Trace, demo_run: Path, manifest: Manifest) -> None:
    assert found.bundle == manifest.version
    assert (found.code_version, found.knowledge_version) == (manifest.code_version, manifest.knowledge_version)
    assert f"gold@{found.gold_version}" == manifest.data_version
    assert found.cases == sum(batch.records for batch in found.batches) > 0
    for batch in found.batches:
        assert batch.source == "simulated"
        assert batch.files
        assert all((demo_run / "lake" / "bronze" / file).is_file() or Path(file).is_file() for file in batch.files)
    with closing(sqlite3.connect(demo_run / "mlflow.db")) as database:
        kept = {run for (run,) in database.execute("SELECT run_uuid FROM runs")}
    assert set(found.runs.values()) <= kept
    assert "hybrid" in found.runs
    assert found.lock
    assert len(found.lock) == 64


def test_an_answer_leads_to_its_data(demo_run: Path, manifest: Manifest) -> None:
    asked = new_prediction_id(manifest.version, MOMENT)
    found = TraceJob(asked=asked, output=demo_run).run()
    assert (found.prediction_id, found.answered_at) == (asked, MOMENT)
    whole(found, demo_run, manifest)
    assert len(found.gaps) == 1, found.gaps  # no registry was named


@pytest.mark.parametrize("asked", ["folder", "version"])
def test_a_bundle_leads_there_too(demo_run: Path, manifest: Manifest, asked: str) -> None:
    text = str(demo_run / "bundle") if asked == "folder" else manifest.version
    found = TraceJob(asked=text, output=demo_run).run()
    assert (found.prediction_id, found.answered_at) == (None, None)
    whole(found, demo_run, manifest)


def test_what_cannot_be_shown_is_said(demo_run: Path, tmp_path: Path) -> None:
    shutil.copytree(demo_run / "bundle", tmp_path / "bundle")
    alone = TraceJob(asked=str(tmp_path / "bundle"), output=tmp_path).run()
    assert any("the lake is not at hand" in gap for gap in alone.gaps)
    assert alone.batches
    assert not any(batch.files for batch in alone.batches)
    old = TraceJob(asked=str(small_bundle(tmp_path / "old")), output=tmp_path).run()
    assert any("before lineage was kept" in gap for gap in old.gaps)
    assert old.gold_version == 7


@pytest.mark.parametrize("asked", [ELSEWHERE, "Ana Garcia", f"{short_of(ELSEWHERE)}-20261130T042544Z-77092995cc"])
def test_another_answer_is_not_taken_for_this_bundle_s(demo_run: Path, asked: str) -> None:
    with pytest.raises(InputError, match="is not that bundle, and no registry is named"):
        TraceJob(asked=asked, output=demo_run).run()


def test_nothing_that_may_name_a_patient_is_kept(demo_bundle: Path) -> None:
    kept = json.loads((demo_bundle / "lineage.json").read_text(encoding="utf-8"))
    assert all(batch.keys() == {"batch", "source", "records", "ingested_at", "content"} for batch in kept["batches"])
    assert "case-" not in (demo_bundle / "lineage.json").read_text(encoding="utf-8")
