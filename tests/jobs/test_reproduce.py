"""A bundle made again: a small run's, and the demonstration's where that is refused.

Mirrors: hoofbeat.cli.tracing
"""

import shutil
from pathlib import Path

import pytest
from pyarrow import RecordBatch

from forked import hoofbeat
from hoofbeat.domain.errors import InputError
from hoofbeat.features.reserved import Reserve
from hoofbeat.jobs.pipeline import PipelineJob
from hoofbeat.jobs.reproduce import ReproduceJob
from hoofbeat.lake.lake import Lake
from hoofbeat.sources.simulated import Simulation
from hoofbeat.workspace import RESERVE
from reduced_release import write_reduced_release
from small_bundles import small_bundle


@pytest.mark.slow
def test_the_same_figures_and_what_differs_is_named(tmp_path: Path) -> None:
    """Patients and candidates as in the demonstration, among a fortieth of its diseases; some are set aside."""
    run = tmp_path / "run"
    run.mkdir()
    Reserve(share=0.15).save(run / RESERVE)
    PipelineJob(
        output=run,
        release=write_reduced_release(tmp_path / "release"),
        simulation=Simulation(orphans=8, patients=6, publication=2),
        size="small",
        min_cases=4,
    ).run()
    (run / RESERVE).unlink()  # the bundle says it
    made = hoofbeat("reproduce", run / "bundle", "--output", run)
    said = made.stdout.decode()
    print(said, made.stderr.decode()[-2000:])  # noqa: T201  # what a failure should show
    assert made.returncode == 0
    assert "every figure is the same" in said
    lines = {line.split(" ")[0]: line for line in said.splitlines()}
    graphs = ("profiles.onnx", "findings.onnx", "ranker.onnx", "cohort.onnx")
    for name in (*graphs, "catalogue.json", "lexicon.json", "reference.json", "taught.json"):
        assert "same bytes" in lines[name], lines[name]
    assert "runs" in lines["lineage.json"]
    assert "(of every export)" in lines["manifest.json"]


def test_what_says_nothing_of_its_origin_is_refused(demo_run: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not say what it was made from"):
        ReproduceJob(bundle=small_bundle(tmp_path / "bundle"), output=demo_run).run()


def test_another_run_is_refused_before_hours_of_work(demo_run: Path, tmp_path: Path) -> None:
    shutil.copytree(demo_run / "knowledge", tmp_path / "other" / "knowledge")
    shutil.copytree(demo_run / "lake", tmp_path / "other" / "lake")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "something").touch()
    job = ReproduceJob(bundle=demo_run / "bundle", output=tmp_path / "other", keep=tmp_path / "kept")
    with pytest.raises(InputError, match="is not empty"):
        job.run()
    lake = Lake(tmp_path / "other" / "lake")
    [one] = lake.gold.head(1)
    shutil.rmtree(tmp_path / "other" / "lake" / "gold")
    lake.gold.replace([RecordBatch.from_pylist([one], schema=lake.gold.schema)], {})
    with pytest.raises(InputError, match="holds other records"):
        ReproduceJob(bundle=demo_run / "bundle", output=tmp_path / "other").run()
