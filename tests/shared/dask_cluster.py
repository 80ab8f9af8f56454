"""A Dask scheduler and two workers, each a process of its own, as somebody would start them on three machines."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WORKERS = 2


class Cluster:
    """Attributes: ``address`` of the scheduler, ``workers``, the processes that work for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._logs = (folder / "log.txt").open("wb")
        told = folder / "scheduler.json"
        self._scheduler = self._start("dask_scheduler", "--scheduler-file", str(told), "--host=127.0.0.1", "--port=0")
        end = time.monotonic() + 120
        while not told.exists() or not told.read_text():
            assert time.monotonic() < end, self.said()
            assert self._scheduler.poll() is None, self.said()
            time.sleep(0.05)
        self.address = str(json.loads(told.read_text())["address"])
        self.workers: list[subprocess.Popen[bytes]] = []
        self.fill()

    def fill(self) -> None:
        """Put new workers where some were killed, and wait until all are there."""
        from distributed import Client

        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < WORKERS:
            options = (
                "--no-nanny",
                "--nthreads=1",
                "--memory-limit=0",
                "--death-timeout=60",
                "--local-directory",
                str(self._folder),
            )
            self.workers.append(self._start("dask_worker", self.address, *options))
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(WORKERS, timeout=120)

    def said(self) -> str:
        """What scheduler and workers have written."""
        return (self._folder / "log.txt").read_text(errors="replace")

    def end(self) -> None:
        """End every process that is left."""
        for process in (*self.workers, self._scheduler):
            process.kill()
            process.wait()
        self._logs.close()

    def _start(self, command: str, *options: str) -> "subprocess.Popen[bytes]":
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OMP_NUM_THREADS": "1"}
        arguments = [sys.executable, "-m", f"distributed.cli.{command}", *options, "--no-dashboard"]
        return subprocess.Popen(
            arguments, env=environment, cwd=self._folder, stdout=self._logs, stderr=subprocess.STDOUT
        )


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """The cluster while the block runs."""
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.end()
