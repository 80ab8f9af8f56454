"""Every candidate is a run in MLflow, kept beside the results in one SQLite file; nothing leaves the machine."""

import logging
import os
import re
import sqlite3
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hoofbeat.domain.errors import TrainingError
from hoofbeat.locks import locked
from hoofbeat.training.blank_database import damage_of, keep_blank, lay_blank

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from mlflow import MlflowClient

DATABASE = "mlflow.db"
ARTIFACTS = "mlartifacts"
EXPERIMENT = "hoofbeat"

#: What MLflow accepts in the name of a metric or parameter, and how long the value of one may be.
_FORBIDDEN = re.compile(r"[^\w\-. /]")
_LONGEST_VALUE = 6000


@dataclass(frozen=True)
class Run:
    """One run that is being recorded."""

    id: str
    _client: "MlflowClient"

    def metrics(self, **values: float) -> None:
        """Record metrics by name, in one transaction: each takes as long as writing to the disk does."""
        from mlflow.entities import Metric

        now = int(time.time() * 1000)
        self._client.log_batch(self.id, metrics=[Metric(key, float(value), now, 0) for key, value in values.items()])

    def params(self, values: Mapping[str, Any]) -> None:
        """Record parameters by name, shortened where MLflow would refuse them; in one transaction, as metrics."""
        from mlflow.entities import Param

        allowed = {_FORBIDDEN.sub("_", key): str(value)[:_LONGEST_VALUE] for key, value in values.items()}
        self._client.log_batch(self.id, params=[Param(key, value) for key, value in allowed.items()])

    def figure(self, name: str, figure: "Figure") -> None:
        """Keep a drawing as the artifact ``name`` (``curves.png``)."""
        self._client.log_figure(self.id, figure, name)

    def artifact(self, path: Path) -> None:
        """Keep a copy of the file at ``path``."""
        self._client.log_artifact(self.id, str(path))


@dataclass
class Tracker:
    """Records runs under ``output``: ``mlflow.db`` and ``mlartifacts/``.

    Attributes:
        output: the run's output directory; created if missing.
        tags: given to every run (``data_version``, ``knowledge_version``, ``code_version``).
        experiment: what the runs belong to.

    Raises:
        TrainingError: ``mlflow.db`` is damaged.
    """

    output: Path
    tags: Mapping[str, object] = field(default_factory=dict)
    experiment: str = EXPERIMENT

    def __post_init__(self) -> None:
        self.output.mkdir(parents=True, exist_ok=True)
        database, artifacts = self.output / DATABASE, (self.output / ARTIFACTS).resolve().as_uri()
        with locked(self.output):  # two runs at once would both make the database, and its tables twice
            require_sound(database)
            self._client = open_client(database)
            experiment = self._client.get_experiment_by_name(self.experiment)
            if experiment is None:
                self._experiment = self._client.create_experiment(self.experiment, artifact_location=artifacts)
            else:
                self._experiment = experiment.experiment_id
                if experiment.artifact_location != artifacts:
                    _move_artifacts(database, self.experiment, experiment.artifact_location, artifacts)

    @contextmanager
    def run(
        self, name: str, params: Mapping[str, Any] | None = None, tags: Mapping[str, object] | None = None
    ) -> Iterator[Run]:
        """Record what the ``with`` block does; whatever interrupts it marks the run FAILED."""
        everything = {key: str(value) for key, value in {**self.tags, **(tags or {})}.items()}
        started = self._client.create_run(self._experiment, run_name=name, tags=everything)
        run = Run(started.info.run_id, self._client)
        status = "FAILED"
        try:
            run.params(params or {})
            yield run
            status = "FINISHED"
        finally:
            self._client.set_terminated(run.id, status)

    def reopen(self, run_id: str) -> Run:
        """A run that has ended, to add to its record."""
        return Run(run_id, self._client)

    def newest(self, name: str) -> Run | None:
        """The run called ``name`` that was begun last on what the tags of this tracker name; ``None`` without one.

        The version of the code may differ: it says nothing of what the run was made from.
        """
        asked = {"mlflow.runName": name} | {key: str(tag) for key, tag in self.tags.items() if key != "code_version"}
        found = self._client.search_runs(
            [self._experiment],
            " and ".join(f"tags.`{key}` = '{value}'" for key, value in asked.items()),
            max_results=1,
            order_by=["attributes.start_time DESC"],
        )
        return Run(found[0].info.run_id, self._client) if found else None

    def forget(self, since: datetime) -> None:
        """Put the runs with the tags of this tracker that were begun since then among the deleted."""
        asked = " and ".join(f"tags.`{key}` = '{tag}'" for key, tag in self.tags.items() if key != "code_version")
        begun = f"attributes.start_time >= {int(since.timestamp() * 1000)}"
        for run in self._client.search_runs([self._experiment], f"{asked} and {begun}"):
            self._client.delete_run(run.info.run_id)

    def tag(self, run_id: str, key: str, value: object) -> None:
        """Tag a run, also one that has ended."""
        self._client.set_tag(run_id, key, str(value))


def require_sound(database: Path) -> None:
    """Refuse a damaged database at once: MLflow would try it again for half a minute.

    Raises:
        TrainingError: ``database`` exists and is no sound SQLite file.
    """
    if database.exists() and (damage := damage_of(database)):
        raise TrainingError(
            f"{database} cannot be used ({damage})",
            hint="move it away: a new one is begun, and only the record of earlier runs is missed",
        )


def sqlite_url(database: Path) -> str:
    """The address of a SQLite file."""
    from sqlalchemy import URL

    # Written by its own library: a "%" or "?" in a folder's name would lead elsewhere.
    return str(URL.create("sqlite", database=str(database.resolve())))


def _move_artifacts(database: Path, experiment: str, old: str, new: str) -> None:
    """Let the record of a directory that was moved or copied speak of the artifacts beside it, not of the old ones."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "UPDATE experiments SET artifact_location = ? WHERE name = ?",
            (new, experiment),
        )
        connection.execute(
            "UPDATE runs SET artifact_uri = ? || substr(artifact_uri, ?) WHERE substr(artifact_uri, 1, ?) = ?",
            (new, len(old) + 1, len(old) + 1, f"{old}/"),
        )


def open_client(database: Path) -> "MlflowClient":
    """MLflow's client on a SQLite file: imported late because it takes seconds, silent, without telemetry.

    SQLAlchemy warns of MLflow's tables once a process, when the first client is made. Where warnings are errors, a
    client made without this function would leave the tables unusable to every later one.
    """
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["DO_NOT_TRACK"] = "true"
    os.environ["MLFLOW_LOGGING_LEVEL"] = "WARNING"
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with warnings.catch_warnings():
        # MLflow's use of its own libraries is not ours to mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        from mlflow import MlflowClient

        if database.exists():
            return MlflowClient(tracking_uri=sqlite_url(database))
        laid = lay_blank(database)
        client = MlflowClient(tracking_uri=sqlite_url(database))
        if not laid:
            keep_blank(database)
        return client
