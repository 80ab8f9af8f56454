import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from hoofbeat.domain.errors import HoofbeatError, IdentifierError
from hoofbeat.workers import Crew

#: A process that starts a crew, says who its workers are, and waits.
_PARENT = """
import time
from functools import partial
from hoofbeat.workers import Crew
with Crew(partial(partial, pow, 2), 2) as crew:
    list(crew.map(range(4)))
    print(*(process.pid for process in crew._processes), flush=True)
    time.sleep(60)
"""


def _refuse(what: str) -> None:
    raise IdentifierError(what, hint="leave it out")


def test_answers_come_in_the_order_of_the_tasks() -> None:
    with Crew(partial(partial, pow, 2), 2) as crew:
        assert list(crew.map(range(40))) == [2**number for number in range(40)]


def test_a_few_tasks_are_under_way_at_once_and_no_more() -> None:
    taken = []
    with Crew(partial(partial, pow, 2), 2) as crew:
        answers = crew.map(taken.append(number) or number for number in range(1_000))  # type: ignore[func-returns-value]
        next(answers)
        assert 2 <= len(taken) <= 10
        answers.close()


def test_what_the_work_raises_is_raised_here_with_its_hint() -> None:
    # ``eval`` stands for work that fails: it is found in every process.
    text = "(_ for _ in ()).throw(__import__('hoofbeat.domain.errors').domain.errors.IdentifierError('a', hint='b'))"
    with Crew(partial(partial, eval), 1) as crew, pytest.raises(IdentifierError, match="a → b"):
        list(crew.map([text]))


def test_a_defect_keeps_the_place_where_it_happened() -> None:
    with Crew(partial(partial, eval), 1) as crew, pytest.raises(ZeroDivisionError) as caught:
        list(crew.map(["1 / 0"]))
    assert "<string>" in "".join(caught.value.__notes__)


def test_work_that_cannot_be_made_is_said_once_it_is_asked_for() -> None:
    with Crew(partial(int, "no number"), 1) as crew, pytest.raises(ValueError, match="no number"):
        list(crew.map([1]))


def test_a_worker_that_is_ended_from_outside_is_a_readable_error() -> None:
    with Crew(partial(partial, eval), 1) as crew, pytest.raises(HoofbeatError, match=r"ended from outside → .*repeat"):
        list(crew.map(["__import__('os')._exit(9)"]))


def test_what_a_library_prints_does_not_mix_with_the_answers() -> None:
    with Crew(partial(partial, eval), 1) as crew:
        assert list(crew.map(["print('PLANTED', flush=True)", "1 + 1"])) == [None, 2]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes through /proc")
def test_workers_end_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(workers) == 2
    assert all(_alive(pid) for pid in workers)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 10
    while any(_alive(pid) for pid in workers):
        assert time.monotonic() < end, "a worker outlived its parent"
        time.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
