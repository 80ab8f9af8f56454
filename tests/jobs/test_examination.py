"""``hoofbeat benchmark examination``: coded cases put to a small bundle, from the command line.

Mirrors: hoofbeat.evaluation.accepted, hoofbeat.evaluation.examination.asking, hoofbeat.cli.benchmark,
    hoofbeat.bundle.export.common
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from common_world import common_model
from hoofbeat.bundle.export.writer import Provenance, write_bundle
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import BundleError
from hoofbeat.evaluation.examination.asking import answers
from hoofbeat.evaluation.examination.cases import read_cases
from hoofbeat.evaluation.examination.result import ExaminationResult
from hoofbeat.jobs.examination import ExaminationJob
from hoofbeat.models.hybrid import HybridRanker
from hoofbeat.models.knowledge_model import KnowledgeModel
from small_world import CATALOGUE, FREQUENCIES, ONTOLOGY, D, E, H, case, profiles

#: The first is told by D, the second by E, the third, which is common, by smoking.
CASES: tuple[dict[str, Any], ...] = (
    {"case": 1, "sha256": "0" * 16, "findings": [{"id": D}], "accepted": ["OMIM:1"], "orphan": True},
    {"case": 2, "sha256": "1" * 16, "findings": [{"id": E}], "accepted": ["ORPHA:2", "OMIM:1"], "orphan": True},
    {"case": 3, "sha256": "2" * 16, "findings": [{"id": H}], "accepted": ["HBD:0000003"], "orphan": False},
    {"case": 4, "sha256": "3" * 16, "findings": [{"id": H}], "accepted": ["HBD:0009999"], "orphan": False},
    {"case": 5, "sha256": "4" * 16, "findings": [{"id": H}], "accepted": None, "orphan": False},
)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examined") / "bundle"
    ranker = HybridRanker(KnowledgeModel(ONTOLOGY, CATALOGUE, profiles(FREQUENCIES)), common=common_model())
    provenance = Provenance(
        code_version="0.0.0", knowledge_version="small", data_version="none", simulated=True, seed=0, model={},
        metrics={}, counts={},
    )  # fmt: skip
    write_bundle(folder, ranker, provenance, [case(D, H), case(E)])
    return folder


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, CASES)), encoding="utf-8")
    return path


def test_each_case_is_asked_in_each_setting_and_a_disease_that_is_not_listed_is_a_miss(
    bundle: Path, cases: Path
) -> None:
    told = list(answers(Bundle.load(bundle), read_cases(cases), [Setting.PRIMARY_CARE, Setting.GENETICS]))
    assert [(each.case, each.setting) for each in told] == [
        (number, setting) for number in (1, 2, 3, 4) for setting in (Setting.PRIMARY_CARE, Setting.GENETICS)
    ]
    found = {(each.case, each.setting): each for each in told}
    assert found[1, Setting.GENETICS].rank == found[2, Setting.GENETICS].rank == 1
    assert found[3, Setting.PRIMARY_CARE].rank == 1
    assert [(each.rank, each.listed) for each in told if each.case == 4] == [(0, False)] * 2
    assert all(0 < each.claimed <= 1 for each in told)


def test_ties_count_against_us(bundle: Path, tmp_path: Path) -> None:
    """Nothing is known of the patient: under equal scores the last place is ours."""
    path = tmp_path / "cases.jsonl"
    nobody = {"case": 1, "sha256": "0" * 16, "findings": [], "orphan": True}
    path.write_text(json.dumps(nobody | {"accepted": ["OMIM:1"]}), encoding="utf-8")
    loaded = Bundle.load(bundle)
    (told,) = answers(loaded, read_cases(path), [Setting.GENETICS])
    _, score = loaded.answer(read_cases(path)[0].asked())
    assert told.rank == sum(score >= score[[disease.id for disease in loaded.diseases].index("OMIM:1")])


def test_the_command_writes_and_prints_the_table_beside_an_earlier_build(
    bundle: Path, cases: Path, tmp_path: Path
) -> None:
    def run(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "hoofbeat", "benchmark", "examination", "--bundle", str(bundle)]
        command += ["--cases", str(cases), "--setting", "emergency", *more]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True)

    first = run("--output", "first")
    told = ExaminationResult.load(tmp_path / "first" / "examination.json")
    assert {line.setting for line in told.lines} == {Setting.EMERGENCY}
    assert len(told.answers) == 4
    assert first.stdout.strip() == (tmp_path / "first" / "examination.md").read_text(encoding="utf-8").strip()
    second = run("--output", "second", "--compare", "first/examination.json")
    assert second.stdout.count(told.bundle) > first.stdout.count(told.bundle)
    assert ExaminationResult.load(tmp_path / "second" / "examination.json") == told


def test_all_settings_are_asked_where_none_is_named(bundle: Path, cases: Path, tmp_path: Path) -> None:
    ExaminationJob(bundle=bundle, cases=cases, output=tmp_path / "out").run()
    told = ExaminationResult.load(tmp_path / "out" / "examination.json")
    assert {line.setting for line in told.lines} == set(Setting)


def test_a_bundle_that_cannot_be_read_leaves_nothing_behind(cases: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BundleError):
        ExaminationJob(bundle=tmp_path / "empty", cases=cases, output=tmp_path / "out").run()
    assert not list((tmp_path / "out").glob("*"))
