"""The services of the profile `team` that this machine has, started in the order that Compose would take."""

import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from composed import ROOT, Stage, stage, tools


def programs() -> str:
    """A PATH on which the programs of the images lie; a test that lacks one is skipped."""
    airflow = Path(os.environ.get("HOOFBEAT_AIRFLOW", ROOT / ".venv-airflow" / "bin"))
    servers = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    needed = {
        "airflow": (airflow / "airflow").exists(),
        "PostgreSQL": bool(servers),
        **{name: bool(shutil.which(name)) for name in ("prometheus", "prometheus-alertmanager", "curl", "setpriv")},
    }
    if missing := [name for name, there in needed.items() if not there]:
        pytest.skip(f"no {', '.join(missing)}: make airflow, and deploy/compose/tools.sh DIR as root")
    return os.pathsep.join(map(str, [Path(sys.executable).parent, servers[-1], airflow, os.environ["PATH"]]))


@contextmanager
def started(model: dict[str, Any], folder: Path) -> Iterator[Stage]:
    """A stage with PostgreSQL, store, buckets, MLflow, Airflow, Prometheus, Alertmanager and the service itself."""
    path = programs()
    images = {
        "/opt/drivers": tools("drivers-mlflow"),
        "/opt/airflow-drivers": tools("drivers-airflow"),
        "/opt/hoofbeat/health.py": ROOT / "deploy" / "docker" / "health.py",
    }
    with stage(model, folder, images) as team:
        team.path = path
        with ThreadPoolExecutor(6) as at_once:
            postgres, buckets = at_once.submit(_postgres, team), at_once.submit(_store, team)
            others = [at_once.submit(_monitoring, team)]
            postgres.result()
            others += [at_once.submit(each, team) for each in (_service, _airflow)]
            buckets.result()
            others.append(at_once.submit(_mlflow, team))
            for each in others:
                each.result()
        yield team


def _postgres(team: Stage) -> None:
    """What the image's entrypoint does: initdb with its arguments, the scripts of its folder, then the server."""
    environment = team.environment("postgres")
    data, sockets = "/var/lib/postgresql/data", "/var/run/postgresql"
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    secret = "/var/lib/postgresql/password"  # noqa: S105  # a file's name
    script = f"""
        set -eu
        mkdir -p {sockets}; chown postgres {data} {sockets} /var/lib/postgresql; chmod 700 {data}
        umask 077; printf %s "$POSTGRES_PASSWORD" >{secret}; chown postgres {secret}
        {" ".join(as_user)} initdb -U postgres --pwfile={secret} --auth-local=trust $POSTGRES_INITDB_ARGS -D {data}
        rm {secret}"""
    made = team.run(["sh", "-c", script], environment)
    assert made.returncode == 0, made.stderr
    server = [*as_user, "postgres", "-D", data, "-c", "listen_addresses=*", "-c", "fsync=off", "-k", sockets]
    team.start("postgres", server, environment)
    team.healthy("postgres")
    for script in sorted(target for target in team.targets if target.startswith("/docker-entrypoint-initdb.d/")):
        psql = [
            "psql",
            "--set=ON_ERROR_STOP=1",
            "--no-psqlrc",
            f"--host={sockets}",
            "--username=postgres",
            f"--file={script}",
        ]
        result = team.run(psql, environment)
        assert result.returncode == 0, result.stderr


def _store(team: Stage) -> None:
    """moto in the place of VersityGW, which cannot be installed here, at its address; then the buckets."""
    team.start("store", ["moto_server", "-H", "0.0.0.0", "-p", "7070"], team.environment("store"))  # noqa: S104
    team.wait(
        lambda: team.run(["curl", "-sf", "http://store:7070/moto-api/"], team.environment("store")).returncode == 0,
        60,
        "store",
    )
    for _ in range(2):
        made = team.run(team.words("buckets"), team.environment("buckets"))
        assert made.returncode == 0, made.stderr
    assert "was there" in made.stdout


def _mlflow(team: Stage) -> None:
    team.start("mlflow", team.words("mlflow"), team.environment("mlflow"))
    team.healthy("mlflow")
    team.start("alerts", team.words("alerts"), team.environment("alerts"))
    team.healthy("alerts")


def _service(team: Stage) -> None:
    team.start("app", ["hoofbeat", "serve"], team.environment("app"))
    team.healthy("app")


def _monitoring(team: Stage) -> None:
    # In the place of the collector, which cannot be installed here: it keeps what Airflow sends.
    team.start("collector", ["python3", str(Path(__file__).with_name("otlp_sink.py"))], team.environment("collector"))
    for service, program in (("alertmanager", "prometheus-alertmanager"), ("prometheus", "prometheus")):
        team.start(service, [program, *team.words(service)], team.environment(service))
    team.start("batch-metrics", team.words("batch-metrics"), team.environment("batch-metrics"))
    for service in ("alertmanager", "batch-metrics", "prometheus"):
        team.healthy(service)


def _airflow(team: Stage) -> None:
    # The image holds the drivers in Airflow's own environment.
    drivers = {"PYTHONPATH": "/opt/airflow-drivers"}
    migrated = team.run(team.words("airflow-migrate"), team.environment("airflow-migrate", **drivers))
    assert migrated.returncode == 0, migrated.stderr[-3000:]
    team.start("airflow-api", team.words("airflow-api"), team.environment("airflow-api", **drivers))
    for service in ("airflow-scheduler", "airflow-dag-processor"):
        team.start(service, team.words(service), team.environment(service, **drivers))
    for service in ("airflow-api", "airflow-scheduler", "airflow-dag-processor"):
        team.healthy(service)
