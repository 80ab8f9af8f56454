"""``hoofbeat gate``: bundles of invented diseases beside each other, from the command line too.

Mirrors: hoofbeat.cli.gate, hoofbeat.lifecycle.gate.judge, hoofbeat.lifecycle.gate.accuracy,
    hoofbeat.lifecycle.gate.asking, hoofbeat.lifecycle.gate.sets, hoofbeat.lifecycle.gate.facts,
    hoofbeat.lifecycle.gate.margins, hoofbeat.lifecycle.gate.page, hoofbeat.lifecycle.gate.result,
    hoofbeat.lifecycle.gate.soundness
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path

import pytest

from gate_world import ALL, COMMON, RARE, known_bundle, patient, patients
from hoofbeat.domain.errors import BundleError, InputError
from hoofbeat.jobs.gate import GateJob
from hoofbeat.lifecycle.gate.cases import GateCase, write_gate_cases
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.gate.result import GateResult, RuleVerdict
from small_bundles import spoilt, version

#: Time and memory of two small bundles differ by chance, and are held by tests of their own.
LENIENT = Margins(time=100, size=100)

Judge = Callable[..., GateResult]


@pytest.fixture(scope="module")
def champion(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Knows all but ten orphan and four common diseases."""
    return known_bundle(tmp_path_factory.mktemp("champion") / "bundle", {*RARE[10:], *COMMON[4:]})


@pytest.fixture(scope="module")
def better(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return known_bundle(tmp_path_factory.mktemp("better") / "bundle", ALL)


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("frozen") / "frozen.jsonl", patients())


@pytest.fixture
def judge(champion: Path, frozen: Path, tmp_path: Path) -> Judge:
    def judged(challenger: Path, recent: Path | None = None, **changes: object) -> GateResult:
        told = {"champion": champion, "frozen": frozen, "margins": LENIENT} | changes
        return GateJob(challenger=challenger, recent=recent, output=tmp_path / "out", **told).run()

    return judged


def written(path: Path, cases: Sequence[GateCase]) -> Path:
    write_gate_cases(path, cases)
    return path


def failing(result: GateResult) -> set[str]:
    return {rule.name for rule in result.rules if rule.refuses}


def test_a_challenger_like_the_champion_does_not_replace_it(judge: Judge, champion: Path) -> None:
    result = judge(champion)
    assert result.decision == "keep"
    assert failing(result) == set()
    assert result.reasons == (
        "The challenger is not shown to be better in anything: a tie does not replace the champion.",
    )
    assert not any(gain.shown for gain in result.gains)


def test_a_better_challenger_passes_and_its_figures_stand_in_json_and_page(
    judge: Judge, better: Path, frozen: Path, tmp_path: Path
) -> None:
    result = judge(better)
    assert result.promote
    assert result.reasons == ()
    orphan = result.rule("frozen/orphan/top-10")
    assert (orphan.n, orphan.diseases, orphan.challenger) == (320, 40, 1.0)
    assert orphan.champion is not None
    assert orphan.champion < 0.8
    assert orphan.low is not None
    assert orphan.low > 0
    assert {gain.name for gain in result.gains if gain.shown} >= {"frozen/all/reciprocal rank", "frozen/orphan/top-10"}
    kept = json.loads((tmp_path / "out" / "gate.json").read_text())
    assert GateResult.model_validate(kept) == result
    assert (kept["format"], kept["decision"], kept["cases"][0]["judged"]) == (1, "promote", 480)
    page = unescape((tmp_path / "out" / "gate.html").read_text())
    assert "The challenger may be promoted" in page
    assert all(rule.title in page for rule in result.rules)
    assert "http" not in page.replace("http-equiv", "")


def test_one_that_loses_orphan_diseases_alone_is_refused_by_that_rule(
    judge: Judge, champion: Path, tmp_path: Path
) -> None:
    zebras_lost = known_bundle(tmp_path / "challenger", {*RARE[14:], *COMMON})
    result = judge(zebras_lost)
    assert result.decision == "keep"
    assert "frozen/orphan/top-10" in failing(result)
    assert "frozen/common/top-10" not in failing(result)
    assert (result.rule("frozen/common/top-10").difference or 0) > 0.1
    assert any(reason.startswith("Orphan recall") for reason in result.reasons)


def test_a_broken_challenger_is_refused_before_anything_is_asked(judge: Judge, better: Path, tmp_path: Path) -> None:
    import shutil

    broken = spoilt(Path(shutil.copytree(better, tmp_path / "broken")))
    result = judge(broken, frozen=tmp_path / "is never read")
    assert (result.decision, result.challenger) == ("keep", "unreadable")
    assert [rule.name for rule in result.rules] == ["soundness/readable"]
    assert "lexicon.json" in result.reasons[0]
    with pytest.raises(BundleError, match=r"lexicon\.json"):
        judge(better, champion=broken)


