"""What a job asks of an engine: a team that makes its work once and then does tasks, whose answers come in order."""

from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Protocol, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")
Asked = TypeVar("Asked", contravariant=True)
Given = TypeVar("Given", covariant=True)


class Team(Protocol[Asked, Given]):
    """Does the tasks of one kind of work."""

    def map(self, tasks: Iterable[Asked], /) -> Generator[Given, None, None]:
        """Yield the answer to each task, in order; a few are under way at any time.

        Who stops listening spares the tasks that have not begun.

        Raises:
            HoofbeatError: a worker was ended from outside as often as the engine tries; or what the work itself raised.
        """
        ...


class TaskEngine(Protocol):
    """Gives teams. The same tasks have the same answers whichever engine does them."""

    @property
    def dask(self) -> Any:
        """Client of the Dask cluster, for libraries that spread their own work over one; ``None`` where none is."""
        ...

    def crew(
        self, make: Callable[[], Callable[[Task], Answer]], *, threads: int | None = None
    ) -> AbstractContextManager[Team[Task, Answer]]:
        """A team that lives as long as the ``with`` block.

        Args:
            make: makes the work, once in each process; it, the tasks and the answers must be picklable.
            threads: for work that leaves the interpreter, or is too large to be made twice on one machine: threads of
                this process that share it, where the engine is local; processes if ``None``.
        """
        ...


def ready(work: Callable[[Task], Answer]) -> Callable[[], Callable[[Task], Answer]]:
    """What makes the work where it is made already; another process gets it as ``work`` is pickled."""
    return partial(_itself, work)


def _itself(work: Callable[[Task], Answer]) -> Callable[[Task], Answer]:
    return work
