"""A confirmed case answers for others within seconds: the profile counts it, and nothing else changes.

Mirrors: hoofbeat.cli.fold, hoofbeat.trained.folding, hoofbeat.trained.kept_ranking,
hoofbeat.intake.loose
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import COHORT_GRAPH, LEXICON, read_manifest
from hoofbeat.bundle.runtime.signature import TrustedKeys, make_keys, verify_bundle
from hoofbeat.cli.commands import app
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.errors import InputError
from hoofbeat.features.cohort import Cohort
from hoofbeat.jobs.fold import FoldJob
from hoofbeat.lifecycle.gate.taught import taught_of
from hoofbeat.trained.folding import FOLDED, PARENT, ROOT, with_cases
from hoofbeat.trained.kept_ranking import KeptRanking

#: Findings that Angelman syndrome is not known for.
STATED = ("HP:0001166", "HP:0001083", "HP:0002616")
ANGELMAN = "OMIM:105830"


def event(case: str, kind: str, revision: int, **fields: object) -> str:
    head = {"event": kind, "case_id": case, "revision": revision, "recorded_at": f"2026-01-0{revision}T09:00:00Z"}
    return json.dumps({**head, "age": 7, "sex": "male", "findings": [{"id": one} for one in STATED], **fields})


def log(path: Path, cases: int, disease: str = ANGELMAN, **more: str) -> Path:
    diagnosis = {"disease": disease, "basis": "genetic", **more}
    lines = [
        line
        for number in range(cases)
        for line in (
            event(f"c{number}", "registered", 1),
            event(f"c{number}", "diagnosis-confirmed", 2, diagnosis=diagnosis),
        )
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def run(demo_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run directory of one's own."""
    folder = tmp_path_factory.mktemp("fold") / "run"
    shutil.copytree(demo_run, folder, ignore=shutil.ignore_patterns("mlartifacts", "report", "data-docs"))
    return folder


@pytest.fixture(scope="module")
def folded(run: Path) -> Iterator[Path]:
    """The demonstration's bundle with two more cases, signed."""
    make_keys(run / "keys")
    runner = CliRunner()
    arguments = [
        "--output",
        str(run),
        "--cases",
        str(log(run / "two.jsonl", 2)),
        "--key",
        str(run / "keys/hoofbeat.key"),
    ]
    asked = runner.invoke(app, ["fold", *arguments, "--parity-cases", "6"])
    assert asked.exit_code == 0, asked.output
    return run / "bundle-folded"


def test_the_profile_counts_the_cases(run: Path, folded: Path) -> None:
    before, after = Bundle.load(run / "bundle"), Bundle.load(folded)
    case = Case(case_id="asked", age=7, findings=tuple(Finding(id=one) for one in STATED))
    place = next(n for n, one in enumerate(after.diseases) if ANGELMAN in (one.id, *one.equivalent_ids))
    ranks = [bundle.rank(bundle.answer(case)[1], place) for bundle in (before, after)]
    assert ranks[1] < ranks[0] / 10
    stated = [
        dict(zip(*(part.tolist() for part in bundle.book.stated(place)), strict=True)) for bundle in (before, after)
    ]
    finding = after.lexicon.position(STATED[0])
    assert stated[0].get(finding, 0.0) < stated[1][finding]


def test_the_manifest_names_its_parent_and_the_cases(run: Path, folded: Path) -> None:
    before, after = read_manifest(run / "bundle"), read_manifest(folded)
    assert (after.model[PARENT], after.model[ROOT]) == (before.version, before.version)
    assert after.counts[FOLDED] == 2
    assert after.counts["cases"] == before.counts["cases"] + 2
    assert after.parity["cases"] == 6
    assert after.parity["largest_difference"] < 1e-4
    assert {after.files[name] for name in (COHORT_GRAPH, LEXICON)} == {before.files[n] for n in (COHORT_GRAPH, LEXICON)}
    assert verify_bundle(folded, TrustedKeys.parse(str(run / "keys/hoofbeat.pub")))[0].version == after.version


