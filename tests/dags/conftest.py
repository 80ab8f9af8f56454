"""A real Airflow: SQLite, LocalExecutor, the loopback address; ended by its process group."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from free_ports import free_port
from real_airflow import DAGS, REPOSITORY, Airflow

#: A round that is over soon: the knowledge model alone, for none of these diseases has so many cases.
SOON = "--allow-unsigned --size small --min-cases 90 --evaluation-folds 2 --parity-cases 5 --new-cases 20"


@pytest.fixture(scope="session")
def airflow_bin() -> Path:
    """Folder of the airflow executable."""
    folder = Path(os.environ.get("HOOFBEAT_AIRFLOW", REPOSITORY / ".venv-airflow" / "bin"))
    if not (folder / "airflow").exists():
        pytest.skip("no Airflow: `make airflow` installs one, or set HOOFBEAT_AIRFLOW to the bin folder of another")
    return folder


@pytest.fixture
def registry_port() -> int:
    """Where the DAGs look for the registry; nothing is there yet."""
    return free_port()


@pytest.fixture
def airflow(airflow_bin: Path, tmp_path: Path, registry_port: int) -> Airflow:
    """Airflow with an empty home and what our DAGs need set; nothing runs yet."""
    port = free_port()
    settings = {
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "1",
        # On a busy machine a task whose first call is repeated too soon is taken for a second one, and fails.
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
        "HOOFBEAT_COMMAND": str(Path(sys.executable).with_name("hoofbeat")),
        "HOOFBEAT_SOURCES": str(tmp_path / "sources.yaml"),
        "HOOFBEAT_OUTPUT": str(tmp_path / "run"),
        "HOOFBEAT_EXPECTATIONS": str(tmp_path / "expectations.yaml"),
        "HOOFBEAT_RETRAIN": SOON,
        "HOOFBEAT_FETCH": "--allow-unsigned",
        "HOOFBEAT_RETRAIN_CRON": "0 0 29 2 *",  # not by the clock: the last one lies before the DAG's first day
        "MLFLOW_TRACKING_URI": f"http://127.0.0.1:{registry_port}",
        "PATH": f"{airflow_bin}{os.pathsep}{os.environ['PATH']}",
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AIRFLOW", "PYTEST", "PYTHON"))}
    return Airflow(airflow_bin, tmp_path / "airflow", kept | settings)


@pytest.fixture
def running(airflow: Airflow) -> Iterator[Airflow]:
    """The same, with API server, DAG processor and scheduler at work, in one process group.

    Not ``airflow standalone``: its scheduler and triggerer would serve logs on every address of the machine.
    """
    airflow("db", "migrate")
    parts = [f"{airflow.bin / 'airflow'} {part} &" for part in ("api-server", "dag-processor", "scheduler -s")]
    with airflow.server_log.open("w") as log:
        process = subprocess.Popen(
            ["sh", "-c", " ".join([*parts, "wait"])],
            env=airflow.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            airflow.wait(lambda: len(airflow.dags()) == 5, 300, "Airflow lists our five DAGs")
            yield airflow
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            finally:
                _kill_rest(process.pid)


def _kill_rest(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
