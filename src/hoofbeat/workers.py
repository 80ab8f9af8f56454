"""A few worker processes that end with the process that started them, however it ends."""

import gc
import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, Generic, Self, TypeVar, cast

from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.interruptions import rolling

Task = TypeVar("Task")
Answer = TypeVar("Answer")

#: Tasks under way for each worker: one at work, the others waiting, so that it never idles while we commit.
UNDER_WAY = 4

#: Records make objects by the thousand and no cycles: looking for some at every 700th cost an eighth of the time.
_OBJECTS_BETWEEN_COLLECTIONS = 100_000

#: A worker ends as soon as its pipe is closed; one that does not is ended.
_GRACE_SECONDS = 5


def spare_cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew(Generic[Task, Answer]):
    """Worker processes that all do the same work; use it in a ``with`` block.

    They are new processes, not forks: the Delta library has threads of its own, and a fork would inherit their locks.
    Nor are they ``multiprocessing``'s, which import the caller's main module again. Each reads its tasks from a pipe
    whose other end this process alone holds, so that its end, even by ``kill -9``, is theirs.

    Args:
        make: makes the work in each worker; it and its arguments must be picklable.
        size: number of workers.
    """

    def __init__(self, make: Callable[[], Callable[[Task], Answer]], size: int) -> None:
        order = pickle.dumps(make)
        command = [sys.executable, "-P", "-m", "hoofbeat.workers"]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._size = size
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._processes = []
        for _ in range(size):
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)  # noqa: S603
            self._processes.append(process)
            with suppress(OSError):  # said when it is asked
                _pipe(process.stdin).write(order)
            self._idle.put(process)
        # A thread a worker waits for its answers: the interpreter is free meanwhile.
        self._threads = ThreadPoolExecutor(size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:  # nobody waits for what is under way, and it may take minutes
            for process in self._processes:
                process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            with suppress(OSError):
                _pipe(process.stdin).close()
        for process in self._processes:
            try:
                process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _pipe(process.stdout).close()

    def map(self, tasks: Iterable[Task]) -> Generator[Answer, None, None]:
        """Yield the answer to each task, in order; a few are under way at any time.

        Raises:
            HoofbeatError: a worker was ended from outside; or what the work itself raised.
        """
        yield from rolling(lambda task: self._threads.submit(self._ask, task), tasks, UNDER_WAY * self._size)

    def _ask(self, task: Task) -> Answer:
        worker = self._idle.get()
        try:
            pickle.dump(task, _pipe(worker.stdin), pickle.HIGHEST_PROTOCOL)
            _pipe(worker.stdin).flush()
            answer, error = pickle.load(_pipe(worker.stdout))  # noqa: S301 - from a process of our own
        except (EOFError, OSError, pickle.UnpicklingError) as broken:
            raise HoofbeatError(
                "a worker process was ended from outside",
                hint="see that there is memory enough, and repeat the command: nothing is added twice",
            ) from broken
        finally:
            self._idle.put(worker)
        if error is not None:
            raise error
        return cast("Answer", answer)


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    assert end is not None, "every worker was started with pipes"  # noqa: S101 - for the type checker
    return end


def _serve() -> None:
    """What a worker does, until its pipe is closed."""
    # Ctrl+C reaches the whole group; the process that started us decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints must not mix with the answers
    with suppress(EOFError, BrokenPipeError):
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
        work, error = attempt(lambda order: order(), pickle.load(tasks))  # noqa: S301 - from who started us
        while True:
            task = pickle.load(tasks)  # noqa: S301
            pickle.dump((None, error) if error is not None else attempt(work, task), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


def attempt(work: Callable[[Any], Any], task: Any) -> tuple[Any, BaseException | None]:
    """The answer, or in its place an error that can travel."""
    try:
        return work(task), None
    except Exception as error:
        if not isinstance(error, HoofbeatError):  # a defect: say where, for a traceback does not travel
            error.add_note(f"In a worker process:\n{traceback.format_exc()}")
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301 - our own, made a moment ago
        except Exception:
            return None, RuntimeError(traceback.format_exc())
        return None, error


if __name__ == "__main__":
    _serve()
