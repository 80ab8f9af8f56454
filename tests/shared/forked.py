"""Processes of their own that begin where everything is imported, which takes longer than what most tests ask for.

They are forked from a server that imports and does nothing else: no thread of a library has begun in it.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

_SERVER = get_context("forkserver")
_SERVER.set_forkserver_preload(
    ["great_expectations", "mlflow", *(f"hoofbeat.jobs.{job}" for job in ("ingest", "train", "evaluate", "export"))]
)


def begin(work: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Begin a function of a module in a process of its own, whose output nobody reads."""
    return _begin(os.environ, Path(os.devnull), Path(os.devnull), work, *arguments)


def hoofbeat(
    *arguments: str | Path, environment: Mapping[str, str] = os.environ, cwd: Path | None = None
) -> CompletedProcess[bytes]:
    """Run the command line as a user would, and wait for it."""
    words = [str(argument) for argument in arguments]
    with tempfile.TemporaryDirectory() as folder:
        said, told = Path(folder, "stdout"), Path(folder, "stderr")
        process = _begin(environment, said, told, _command, words, Path.cwd() if cwd is None else cwd)
        process.join()
        return CompletedProcess(words, process.exitcode or 0, said.read_bytes(), told.read_bytes())


def _begin(
    environment: Mapping[str, str], said: Path, told: Path, work: Callable[..., None], *arguments: Any
) -> BaseProcess:
    process = _SERVER.Process(target=_as_if_new, args=(dict(environment), said, told, work, *arguments))
    process.start()
    return process


def _as_if_new(
    environment: Mapping[str, str], said: Path, told: Path, work: Callable[..., None], *arguments: Any
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for path, stream in ((said, sys.stdout), (told, sys.stderr)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    try:
        work(*arguments)
    finally:
        _let_workers_go()


def _let_workers_go() -> None:
    """What an interpreter does at its end, and a fork of multiprocessing too late: joblib's workers are told to end.

    It waits for its children first, and idle ones of joblib stay for five minutes.
    """
    loky = sys.modules.get("joblib.externals.loky.process_executor")
    if loky is not None:
        loky._python_exit()


def _command(words: list[str], cwd: Path) -> None:
    from hoofbeat.cli import main

    os.chdir(cwd)
    sys.argv = ["hoofbeat", *words]
    main()
