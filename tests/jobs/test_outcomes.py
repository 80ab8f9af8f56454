"""A bundle judged by what was confirmed since it was made: from a log, from the lake, on the command line.

Mirrors: hoofbeat.cli.monitor, hoofbeat.watching.outcomes.judged
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.cli.commands import app
from hoofbeat.jobs.outcomes import OutcomesJob
from hoofbeat.lake.gold import read_cohort
from hoofbeat.watching.outcomes.followed import Followed
from hoofbeat.watching.outcomes.judged import WORST_LOSS, judge_cases
from hoofbeat.watching.outcomes.report import OutcomeReport


@pytest.fixture(scope="module")
def log(demo_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty patients of the demonstration come again after its bundle was made; twelve are confirmed."""
    cohort = read_cohort(demo_run / "lake")
    start = Bundle.load(demo_run / "bundle").manifest.created + timedelta(days=1)
    lines = []
    for number, case in enumerate(case for case in cohort.cases[::15] if case.observed):
        stated = {"age": case.age, "sex": case.sex.value, "findings": [{"id": one} for one in case.observed]}
        stated = {name: value for name, value in stated.items() if value is not None}
        for kind, day in (("registered", number), ("diagnosis-confirmed", number + 3))[: 2 if number < 12 else 1]:
            at = (start + timedelta(days=day)).isoformat()
            head = {"event": kind, "case_id": f"c{number}", "revision": 1 + (kind != "registered"), "recorded_at": at}
            told = {} if kind == "registered" else {"diagnosis": {"disease": case.diagnosis, "basis": "clinical"}}
            lines.append(json.dumps({**head, **stated, **told}))
        if number == 19:
            break
    path = tmp_path_factory.mktemp("outcomes") / "log.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_what_was_confirmed_since_is_judged(demo_run: Path, log: Path, tmp_path: Path) -> None:
    until = Bundle.load(demo_run / "bundle").manifest.created + timedelta(days=60)
    arguments = ["--bundle", str(demo_run / "bundle"), "--cases", str(log), "--until", until.isoformat()]
    arguments += ["--output", str(tmp_path / "out.json"), "--metrics", str(tmp_path / "out.prom")]
    asked = CliRunner().invoke(app, ["monitor", "outcomes", *arguments])
    assert asked.exit_code == 0, asked.output
    assert "12 labels, 8 cases wait for one" in asked.output
    report = OutcomeReport.model_validate_json((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert report.last_labels
    assert report.last_labels.cases == 12
    assert report.last_labels.top[10].value > 0.5, "they are easy: the model has read them"
    assert "hoofbeat_outcome_labels 12.0" in (tmp_path / "out.prom").read_text(encoding="utf-8")
    text = asked.output + (tmp_path / "out.prom").read_text(encoding="utf-8")
    assert "HP:" not in text, "of the patients nothing is told"


def test_what_the_bundle_may_have_read_is_left_out(demo_run: Path, log: Path) -> None:
    job = OutcomesJob(bundle=demo_run / "bundle", cases=None, output=demo_run, until=datetime.now(UTC))
    report = job.run()
    assert report.labels == 0
    assert report.left_out == len(read_cohort(demo_run / "lake"))


def test_without_a_place_of_cases_it_says_so(demo_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOOFBEAT_CASES", raising=False)
    asked = CliRunner().invoke(app, ["monitor", "outcomes", "--bundle", str(demo_run / "bundle")])
    assert asked.exit_code != 0


def test_equivalent_ids_are_one_disease_and_an_unlisted_one_is_a_miss(demo_run: Path) -> None:
    bundle = Bundle.load(demo_run / "bundle")
    disease = next(one for one in bundle.diseases if one.id == "OMIM:154700" or "OMIM:154700" in one.equivalent_ids)
    other = next(id_ for id_ in (disease.id, *disease.equivalent_ids) if id_ != "OMIM:154700")
    case = read_cohort(demo_run / "lake").cases[0]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    one, two, none = judge_cases(
        bundle, [Followed(case, now, now, id_) for id_ in ("OMIM:154700", other, "OMIM:999999")]
    )
    assert (one.disease, one.rank, one.loss) == (two.disease, two.rank, two.loss)
    assert one.rank > 0
    assert (none.disease, none.rank, none.loss, none.orphan) == ("OMIM:999999", 0, WORST_LOSS, True)
    ranked = bundle.differential(case, top=3, explain=False).differential[0]
    assert one.sureness == pytest.approx(ranked.probability, abs=1e-6)
