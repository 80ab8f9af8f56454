"""What is shown while work runs: how far it is, about how long the rest takes, and nothing cut where no window is."""

import os
import re
import subprocess
import sys

import pytest

from hoofbeat import console


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "5 s"), (22, "20 s"), (54, "55 s"), (58, "1 min"), (170, "3 min"), (5300, "88 min"), (5400, "1.5 h")],
)
def test_a_span_is_told_as_far_as_it_can_be_foretold(seconds: float, words: str) -> None:
    assert console.about(seconds) == words


@pytest.mark.parametrize(
    ("elapsed", "done", "total", "side_by_side", "rest"),
    [
        (60, 1, 5, 1, 240),  # four more folds of a minute each
        (60, 1, 4, 2, 60),  # the second is nearly there, the other two take as long again
        (60, 2, 4, 2, 60),
        (60, 2, 5, 4, 15),
        (60, 5, 5, 2, 0),
        (60, 0, 5, 1, float("inf")),
    ],
)
def test_what_is_left_follows_from_the_pace_so_far(
    elapsed: float, done: float, total: float, side_by_side: int, rest: float
) -> None:
    assert console.left(elapsed, done, total, side_by_side) == pytest.approx(rest)


class Clock:
    """Stands still between the items of a test's work."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(console, "perf_counter", clock)
    return clock


def test_without_a_terminal_a_line_now_and_then_tells_how_long_the_rest_takes(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in console.track(range(20), "Folding [twenty]"):
        clock.now += 20
    assert capsys.readouterr().err.splitlines() == [
        "  Folding [twenty]: 1 of 20, about 6 min left",
        "  Folding [twenty]: 3 of 20, about 6 min left",
        "  Folding [twenty]: 5 of 20, about 5 min left",
        "  Folding [twenty]: 7 of 20, about 4 min left",
        "  Folding [twenty]: 9 of 20, about 4 min left",
        "  Folding [twenty]: 12 of 20, about 3 min left",
        "  Folding [twenty]: 15 of 20, about 2 min left",
        "  Folding [twenty]: 19 of 20, about 20 s left",
        "  Folding [twenty]: 20 (400.0 s)",
    ]


def test_quick_work_is_one_line(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in console.track(range(20), "Folding"):
        clock.now += 0.1
    assert capsys.readouterr().err.splitlines() == ["  Folding: 20 (2.0 s)"]


def test_work_of_unknown_length_tells_its_pace(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in console.track(iter("ab"), "Reading", weight=lambda _: 1000):
        clock.now += 4
    first, last = capsys.readouterr().err.splitlines()
    assert (first, last) == ("  Reading: 1,000 so far, 250 a second", "  Reading: 2,000 (8.0 s)")


def test_a_stage_says_how_long_it_will_take_where_that_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    with console.stage("Fitting", 130.0):
        pass
    with console.stage("Fitting", 0.2):
        pass
    begun, _, quick, _ = capsys.readouterr().err.splitlines()
    assert begun == "▶ Fitting (about 2 min)"
    assert quick == "▶ Fitting"


WIDE_TABLE = """
from rich.table import Table
from hoofbeat.console import console, results
table = Table("column", "becomes")
table.add_row("name of a column " * 12, "a word too long to be folded ".replace(" ", "") * 8)
(results() if {to_output} else console).print(table)
"""


@pytest.mark.parametrize("to_output", [True, False])
def test_a_table_is_whole_where_no_window_cuts_it(to_output: bool) -> None:
    environment = os.environ | {"COLUMNS": "80"}
    command = [sys.executable, "-c", WIDE_TABLE.format(to_output=to_output)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    text = done.stdout if to_output else done.stderr
    assert ("name of a column " * 12).strip() in text
    assert "awordtoolongtobefolded" * 8 in text
    assert "…" not in text


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_on_a_terminal_a_bar_tells_how_long_the_rest_takes() -> None:
    import pty

    script = (
        "from time import sleep; from hoofbeat.console import track\nfor _ in track(range(4), 'Folding'): sleep(0.3)"
    )
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen([sys.executable, "-c", script], stderr=theirs, env=environment) as process:
        os.close(theirs)
        told = b""
        try:
            while part := os.read(ours, 4096):
                told += part
        except OSError:  # Linux's way to say that the other side has gone
            pass
        finally:
            os.close(ours)
    assert process.returncode == 0
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", told.decode())
    assert "Folding" in text
    assert "about 5 s left" in text
    assert "4/4" in text