def test_the_new_bundle_says_that_it_was_taught_the_cases(run: Path, folded: Path) -> None:
    """What the gate's leak check relies on: else a folded bundle is judged by what it has read."""
    stated = tuple(Finding(id=one) for one in STATED)
    elsewhere = Case(case_id="another source's name", age=7, sex="male", findings=stated, diagnosis=ANGELMAN)
    before, after = taught_of(run / "bundle"), taught_of(folded)
    assert (before.knows(elsewhere), after.knows(elsewhere)) == (None, "content")
    assert len(after.cases - before.cases) == 2
    assert before.cases <= after.cases
    assert before.groups <= after.groups


def test_a_trace_names_its_parent_and_how_many_cases(run: Path, folded: Path) -> None:
    asked = CliRunner().invoke(app, ["trace", str(folded), "--output", str(run)])
    assert asked.exit_code == 0, asked.output
    version = read_manifest(run / "bundle").version
    assert f"folded     2 confirmed cases since the training, into {version}\n" in asked.output
    plain = CliRunner().invoke(app, ["trace", str(run / "bundle"), "--output", str(run)])
    assert "folded" not in plain.output.replace(str(run), "")


def test_a_fold_of_a_fold_counts_all_and_loses_none(run: Path, folded: Path) -> None:
    job = FoldJob(output=run, bundle=folded, cases=str(log(run / "three.jsonl", 3)), to=run / "again", parity_cases=2)
    again = job.run()
    assert again.model[PARENT] == read_manifest(folded).version
    assert again.model[ROOT] == read_manifest(run / "bundle").version
    assert again.counts[FOLDED] == 3
    with pytest.raises(InputError, match="counts 3 folded cases, these would be 1"):
        FoldJob(output=run, bundle=run / "again", cases=str(log(run / "one.jsonl", 1))).run()


def test_a_new_disease_is_listed(run: Path) -> None:
    cases = str(log(run / "new.jsonl", 2, disease="OMIM:999999", name="Invented syndrome"))
    made = FoldJob(output=run, cases=cases, to=run / "new", parity_cases=3).run()
    assert made.labels[-1] == "OMIM:999999"
    bundle = Bundle.load(run / "new")
    case = Case(case_id="asked", findings=tuple(Finding(id=one) for one in STATED))
    assert bundle.rank(bundle.answer(case)[1], len(made.labels) - 1) < 200


def test_nothing_new_is_refused_and_leaves_nothing(run: Path) -> None:
    empty = run / "registered.jsonl"
    empty.write_text(event("c1", "registered", 1) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="No confirmed case is new"):
        FoldJob(output=run, cases=str(empty), to=run / "nothing").run()
    assert not (run / "nothing").exists()


def test_a_record_that_is_no_case_is_named_by_its_position(run: Path) -> None:
    damaged = run / "damaged.jsonl"
    damaged.write_text(event("c1", "registered", 1) + "\n" + '{"event": "registered"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="Record 2 of app is no case"):
        FoldJob(output=run, cases=str(damaged)).run()


def test_the_bundle_of_another_training_is_refused(run: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(run / "training", other / "training")
    for name in ("knowledge", "lake"):
        (other / name).symlink_to(run / name)
    replace(KeptRanking.load(run / "training"), bundle="2001.01.01-000000000000").save(other / "training")
    with pytest.raises(InputError, match="the run directory holds that of 2001"):
        FoldJob(output=other, bundle=run / "bundle").run()
    (other / "training" / "ranking.pickle.gz").write_bytes(b"damaged")
    with pytest.raises(InputError, match="cannot be read"):
        FoldJob(output=other, bundle=run / "bundle").run()


def test_of_a_case_that_gold_has_the_highest_revision_counts() -> None:
    def case(name: str, revision: int, **fields: object) -> Case:
        return Case(case_id=name, revision=revision, diagnosis="OMIM:1", **fields)

    gold = Cohort((case("a", 2), case("b", 1), case("c", 1)), ("OMIM:1",) * 3, ("x", "x", "x"), 4)
    more = [case("a", 1, age=3), case("b", 2, age=5), case("c", 2, withdrawn=True), case("d", 1)]
    told = with_cases(gold, more, "app")
    assert [(one.case_id, one.revision) for one in told.cases] == [("a", 2), ("b", 2), ("d", 1)]
    assert told.sources == ("x", "app", "app")
    assert np.array(told.version) == 4
