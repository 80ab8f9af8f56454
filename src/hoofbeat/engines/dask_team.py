"""A team of Dask workers: work made once in each, tasks done again where a worker was lost, and nothing told of them.

The order (what makes the work) is itself a task of Dask's, so that a worker which comes later, or takes the place of
one that was killed, fetches it from another or has it made again. What was made of it is kept here, in the worker's
process: Dask drops its copy of the order as soon as no task of this worker waits for it, and fetches another.
"""

import pickle
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import CancelledError, Future
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import Any, Generic, Self
from uuid import uuid4

from distributed import Client, KilledWorker

from hoofbeat import __version__
from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.engines.base import Answer, Task
from hoofbeat.interruptions import rolling
from hoofbeat.workers import UNDER_WAY, attempt

#: Orders whose work one worker keeps: the present one, and that of somebody else who uses the cluster.
_ORDERS = 2


class Sealed:
    """Something that Dask carries and must not show: its logs print the arguments of a task that fails."""

    def __init__(self, content: Any) -> None:
        self._bytes = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)

    def open(self) -> Any:
        """What was sealed."""
        return pickle.loads(self._bytes)  # noqa: S301 - from a process of our own, or of a cluster the user named

    def __sizeof__(self) -> int:
        return len(self._bytes)


@dataclass(frozen=True)
class Order:
    """What makes the work of one team.

    Attributes:
        number: drawn at random.
        make: makes it.
        version: of Hoofbeat, where it was ordered.
    """

    number: str
    make: Sealed
    version: str


#: The work that was made in this process, by the number of its order.
_MADE: dict[str, tuple[Any, BaseException | None]] = {}
#: Who holds it may work.
_TURN = Lock()


def kept(order: Order) -> Order:
    """The order, as a result that Dask keeps and hands to whoever needs it."""
    return order


def answered(order: Order, task: Sealed) -> Sealed:
    """The answer or the error of one task, whatever happens: what is raised here would be logged with its arguments.

    A worker with several threads does one task at a time, as the processes of this machine do.
    """
    with _TURN:
        made = _MADE.get(order.number)
        if made is None:
            while len(_MADE) >= _ORDERS:
                _MADE.pop(next(iter(_MADE)), None)
            made = _MADE[order.number] = attempt(_made, order)
        work, error = made
        return Sealed((None, error) if error is not None else attempt(lambda sealed: work(sealed.open()), task))


def forget(number: str) -> None:
    """Let go of the work of an order; without a turn, because the worker's own loop calls it, which must not wait."""
    _MADE.pop(number, None)


def _made(order: Order) -> Any:
    if order.version != __version__:
        raise HoofbeatError(
            f"a Dask worker has Hoofbeat {__version__}, and was asked by {order.version}",
            hint="install the same version everywhere",
        )
    return order.make.open()()


class DaskTeam(Generic[Task, Answer]):
    """Tasks done by the workers of a cluster; use it in a ``with`` block.

    Args:
        client: of the cluster.
        make: makes the work in each worker; it and its arguments must be picklable.
    """

    def __init__(self, client: Client, make: Callable[[], Callable[[Task], Answer]]) -> None:
        self._client = client
        # Keys drawn at random: they stand in logs, and say nothing of what they are the key of.
        self._executor = client.get_executor(pure=False)
        self._number = uuid4().hex
        order = Order(self._number, Sealed(make), __version__)
        self._order = client.submit(kept, order, pure=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=False)
        self._order.release()
        with suppress(OSError, CancelledError):  # where the scheduler is gone, so is the work
            self._client.run(forget, self._number, on_error="ignore")

    def map(self, tasks: Iterable[Task]) -> Generator[Answer, None, None]:
        """Yield the answer to each task, in order; a few are under way at any time.

        Raises:
            HoofbeatError: workers were ended from outside again and again, or are none of Hoofbeat's; or what the work
                itself raised.
        """
        at_once = UNDER_WAY * max(2, len(self._client.scheduler_info(n_workers=-1)["workers"]))
        try:
            with closing(rolling(self._begin, tasks, at_once)) as answers:
                for sealed in answers:
                    answer, error = sealed.open()
                    if error is not None:
                        raise error
                    yield answer
        except (KilledWorker, CancelledError) as broken:
            raise HoofbeatError(
                "Dask workers were ended from outside again and again, or their scheduler was",
                hint="see that they have memory enough, and repeat the command: nothing is added twice",
            ) from broken
        except Exception as broken:
            if self._order.status == "error":
                raise HoofbeatError(
                    "the Dask workers cannot run Hoofbeat", hint="install the same version where they run"
                ) from broken
            raise

    def _begin(self, task: Task) -> "Future[Sealed]":
        begun: Future[Sealed] = self._executor.submit(answered, self._order, Sealed(task))
        return begun
