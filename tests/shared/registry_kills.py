"""A command that is killed at one of its calls to the registry, before or after the registry has done it."""

import os
import sys
from typing import Any

from hoofbeat.lifecycle.server import MlflowServer

#: Status of a process that was killed.
KILLED = 9


def _one_of_many(path: str) -> bool:
    """Whether it brings one of the files between the first and the last: it breaks off at either of these."""
    return "mlflow-artifacts" in path and not path.endswith(("catalogue.json", "manifest.json"))


def ends_at_call(call: int, words: list[str]) -> None:
    """Run the command line, and end without a word before its ``call``-th call (from 0) that changes anything."""
    sent, made = MlflowServer._sent, -1

    def counted(self: MlflowServer, path: str, data: Any, method: str, *more: Any) -> Any:
        nonlocal made
        if method != "GET" and not path.endswith("search") and not _one_of_many(path):
            made += 1
            if made == call:
                os._exit(KILLED)
        return sent(self, path, data, method, *more)

    MlflowServer._sent = counted  # type: ignore[method-assign]
    from hoofbeat.cli import main

    sys.argv = ["hoofbeat", *words]
    main()
