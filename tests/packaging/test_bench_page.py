"""The page of benchmarks is what its script writes from the kept results, and says when a goal was missed.

Mirrors: scripts/bench_page.py, scripts/bench_answers.py, scripts/bench_cohorts.py, scripts/bench_format.py,
    scripts/bench_goals.py, scripts/bench_plots.py
"""

import copy
import re
from typing import Any

import pytest

import bench_page
from bench_goals import GOALS

KEPT = bench_page.kept()
#: Decimals of a drawing, which another processor may round otherwise.
_NUMBER = re.compile(r"-?\d+\.\d+")


def row(text: str, what: str) -> list[str]:
    """The cells of the line that begins so."""
    (line,) = (line for line in text.splitlines() if line.startswith(f"| {what} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_page_is_what_the_kept_results_say() -> None:
    assert bench_page.PAGE.read_text(encoding="utf-8") == bench_page.page(KEPT), "run make bench-page"


def test_so_are_its_plots() -> None:
    drawn = {path: svg for path, svg in bench_page.files(KEPT).items() if path.suffix == ".svg"}
    assert drawn.keys() == set((bench_page.PAGE.parent / "images").glob("bench-*.svg"))
    for path, svg in drawn.items():
        text = path.read_text(encoding="utf-8")
        assert _NUMBER.split(svg) == _NUMBER.split(text), f"{path.name}: run make bench-page"
        assert [float(one) for one in _NUMBER.findall(svg)] == pytest.approx(
            [float(one) for one in _NUMBER.findall(text)], abs=0.05
        )


def test_every_benchmark_of_the_page_was_run_and_names_its_machine() -> None:
    assert KEPT.keys() == bench_page.TITLES.keys()
    for name, told in KEPT.items():
        assert told["machine"]["processor"], name
        assert re.fullmatch(r"[0-9a-f]{7,}", told["commit"]), name


@pytest.mark.parametrize("goal", GOALS.values(), ids=GOALS)
def test_every_goal_has_its_figure(goal: Any) -> None:
    assert goal.found(KEPT) is not None


def test_a_goal_is_reached_from_its_bound_on() -> None:
    told: dict[str, Any] = copy.deepcopy(KEPT)
    what = GOALS["first record"].what
    for seconds, said in ((3.9, "yes"), (4.0, "yes"), (4.1, "**no**")):
        told["ingest"]["start"]["first_record"]["s"] = seconds
        assert row(bench_page.page(told), what)[-1] == said


def test_the_worst_size_decides() -> None:
    told: dict[str, Any] = copy.deepcopy(KEPT)
    for times, size in zip((9.0, 2.5, 7.0), told["differential"]["sizes"].values(), strict=True):
        size["explained"]["times_faster"] = times
    assert row(bench_page.page(told), GOALS["faster explained"].what)[2:] == ["2.50 ×", "**no**"]


def test_what_was_not_measured_says_why_and_reaches_nothing() -> None:
    told: dict[str, Any] = copy.deepcopy(KEPT)
    told["start"]["throttled"] = told["start"]["memory"] = {"measured": None, "reason": "it needs Linux"}
    del told["service"], told["training"]
    text = bench_page.page(told)
    assert row(text, GOALS["old laptop"].what)[2:] == ["not measured", "–"]
    assert row(text, GOALS["memory"].what)[2:] == ["not measured", "–"]
    assert row(text, GOALS["batch"].what)[2:] == ["not measured", "–"]
    assert row(text, "20 % of one core: p99")[1] == "not measured: it needs Linux"
    assert "Memory was not measured: it needs Linux." in text
    assert "Not measured yet: `benchmarks/service.py`." in text
    assert bench_page.image("training") not in bench_page.files(told)


@pytest.mark.parametrize("quick", [True, False])
def test_quick_results_are_called_preliminary(quick: bool) -> None:
    told = {name: {**copy.deepcopy(one), "quick": quick} for name, one in KEPT.items()}
    assert ("**Preliminary.**" in bench_page.page(told)) is quick
