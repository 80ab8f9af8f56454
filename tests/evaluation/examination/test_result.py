"""Figures of the examination, by hand; and the table of two builds.

Mirrors: hoofbeat.evaluation.examination.table
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.examination.cases import Half
from hoofbeat.evaluation.examination.result import CaseAnswer, ExaminationResult, Proportion
from hoofbeat.evaluation.examination.table import markdown

EMERGENCY, GENETICS = Setting.EMERGENCY, Setting.GENETICS


def answer(case: int, rank: int, setting: Setting | None = EMERGENCY, *, orphan: bool = False) -> CaseAnswer:
    half = Half.REPORTED if case % 2 else Half.DEVELOPMENT
    return CaseAnswer(
        case=case, setting=setting, half=half, orphan=orphan, listed=rank > 0, rank=rank, claimed=case / 10
    )


def result(*answers: CaseAnswer, bundle: str = "2026.1") -> ExaminationResult:
    return ExaminationResult.of(bundle, "0.1", "0" * 64, answers)


@given(n=st.integers(1, 400), share=st.floats(0, 1))
def test_intervals_are_those_of_wilson(n: int, share: float) -> None:
    hits = round(share * n)
    ours = Proportion.of(hits, n)
    theirs = binomtest(hits, n).proportion_ci(method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-6)
    assert ours.low <= ours.value <= ours.high


def test_no_case_has_no_share() -> None:
    with pytest.raises(InputError):
        Proportion.of(0, 0)


def test_lines_count_misses_and_part_halves_and_kinds() -> None:
    told = result(answer(1, 1), answer(3, 0), answer(5, 3, orphan=True), answer(7, 11), answer(2, 1))
    line = told.find(EMERGENCY, Half.REPORTED, "all")
    assert line is not None
    assert line.n == 4
    assert {k: share.value for k, share in line.top.items()} == {1: 0.25, 3: 0.5, 10: 0.5}
    assert line.listed.value == 0.75
    assert line.claimed == pytest.approx((0.1 + 0.3 + 0.5 + 0.7) / 4)
    sizes = {(line.half, line.kind): line.n for line in told.lines}
    assert sizes == {
        (Half.REPORTED, "all"): 4, (Half.REPORTED, "common"): 3, (Half.REPORTED, "orphan"): 1,
        (Half.DEVELOPMENT, "all"): 1, (Half.DEVELOPMENT, "common"): 1,
    }  # fmt: skip


def test_each_setting_has_lines_of_its_own_and_a_build_without_settings_stands_for_all() -> None:
    told = result(answer(1, 1), answer(1, 9, GENETICS))
    ranks = {setting: told.find(setting, Half.REPORTED, "all") for setting in Setting}
    assert {setting: line.top[1].value for setting, line in ranks.items() if line} == {EMERGENCY: 1, GENETICS: 0}
    old = result(answer(1, 1, None))
    assert all(old.find(setting, Half.REPORTED, "all") for setting in Setting)


def test_is_read_as_it_was_written(tmp_path: Path) -> None:
    told = result(answer(1, 1), answer(2, 0, None))
    told.save(tmp_path / "deep" / "examination.json")
    assert ExaminationResult.load(tmp_path / "deep" / "examination.json") == told
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    for name in ("other.json", "missing.json"):
        with pytest.raises(InputError, match=name):
            ExaminationResult.load(tmp_path / name)


def test_the_table_judges_the_goals_on_the_reported_half_and_shows_both_builds() -> None:
    page = markdown(
        result(answer(1, 1), answer(3, 3), answer(2, 0), answer(1, 1, GENETICS)),
        [result(answer(1, 0, None), answer(3, 2, None), bundle="2025.9")],
    )
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if "|" in line]
    assert all(len(row) == 4 for row in rows[:6])
    assert rows[0] == ["goal", "asked", "2026.1", "2025.9"]
    judged = {row[0].split()[0]: [cell.split(maxsplit=2)[-1] for cell in row[2:]] for row in rows[2:6]}
    assert judged == {
        "top-1": ["reached", "not reached"], "top-3": ["reached", "reached"], "top-10": ["reached", "not reached"],
        "in": ["reached", "not reached"],
    }  # fmt: skip
    shown = [tuple(row[:4]) for row in rows[8:]]
    assert ("emergency", "reported", "all", "2026.1") in shown
    assert ("emergency", "reported", "all", "2025.9") in shown
    assert ("genetics", "reported", "all", "2025.9") in shown
    assert not [row for row in shown if row[0] == "hospital"]


def test_a_goal_is_not_judged_where_nobody_was_asked() -> None:
    assert "not asked" in markdown(result(answer(1, 1, GENETICS)))
