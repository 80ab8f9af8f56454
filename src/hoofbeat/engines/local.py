"""This machine: processes, threads, or just here where there is one core."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Generic, Self

from hoofbeat.engines.base import Answer, Task, Team
from hoofbeat.interruptions import rolling
from hoofbeat.workers import UNDER_WAY, Crew, spare_cores


class LocalEngine:
    """Teams of this machine's own; needs nothing but the cores at hand."""

    dask = None

    def crew(
        self, make: Callable[[], Callable[[Task], Answer]], *, threads: int | None = None
    ) -> AbstractContextManager[Team[Task, Answer]]:
        """As :meth:`hoofbeat.engines.base.TaskEngine.crew`; one worker alone works in this very thread."""
        size = spare_cores() if threads is None else threads
        if size == 1:
            return _Shared(make(), 0)
        return Crew(make, size) if threads is None else _Shared(make(), size)


class _Shared(Generic[Task, Answer]):
    """Work that threads of this process share; without threads it is done where its answers are asked for."""

    def __init__(self, work: Callable[[Task], Answer], threads: int) -> None:
        self._work = work
        self._size = threads
        self._pool = ThreadPoolExecutor(threads) if threads else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(self, tasks: Iterable[Task]) -> Generator[Answer, None, None]:
        """Yield the answer to each task, in order."""
        pool = self._pool
        if pool is None:
            yield from map(self._work, tasks)
        else:
            yield from rolling(lambda task: pool.submit(self._work, task), tasks, UNDER_WAY * self._size)


#: The engine of whoever names none.
LOCAL = LocalEngine()
