"""The whole pipeline: the same again when run again, useful with few cases, traceable in MLflow.

Mirrors: hoofbeat.jobs.evaluate, hoofbeat.trained.trusting, hoofbeat.locks
"""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import forked
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import FileSeal, Manifest, read_manifest
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.ranking import DISEASE_HELD_OUT, NAIVE, PUBLICATION_HELD_OUT
from hoofbeat.evaluation.result import EvaluationResult
from hoofbeat.jobs.evaluate import EvaluateJob
from hoofbeat.jobs.export import ExportJob
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.pipeline import ingest
from hoofbeat.jobs.train import TrainJob
from hoofbeat.models.candidates import names
from hoofbeat.sources import choose_sources
from hoofbeat.training.tracking import DATABASE, EXPERIMENT, open_client
from small_release import write_release

MARFAN = ("HP:0001166", "HP:0001083", "HP:0002616")
JACOBSEN = ("HP:0001873", "HP:0001263", "HP:0000252")


def cases_of(publications: int, path: Path) -> Path:
    """A few Marfan and Jacobsen patients, so few that no cohort model can learn."""
    diseases = {"OMIM:154700": MARFAN, "OMIM:147791": JACOBSEN}
    lines = [
        Case(
            case_id=f"{disease}-{number}",
            findings=tuple(Finding(id=finding_id) for finding_id in findings),
            diagnosis=disease,
            group=f"PMID:{number}",
        ).model_dump_json()
        for number in range(publications)
        for disease, findings in diseases.items()
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def take_in(output: Path, cases: Path, release: Path) -> None:
    ingest(IngestJob(output=output, sources=choose_sources(jsonl=cases)), release=release)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of two diseases that these patients have: what stages leave each other depends on no size."""
    shown = {"OMIM:154700": MARFAN, "OMIM:147791": JACOBSEN}
    terms = {"HP:0000118": ("Phenotypic abnormality", ())}
    terms |= {finding: (f"Finding {finding[-3:]}", ("HP:0000118",)) for finding in (*MARFAN, *JACOBSEN)}
    rows = [
        {"database_id": disease, "disease_name": f"Disease {disease[-3:]}", "hpo_id": finding, "frequency": "3/7"}
        for disease, findings in shown.items()
        for finding in findings
    ]
    return write_release(tmp_path_factory.mktemp("release"), terms=terms, rows=rows)


def model_files(manifest: Manifest) -> dict[str, FileSeal]:
    """What answers: the model card bears the day it was made, the lineage the runs that made it."""
    made = ("model-card", "lineage")
    return {name: seal for name, seal in manifest.files.items() if not name.startswith(made)}


def test_the_report_states_every_protocol_and_says_that_patients_are_simulated(demo_run: Path) -> None:
    result = EvaluationResult.load(demo_run / "report" / "metrics.json")
    assert result.simulated
    assert result.cohort.adds_up
    assert {line.protocol for line in result.rankings} == {PUBLICATION_HELD_OUT, DISEASE_HELD_OUT, NAIVE}
    assert "claim no accuracy" in (demo_run / "report" / "report.html").read_text(encoding="utf-8")


def test_the_bundle_names_what_it_was_made_from(demo_run: Path) -> None:
    manifest = read_manifest(demo_run / "bundle")
    assert manifest.simulated
    assert manifest.data_version == "gold@0"
    assert manifest.knowledge_version.startswith("hpo-2026-06-06+hpoa-2026-06-06+orphadata-2026-06-23+tables-")
    assert manifest.parity["largest_difference"] <= 1e-4
    assert sum(seal.bytes for seal in manifest.files.values()) <= 60e6
    assert len(manifest.labels) == len(set(manifest.labels)) == len(Bundle.load(demo_run / "bundle").diseases)


def test_every_model_is_a_run_that_names_its_data_knowledge_and_code(demo_run: Path) -> None:
    client = open_client(demo_run / DATABASE)
    experiment = client.get_experiment_by_name(EXPERIMENT)
    assert experiment is not None
    runs = {run.info.run_name: run for run in client.search_runs([experiment.experiment_id])}
    assert set(runs) >= {*names(), "profiles alone", "knowledge model", "hybrid"}
    for run in runs.values():
        assert run.info.status == "FINISHED"
        assert run.data.metrics
        assert run.data.params
        assert {"data_version", "knowledge_version", "code_version", "seed"} <= set(run.data.tags)
    artifacts = {item.path for item in client.list_artifacts(runs["mlp"].info.run_id)}
    assert {"curves.png", "confusion.png"} <= artifacts


def test_with_too_few_cases_the_knowledge_answers_alone(release: Path, tmp_path: Path) -> None:
    output = tmp_path / "run"
    take_in(output, cases_of(3, tmp_path / "cases.jsonl"), release)
    assert TrainJob(output=output).run().winner == ""
    result = EvaluateJob(output=output, folds=2).run()
    assert not result.simulated
    assert result.cohort.cases == 6
    manifest = ExportJob(output=output).run()
    assert manifest.classes == ()
    case = Case(case_id="new", findings=tuple(Finding(id=finding_id) for finding_id in MARFAN))
    answer = Bundle.load(output / "bundle").differential(case)
    assert answer.differential[0].disease_id == "OMIM:154700"
    kinds = {share.kind for share in answer.differential[0].contributions}
    assert kinds == {"observed", "prior", "setting"}


def test_new_data_must_be_trained_on_before_it_is_evaluated_or_exported(release: Path, tmp_path: Path) -> None:
    output = tmp_path / "run"
    take_in(output, cases_of(2, tmp_path / "few.jsonl"), release)
    TrainJob(output=output).run()
    take_in(output, cases_of(4, tmp_path / "more.jsonl"), release)
    with pytest.raises(
        InputError, match="trained on gold version 0, the lake stands at 1 → run `hoofbeat train` again"
    ):
        EvaluateJob(output=output).run()
    with pytest.raises(InputError, match="hoofbeat evaluate"):
        ExportJob(output=output).run()
    TrainJob(output=output, as_of="0").run()
    result = EvaluateJob(output=output, folds=2).run()
    assert (result.versions.data, result.cohort.cases) == ("gold@0", 4)
    assert ExportJob(output=output).run().data_version == "gold@0"


def test_new_knowledge_over_the_same_cases_must_be_trained_on_too(release: Path, tmp_path: Path) -> None:
    output = tmp_path / "run"
    take_in(output, cases_of(2, tmp_path / "cases.jsonl"), release)
    outcome = TrainJob(output=output).run()
    (output / "knowledge" / "version.json").write_text('"hpo-of-next-month"', encoding="utf-8")
    with pytest.raises(
        InputError, match=f"trained with {re.escape(outcome.knowledge_version)}, the run now has hpo-of"
    ):
        EvaluateJob(output=output).run()


def test_a_report_of_another_training_is_not_exported_with_this_model(demo_run: Path, tmp_path: Path) -> None:
    output = Path(shutil.copytree(demo_run, tmp_path / "run", ignore=shutil.ignore_patterns("data-docs")))
    summary = json.loads((output / "training" / "selection.json").read_text())
    summary["settings"]["min_cases"] += 1  # as if `hoofbeat train --min-cases 5` had run since
    (output / "training" / "selection.json").write_text(json.dumps(summary))
    with pytest.raises(InputError, match=r"min_cases 4.*min_cases 5.*hoofbeat evaluate"):
        ExportJob(output=output).run()
    assert read_manifest(output / "bundle") == read_manifest(demo_run / "bundle")


@pytest.mark.slow
def test_stage_by_stage_or_in_one_gives_the_same(
    release: Path,
    make_packet: Callable[..., dict[str, Any]],
    write_zip: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    diseases = {"OMIM:154700": MARFAN, "OMIM:147791": JACOBSEN}
    packets = write_zip(
        [
            make_packet(
                f"{disease} {number}",
                phenotypicFeatures=[{"type": {"id": finding_id, "label": "-"}} for finding_id in findings],
                interpretations=[
                    {"id": "i", "progressStatus": "SOLVED", "diagnosis": {"disease": {"id": disease, "label": "-"}}}
                ],
                metaData={"phenopacketSchemaVersion": "2.0", "externalReferences": [{"id": f"PMID:{number}"}]},
            )
            for number in range(6)
            for disease, findings in diseases.items()
        ]
    )
    monkeypatch.setenv("HOOFBEAT_PSEUDONYM_KEY", "an invented key of good length")

    def hoofbeat(*arguments: str | Path) -> None:
        assert forked.hoofbeat(*arguments, cwd=tmp_path).returncode == 0

    def made(output: str) -> tuple[object, ...]:
        manifest = read_manifest(tmp_path / output / "bundle")
        assert manifest.classes == ("OMIM:147791", "OMIM:154700")
        return model_files(manifest), manifest.metrics, manifest.labels, manifest.data_version, manifest.model

    quick = ("--min-cases", "3", "--candidates", "logistic")
    sources = ("--phenopackets", packets, "--knowledge", release)
    hoofbeat("run", *sources, *quick, "--evaluation-folds", "2", "--output", "in one")
    first = made("in one")
    hoofbeat("ingest", *sources, "--output", "by stage")
    hoofbeat("train", *quick, "--output", "by stage")
    hoofbeat("evaluate", "--folds", "2", "--output", "by stage")
    hoofbeat("export", "--output", "by stage")
    assert made("by stage") == first


def test_a_single_publication_leaves_nothing_to_hold_out(release: Path, tmp_path: Path) -> None:
    output = tmp_path / "run"
    take_in(output, cases_of(1, tmp_path / "cases.jsonl"), release)
    TrainJob(output=output).run()
    with pytest.raises(InputError, match="publication"):
        EvaluateJob(output=output).run()