def test_too_few_of_the_latest_cases_are_said_and_do_not_count(judge: Judge, better: Path, tmp_path: Path) -> None:
    recent = written(tmp_path / "recent.jsonl", patients(ALL[:3], each=4, since=50))
    result = judge(better, recent)
    assert result.promote
    rule = result.rule("recent/all/top-10")
    assert (rule.verdict, rule.n, rule.refuses) == (RuleVerdict.TOO_FEW, 12, False)
    page = (tmp_path / "out" / "gate.html").read_text()
    assert "Too few cases: stated, and does not count." in page


def test_too_few_frozen_cases_refuse(judge: Judge, better: Path, tmp_path: Path) -> None:
    few = written(tmp_path / "few.jsonl", patients(RARE[:30], each=1))
    result = judge(better, frozen=few)
    assert "frozen/common/top-10" in failing(result)
    assert any("too few cases to judge by (0 of 0 diseases)" in reason for reason in result.reasons)


def test_what_is_better_in_the_latest_cases_alone_is_enough(judge: Judge, champion: Path, tmp_path: Path) -> None:
    """A disease that is new since the set was frozen shows in the latest cases only."""
    known = {*RARE[10:], *COMMON[4:]}
    learned = known_bundle(tmp_path / "challenger", {*known, *RARE[:10]})
    old = written(tmp_path / "old.jsonl", patients([n for n in ALL if n in known]))
    recent = written(tmp_path / "recent.jsonl", patients(RARE[:20], since=50))
    result = judge(learned, recent, frozen=old)
    assert result.promote, result.reasons
    better = {gain.name for gain in result.gains if gain.shown}
    assert "recent/orphan/top-10" in better
    assert "frozen/orphan/top-10" not in better


def test_cases_that_a_bundle_was_taught_are_left_out_and_counted(judge: Judge, frozen: Path, tmp_path: Path) -> None:
    by_name, by_paper = patients(RARE[:1]), patients(RARE[1:2])
    elsewhere = [told.case.model_copy(update={"case_id": "another", "group": None}) for told in patients(RARE[2:3])]
    challenger = known_bundle(
        tmp_path / "challenger",
        ALL,
        taught=[*(told.case for told in by_name), *elsewhere],
        cited=[told.case.group or "" for told in by_paper],
    )
    (told,) = judge(challenger).cases
    assert told.known == {"challenger: case": 8, "challenger: content": 8, "challenger: publication": 8}
    assert (told.read, told.judged) == (480, 456)
    everything = known_bundle(tmp_path / "knows all", ALL, taught=[told.case for told in patients()])
    with pytest.raises(InputError, match="no case that is new to both bundles"):
        judge(everything)


def test_a_case_of_the_frozen_set_is_not_asked_again_among_the_latest(
    judge: Judge, better: Path, tmp_path: Path
) -> None:
    recent = written(tmp_path / "recent.jsonl", [*patients(ALL[:5]), patient(0, 99), patient(0, 99)])
    assert [(told.judged, told.repeated) for told in judge(better, recent).cases] == [(480, 0), (1, 41)]


def test_a_bundle_that_does_not_say_what_it_was_taught_is_not_judged(
    judge: Judge, better: Path, tmp_path: Path
) -> None:
    from small_bundles import small_bundle

    with pytest.raises(InputError, match="does not say which cases it was taught"):
        judge(small_bundle(tmp_path / "mute"))


def test_the_command_says_what_it_decided_by_its_status(
    champion: Path, better: Path, frozen: Path, tmp_path: Path
) -> None:
    margins = tmp_path / "margins.json"
    margins.write_text(LENIENT.model_dump_json(include={"time", "size"}))
    common = ["--frozen", frozen, "--output", tmp_path / "out", "--margins", margins]
    promoted = called("--champion", champion, "--challenger", better, *common)
    assert (promoted.returncode, promoted.stdout.split(":")[0]) == (0, f"promote {version(better)}")
    refused = called("--champion", better, "--challenger", champion, *common)
    assert (refused.returncode, refused.stdout.splitlines()[0]) == (3, f"keep {version(better)}")
    assert "Orphan recall: among the first 10: -0." in refused.stdout
    margins.write_text('{"recal": 0.1}')
    with pytest.raises(InputError, match="recal cannot be used"):
        Margins.load(margins)
    assert called("--champion", champion).returncode == 2


def called(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hoofbeat", "gate", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
