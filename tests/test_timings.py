"""Stages are counted for whoever asks, through tasks and threads, and for nobody else."""

import asyncio
from time import sleep

from starlette.concurrency import run_in_threadpool

from hoofbeat.timings import timed, timing


def work() -> None:
    for _ in range(2):
        with timed("rank"):
            sleep(0.01)
    with timed("explain"):
        pass


def test_a_stage_is_counted_where_somebody_asked() -> None:
    work()
    with timing() as timings:
        work()
    work()
    assert list(timings.stages) == ["rank", "explain"]
    assert timings.stages["rank"].times == 2
    assert timings.stages["rank"].nanoseconds >= 20_000_000 > timings.stages["explain"].nanoseconds


def test_each_of_many_at_once_has_its_own() -> None:
    async def asked(times: int) -> int:
        with timing() as timings:
            for _ in range(times):
                await asyncio.create_task(run_in_threadpool(work))
        return timings.stages["rank"].times

    async def all_at_once() -> list[int]:
        return await asyncio.gather(asked(1), asked(3), asked(2))

    assert asyncio.run(all_at_once()) == [2, 6, 4]


def test_a_stage_that_fails_is_counted_and_fails() -> None:
    with timing() as timings:
        try:
            with timed("rank"):
                raise ValueError
        except ValueError:
            pass
    assert timings.stages["rank"].times == 1
