"""Tasks through a real scheduler: answers in order, errors as they are, nothing of a task in a log.

Mirrors: hoofbeat.engines.base, hoofbeat.engines.cluster
"""

import itertools
import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dask_cluster import Cluster
from hoofbeat.domain.errors import HoofbeatError, IdentifierError, InputError
from hoofbeat.engines import working

# ``eval`` stands for any work: it is found in every process.
EVALUATE = partial(partial, eval)


def test_answers_come_in_the_order_of_the_tasks(cluster: Cluster) -> None:
    with working(cluster.address) as engine, engine.crew(partial(partial, pow, 2)) as crew:
        assert list(crew.map(range(30))) == [2**number for number in range(30)]


def test_a_few_tasks_are_under_way_at_once_and_no_more(cluster: Cluster) -> None:
    taken = []
    with working(cluster.address) as engine, engine.crew(partial(partial, pow, 2)) as crew:
        answers = crew.map(taken.append(number) or number for number in range(1_000))  # type: ignore[func-returns-value]
        next(answers)
        assert 2 <= len(taken) <= 10
        answers.close()


def test_work_is_made_once_in_each_worker(cluster: Cluster) -> None:
    # The counter is of the work that was made: were it made again, it would begin again.
    make = partial(eval, "lambda task: (__import__('os').getpid(), next(count))", {"count": itertools.count()})
    with working(cluster.address) as engine, engine.crew(make) as crew:
        answers = list(crew.map(range(20)))
    for pid in {pid for pid, _ in answers}:
        counted = [number for of, number in answers if of == pid]
        assert sorted(counted) == list(range(len(counted)))


def test_what_the_work_raises_is_raised_here_and_nothing_of_the_task_is_logged(cluster: Cluster) -> None:
    text = "(_ for _ in ()).throw(__import__('hoofbeat.domain.errors').domain.errors.IdentifierError('a', hint='b'))"
    with working(cluster.address) as engine:
        with engine.crew(EVALUATE) as crew, pytest.raises(IdentifierError, match="a → b"):
            list(crew.map([f"'PLANTED' and {text}"]))
        with engine.crew(EVALUATE) as crew, pytest.raises(ZeroDivisionError) as caught:
            list(crew.map(["'PLANTED' and 1 / 0"]))
        assert "<string>" in "".join(caught.value.__notes__)
        with engine.crew(partial(int, "PLANTED")) as crew, pytest.raises(ValueError, match="invalid literal"):
            list(crew.map([1]))
    assert "PLANTED" not in cluster.said()


def test_a_worker_killed_in_the_middle_loses_no_answer(cluster: Cluster) -> None:
    def tasks() -> Iterator[str]:
        for number in range(24):
            if number == 12:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)
            yield f"__import__('time').sleep(0.05) or {number}"

    with working(cluster.address) as engine, engine.crew(EVALUATE) as crew:
        assert list(crew.map(tasks())) == list(range(24))
    assert cluster.workers[0].wait(10) == -signal.SIGKILL


def test_an_address_where_nobody_answers_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'hoofbeat[dask]'")
    monkeypatch.setattr("hoofbeat.engines.cluster._PATIENCE", "1s")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(InputError, match=f"no Dask scheduler answers at {address}"), working(address):
            pass


def test_the_cluster_of_this_machine_is_ours_alone_and_ends_with_the_job() -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'hoofbeat[dask]'")
    from hoofbeat.engines.cluster import local_cluster

    seen: list[int] = []

    def fails() -> None:
        with local_cluster(2) as engine:
            client = engine.dask
            seen.extend(client.run(os.getpid).values())
            with engine.crew(EVALUATE) as crew:
                answers = crew.map(f"__import__('time').sleep(0.05) or {number}" for number in range(24))
                assert next(answers) == 0
                os.kill(seen[0], signal.SIGKILL)
                assert list(answers) == list(range(1, 24))
                client.cluster.scheduler.allowed_failures = 0  # a worker takes seconds to come again
                with pytest.raises(HoofbeatError, match=r"ended from outside again and again.* → .*repeat"):
                    list(crew.map(["__import__('os')._exit(9)"]))
            address = client.scheduler.address
            assert re.match(r"tls://127\.0\.0\.1:", address)
            with pytest.raises((OSError, TypeError)):  # without the certificates
                distributed.Client(address.replace("tls", "tcp"), set_as_default=False, timeout="2s")
            seen.extend(client.run(os.getpid).values())
            raise RuntimeError(address)

    with pytest.raises(RuntimeError, match=r"^tls://") as failed:
        fails()
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in seen):
        assert time.monotonic() < end, "a worker outlived the job"
        time.sleep(0.05)
    with socket.socket() as asking, pytest.raises(OSError):  # noqa: PT011 - refused, whatever the system calls it
        asking.connect((urlsplit(str(failed.value)).hostname, urlsplit(str(failed.value)).port))
