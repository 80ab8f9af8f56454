"""Several processes that answer at one address, their counts together, and one that looks after them."""

import logging
import multiprocessing
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic

from prometheus_client.multiprocess import mark_process_dead

from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.monitoring.exposition import FOLDER

logger = logging.getLogger("hoofbeat.serving")

#: Seconds between two looks at the workers, and how long those that are told to stop have beyond their draining.
_LOOK, _GRACE = 0.5, 10.0

#: What a worker does: it answers at a bound socket until it is told to stop, and calls the second once it can.
Work = Callable[[socket.socket, Callable[[], None]], None]


class Several:
    """Workers at one socket; one that ends unasked is started anew.

    New processes, not forks: the libraries of the first may have threads already, and a fork would inherit their locks.

    Args:
        work: what each does; picklable.
        count: how many there are.
        listener: bound, and not listening yet: no request comes before a worker can answer it; closed at the end.
        folder: where they count together.
        drain_seconds: how long requests in flight are waited for.
    """

    def __init__(self, work: Work, count: int, listener: socket.socket, folder: Path, drain_seconds: float) -> None:
        self._work = work
        self._count = count
        self._listener = listener
        self._folder = folder
        self._patience = drain_seconds + _GRACE
        self._spawn = multiprocessing.get_context("spawn")
        self._workers: dict[BaseProcess, Connection | None] = {}
        self._stopping = False
        self._began = False

    def run(self, ready: Callable[[], None]) -> None:
        """Look after the workers until a signal says stop; SIGHUP is handed on to each.

        Args:
            ready: called once the first worker answers.

        Raises:
            HoofbeatError: a worker ended before any could answer; it has said why.
            KeyboardInterrupt: the signal was Ctrl+C.
        """
        signal.signal(signal.SIGTERM, lambda *_: self._stop())
        # As for one process: a terminal that is closed sends it, and it then ends the service.
        if hasattr(signal, "SIGHUP") and not sys.stdin.isatty():
            signal.signal(signal.SIGHUP, lambda *_: self._tell(signal.SIGHUP))
        try:
            while not self._stopping:
                while len(self._workers) < self._count and not self._stopping:
                    self._start()
                self._look(ready)
        finally:
            self._stop()
            self._end()

    def _start(self) -> None:
        ours, theirs = self._spawn.Pipe(duplex=False)
        worker = self._spawn.Process(target=_worker, args=(self._work, self._listener, theirs))
        worker.start()
        theirs.close()
        self._workers[worker] = ours

    def _look(self, ready: Callable[[], None]) -> None:
        waiting = [pipe for pipe in self._workers.values() if pipe is not None]
        wait([*(worker.sentinel for worker in self._workers), *waiting], timeout=_LOOK)
        for worker, pipe in list(self._workers.items()):
            if pipe is not None and pipe.poll():
                with suppress(EOFError):
                    pipe.recv()
                    if not self._began:
                        self._began = True
                        ready()
                pipe.close()
                self._workers[worker] = None
            if not worker.is_alive():
                self._ended(worker)

    def _ended(self, worker: BaseProcess) -> None:
        del self._workers[worker]
        if worker.pid is not None:
            mark_process_dead(worker.pid, str(self._folder))
        if self._stopping:
            return
        if not self._began:
            raise HoofbeatError(
                f"A worker ended before it could answer (status {worker.exitcode})", hint="what it said above tells why"
            )
        logger.error("a worker ended with status %s and is started anew", worker.exitcode)

    def _tell(self, number: int) -> None:
        for worker in list(self._workers):
            if worker.pid is not None and worker.is_alive():
                with suppress(ProcessLookupError):
                    os.kill(worker.pid, number)

    def _stop(self) -> None:
        self._stopping = True
        self._listener.close()  # else whoever comes after the last worker has closed its own would wait for nobody
        for worker in list(self._workers):
            worker.terminate()

    def _end(self) -> None:
        until = monotonic() + self._patience
        for worker in self._workers:
            worker.join(max(until - monotonic(), 0.1))
            if worker.is_alive():
                worker.kill()
                worker.join()


def _worker(work: Work, listener: socket.socket, told: Connection) -> None:
    """One worker, in its own process; it ends with the one that started it, however that ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:

        def follow() -> None:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=follow, name="parent", daemon=True).start()

    def ready() -> None:
        with suppress(OSError):  # nobody asks any more
            told.send(True)

    with suppress(KeyboardInterrupt):
        work(listener, ready)


@contextmanager
def counted_together() -> Iterator[Path]:
    """The folder in which the workers that are started within this block count, empty at its beginning."""
    named = os.environ.get(FOLDER)
    folder = Path(named or tempfile.mkdtemp(prefix="hoofbeat-metrics-"))
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):  # of workers of an earlier start, whose counts have been read
        old.unlink(missing_ok=True)
    os.environ[FOLDER] = str(folder)
    try:
        yield folder
    finally:
        if named is None:
            del os.environ[FOLDER]
            shutil.rmtree(folder, ignore_errors=True)
