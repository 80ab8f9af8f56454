"""Scorings take turns: each needs a core, and memory that grows with the findings."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import HTTPException, Request

from hoofbeat.domain.errors import InputError
from hoofbeat.serving.http.problems import unanswerable

#: At least two, so that a heavy case does not keep an ordinary one from its answer.
AT_ONCE = max(2, os.cpu_count() or 1)


class Turns:
    """So many scorings at once; thread-safe.

    What runs in a thread cannot be stopped. So who has waited half the time that a request has is sent away: it would
    be given up in the middle of the work, which would be done for nobody.

    Args:
        request_seconds: time that a request has until its answer begins.
        at_once: number of scorings under way at a time.
    """

    def __init__(self, request_seconds: float, at_once: int = AT_ONCE) -> None:
        self._patience = request_seconds / 2
        self._free = threading.BoundedSemaphore(at_once)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn, and keep it.

        Raises:
            HTTPException: 503, there was none for too long.
        """
        if not self._free.acquire(timeout=self._patience):
            raise HTTPException(
                503, "Too many cases are being ranked → ask again in some seconds.", headers={"Retry-After": "5"}
            )
        try:
            yield
        finally:
            self._free.release()


@contextmanager
def scoring(request: Request) -> Iterator[None]:
    """Score within: in its turn, and what the bundle refuses is told as 422."""
    turns: Turns = request.app.state.turns
    with turns.taken():
        try:
            yield
        except InputError as error:
            raise unanswerable(error) from error
