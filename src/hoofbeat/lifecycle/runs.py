"""Runs of one experiment in MLflow, over its REST interface."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from time import time
from typing import NamedTuple

from hoofbeat.lifecycle.server import AbsentError, MlflowServer, TakenError

RUNNING, FINISHED, FAILED = "RUNNING", "FINISHED", "FAILED"
#: What MLflow accepts in the name of a metric, and how many at once.
_FORBIDDEN = re.compile(r"[^\w\-. /]")
_AT_ONCE = 500


class KeptRun(NamedTuple):
    """A run as it stands.

    Attributes:
        id: its id.
        status: ``RUNNING``, ``FINISHED`` or ``FAILED``.
        begun: when it was begun, milliseconds since 1970.
        tags: its tags.
    """

    id: str
    status: str
    begun: int
    tags: Mapping[str, str]


class Runs:
    """The runs of one experiment, which is made when it is first written to.

    Args:
        server: the MLflow server.
        experiment: name of the experiment.
    """

    def __init__(self, server: MlflowServer, experiment: str) -> None:
        self._server = server
        self._name = experiment

    @cached_property
    def _experiment(self) -> str:
        try:
            return str(self._server.post("experiments/create", name=self._name)["experiment_id"])
        except TakenError:
            found = self._server.get("experiments/get-by-name", experiment_name=self._name)
            return str(found["experiment"]["experiment_id"])

    def begin(self, name: str, tags: Mapping[str, str]) -> str:
        """Begin a run, with its tags in one step; its id."""
        listed = [{"key": key, "value": value} for key, value in tags.items()]
        made = self._server.post(
            "runs/create", experiment_id=self._experiment, run_name=name, start_time=_now(), tags=listed
        )
        return str(made["run"]["info"]["run_id"])

    def artifacts(self, run: str) -> str:
        """Where the files of a run lie."""
        return str(self._server.get("runs/get", run_id=run)["run"]["info"]["artifact_uri"]).rstrip("/")

    def figures(self, run: str, figures: Mapping[str, float]) -> None:
        """Note figures of a run."""
        noted = [
            {"key": _FORBIDDEN.sub("_", key), "value": value, "timestamp": _now(), "step": 0}
            for key, value in figures.items()
        ]
        for first in range(0, len(noted), _AT_ONCE):
            self._server.post("runs/log-batch", run_id=run, metrics=noted[first : first + _AT_ONCE])

    def end(self, run: str, status: str) -> None:
        """Say how a run ended."""
        self._server.post("runs/update", run_id=run, status=status, end_time=_now())

    def delete(self, run: str) -> None:
        """Put a run among those that ``mlflow gc`` removes with their files."""
        self._server.post("runs/delete", run_id=run)

    def find(self, condition: str = "") -> Iterator[KeptRun]:
        """The runs for which it holds, the newest first; none where the experiment was never written to."""
        try:
            found = self._server.get("experiments/get-by-name", experiment_name=self._name)
        except AbsentError:
            return
        query = {
            "experiment_ids": [str(found["experiment"]["experiment_id"])],
            "filter": condition,
            "order_by": ["attributes.start_time DESC"],
        }
        for run in self._server.pages("runs/search", "runs", query, post=True):
            info, data = run["info"], run.get("data", {})
            tags = {tag["key"]: tag["value"] for tag in data.get("tags", ())}
            yield KeptRun(info["run_id"], info["status"], int(info["start_time"]), tags)


def _now() -> int:
    return int(time() * 1000)
