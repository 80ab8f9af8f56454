"""From the case store to gold past the guard: what is held does not teach until somebody accepts it.

Mirrors: hoofbeat.cli.feedback
"""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hoofbeat.cli.commands import app
from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.feedback import DecideJob, ListFeedbackJob, ReviewJob
from hoofbeat.lake.gold import read_cohort
from hoofbeat.watching.teaching.decisions import Decision, Decisions

MARFAN = ("OMIM:154700", ("HP:0001166", "HP:0001083", "HP:0002616"))
WRONG = ("OMIM:105830", ("HP:0001166", "HP:0001083", "HP:0002616"))


def events(case: str, told: tuple[str, tuple[str, ...]], day: int = 1) -> list[str]:
    disease, findings = told
    stated = {"age": 12, "sex": "female", "findings": [{"id": one} for one in findings]}
    lines = []
    for revision, kind in enumerate(("registered", "diagnosis-confirmed"), start=1):
        head = {
            "event": kind,
            "case_id": case,
            "revision": revision,
            "recorded_at": f"2026-03-{day:02}T0{revision}:00:00Z",
        }
        by = {"diagnosis": {"disease": disease, "basis": "genetic"}, "reviewer": {"role": "physician", "key": "k1"}}
        lines.append(json.dumps({**head, **stated, **(by if revision == 2 else {})}))
    return lines


def hoofbeat(*arguments: object) -> str:
    asked = CliRunner().invoke(app, [str(one) for one in arguments])
    assert asked.exit_code == 0, asked.output
    return asked.output


@pytest.fixture(scope="module")
def run(demo_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feedback") / "run"
    shutil.copytree(demo_run, folder, ignore=shutil.ignore_patterns("mlartifacts", "report", "data-docs"))
    log = folder / "log"
    log.mkdir()
    lines = [*events("good", MARFAN), *events("bad", WRONG), "damaged"]
    (log / "2026-03-01.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (folder / "sources.yaml").write_text("sources:\n- {name: app, format: casestore, path: log}\n", encoding="utf-8")
    return folder


def test_what_is_held_waits_and_every_event_is_counted(run: Path) -> None:
    told = ReviewJob(output=run, cases=str(run / "log")).run()
    assert (told.read, told.accepted, told.held, told.quarantined) == (5, 1, 1, 1)
    assert told.read == told.accepted + told.held + told.rejected + told.quarantined + told.passed
    (held,) = ListFeedbackJob(output=run, fate="held").run()
    assert (held.basis, held.reviewer, held.by) == ("genetic", "physician:k1", "guard")
    assert "ranks" in held.reasons[0]
    shown = hoofbeat("feedback", "list", "--output", run, "--fate", "held")
    assert held.case_id in shown
    assert "HP:" not in shown
    assert ReviewJob(output=run, cases=str(run / "log")).run() == told, "a second look changes nothing"


def test_what_is_corrected_no_longer_speaks_against_its_reviewer(run: Path, tmp_path: Path) -> None:
    house = tmp_path / "run"
    shutil.copytree(run, house, ignore=shutil.ignore_patterns("log"))
    (house / "feedback" / "decisions.json").unlink(missing_ok=True)
    log = house / "log"
    log.mkdir()
    first = [line for number in range(8) for line in events(f"case{number}", WRONG, day=number + 1)]
    (log / "2026-03-01.jsonl").write_text("".join(f"{line}\n" for line in first), encoding="utf-8")
    assert ReviewJob(output=house, cases=str(log)).run().held == 8
    again = [
        json.loads(events(f"case{number}", MARFAN, day=20)[1]) | {"revision": 3, "event": "corrected"}
        for number in range(8)
    ]
    (log / "2026-03-20.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in again), encoding="utf-8")
    ReviewJob(output=house, cases=str(log)).run()
    reasons = [why for one in Decisions.load(house).decided.values() for why in one.reasons]
    assert not [why for why in reasons if why.startswith(("reviewer", "plausibility"))], reasons


@pytest.mark.slow  # a whole ingest, with its gate
def test_gold_takes_what_was_accepted_and_follows_who_decides(run: Path) -> None:
    ReviewJob(output=run, cases=str(run / "log")).run()
    before = len(read_cohort(run / "lake"))
    hoofbeat("ingest", "--output", run, "--sources", run / "sources.yaml")
    cohort = read_cohort(run / "lake")
    assert len(cohort) == before + 1
    (case,) = [one for one, source in zip(cohort.cases, cohort.sources, strict=True) if source == "app"]
    assert case.diagnosis == MARFAN[0]
    assert "diagnosis: confirmed by physician, genetic" in case.notes

    (held,) = ListFeedbackJob(output=run, fate="held").run()
    hoofbeat("feedback", "accept", held.case_id[:12], "--output", run)
    hoofbeat("prepare", "--output", run)
    assert len(read_cohort(run / "lake")) == before + 2
    hoofbeat("feedback", "reject", held.case_id, "--output", run)
    hoofbeat("prepare", "--output", run)
    assert len(read_cohort(run / "lake")) == before + 1
    assert Decisions.load(run).decided[held.case_id].reasons, "why it was held is kept"


def test_a_reviewer_s_cases_are_decided_at_once(tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    told = {"revision": 2, "disease": MARFAN[0], "source": "app", "reviewer": "physician:k1", "basis": "genetic"}
    ids = ("case-a1", "case-b2", "case-c3")
    held = {id_: Decision(case_id=id_, fate="held", confirmed=at, decided=at, **told) for id_ in ids}
    Decisions(sources=("app",), decided=held).keep(tmp_path)
    assert hoofbeat("feedback", "accept", "case-a", "case-c", "--output", tmp_path).count("accepted") == 2
    fates = {id_: one.fate for id_, one in Decisions.load(tmp_path).decided.items()}
    assert fates == {"case-a1": "accepted", "case-b2": "held", "case-c3": "accepted"}


def test_who_names_no_case_is_told_so(run: Path) -> None:
    with pytest.raises(InputError, match="no reviewed cases"):
        DecideJob(output=run, case_id="case-none", fate="accepted").run()
