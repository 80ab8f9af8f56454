"""The services of the profile `team`, really started with the files and variables that Compose gives them.

Mirrors: deploy/compose/team, deploy/compose/ask.py, deploy/compose/store, deploy/compose/postgres,
    deploy/compose/airflow, deploy/compose/prometheus/batch_metrics.py
"""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from composed import COMPOSE, Stage
from listed_metrics import DOCS, listed

pytestmark = pytest.mark.slow

AIRFLOW = "http://airflow-api:8080/api/v2"
CASE = {"findings": [{"id": "HP:0001166"}], "age": 16, "sex": "male", "top": 5}

LIST = """
import sys
import boto3
for found in boto3.client("s3").list_objects_v2(Bucket=sys.argv[1])["Contents"]:
    print(found["Key"])
"""


@pytest.fixture(scope="module")
def begun(team: Stage) -> None:
    """What takes its time: a damaged bundle is laid over the one that is served, and a DAG is told to run."""
    manifest = team.folder / "bundle" / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"sha256"', b'"sha512"', 1) + b" ")
    _post(team, f"{AIRFLOW}/dags/ingest", {"is_paused": False}, _bearer(team), "PATCH")
    _post(team, f"{AIRFLOW}/dags/ingest/dagRuns", {"logical_date": None}, _bearer(team))


def test_a_damaged_bundle_is_refused_and_the_last_good_one_goes_on_answering(team: Stage, begun: None) -> None:
    def refused() -> bool:
        return "\nhoofbeat_bundle_refused_total 0.0" not in team.ask(
            "http://app:8000/metrics", header=_key(team, "metrics")
        )

    team.wait(refused, 120, "app")
    assert _diseases(team, "http://app:8000") == 5
    assert "hoofbeat_ready 1.0" in team.ask("http://app:8000/metrics", header=_key(team, "metrics")), (
        "the health check asked /readyz"
    )


def test_each_database_has_an_owner_who_sees_no_other(team: Stage) -> None:
    said = team.environment("postgres")
    for user, database, allowed in (
        ("mlflow", "mlflow", True),
        ("airflow", "airflow", True),
        ("cases", "cases", True),
        ("mlflow", "airflow", False),
        ("airflow", "cases", False),
        ("cases", "mlflow", False),
    ):
        environment = said | {"PGPASSWORD": said[f"{user.upper()}_DB_PASSWORD"]}
        command = ["psql", "--host=postgres", f"--username={user}", f"--dbname={database}", "--command=SELECT 1"]
        result = team.run(command, environment)
        assert (result.returncode == 0) == allowed, result.stderr
        refused = team.run(command, environment | {"PGPASSWORD": "password"})
        assert "password authentication failed" in refused.stderr
    log = team.logs["postgres"].read_text()
    assert not [name for name, value in said.items() if name.endswith("_PASSWORD") and value in log]


def test_cases_are_kept_in_the_team_s_database_for_who_has_a_key(team: Stage) -> None:
    address, case = "http://app:8000/v1/cases", {"findings": CASE["findings"], "age": 16, "sex": "male"}
    assert json.loads(_post(team, address, case))["status"] == 401
    assert json.loads(_post(team, address, case, _key(team, "metrics")))["status"] == 403
    kept = json.loads(_post(team, address, case, _key(team, "physician")))
    said = team.environment("postgres")
    count = "--command=SELECT who, case_id FROM case_audit WHERE action = 'registered'"
    psql = ["psql", "--host=postgres", "--username=cases", "--dbname=cases", "--tuples-only", "--no-align", count]
    told = team.run(psql, said | {"PGPASSWORD": said["CASES_DB_PASSWORD"]})
    assert told.stdout.strip() == f"first|{kept['case_id']}", told.stderr


def test_mlflow_keeps_a_bundle_in_the_store_and_the_service_takes_it_by_its_alias(team: Stage, begun: None) -> None:
    good = team.folder / "signed"
    environment = {
        **team.environment("airflow-dag-processor"),
        "MLFLOW_TRACKING_URI": "http://mlflow:5000",
        "HOME": str(team.folder),
    }
    environment["HOOFBEAT_TRUSTED_KEYS"] = team.environment("app")["HOOFBEAT_TRUSTED_KEYS"]
    assert not [name for name in environment if name.startswith("AWS_")], "its own credentials would prove nothing"
    published = team.run(["sh", "-es"], environment, input=_of_the_page("/new-bundle", str(good)))
    assert published.returncode == 0, published.stderr[-2000:]
    assert "production is version 1" in published.stderr
    assert "manifest.json" in _objects(team, "mlflow")

    other = team.environment("app", HOOFBEAT_BUNDLE="models:/hoofbeat@production", HOOFBEAT_PORT="8001")
    team.start("app-by-alias", ["hoofbeat", "serve"], other)
    team.wait(lambda: team.run(["curl", "-sf", "http://app:8001/readyz"], other).returncode == 0, 240, "app-by-alias")
    assert _diseases(team, "http://app:8001") == 5


def test_mlflow_refuses_a_name_it_does_not_go_by(team: Stage) -> None:
    address = "http://127.0.0.1:5000/api/2.0/mlflow/experiments/search?max_results=1"
    assert "experiments" in team.ask(address, header="Host: localhost:5000")
    assert "experiments" not in team.ask(address, header="Host: mlflow.example.org")


def test_airflow_reads_the_dags_runs_one_into_the_store_and_reports_to_the_collector(team: Stage, begun: None) -> None:
    health = json.loads(team.ask("http://airflow-api:8080/api/v2/monitor/health"))
    assert {health[part]["status"] for part in ("metadatabase", "scheduler", "dag_processor")} == {"healthy"}
    wrong = _post(team, "http://airflow-api:8080/auth/token", {"username": "admin", "password": "admin"})
    assert "access_token" not in wrong
    bearer = _bearer(team)

    def dags() -> set[str]:
        return {dag["dag_id"] for dag in json.loads(team.ask(f"{AIRFLOW}/dags", header=bearer))["dags"]}

    team.wait(
        lambda: dags() == {"ingest", "prepare", "knowledge_refresh", "retrain", "monitor"}, 240, "airflow-dag-processor"
    )
    assert json.loads(team.ask(f"{AIRFLOW}/importErrors", header=bearer))["total_entries"] == 0

    def states() -> set[str]:
        runs = json.loads(team.ask(f"{AIRFLOW}/dags/ingest/dagRuns", header=bearer))["dag_runs"]
        assert {run["state"] for run in runs} != {"failed"}, team.logs["airflow-scheduler"].read_text()[-3000:]
        return {run["state"] for run in runs}

    team.wait(lambda: "success" in states(), 300, "airflow-scheduler", every=2)
    assert "bronze" in _objects(team, "hoofbeat-lake")
    team.wait(lambda: "airflow.scheduler_heartbeat" in team.logs["collector"].read_text(), 240, "collector")
    logs = "".join(file.read_text(errors="replace") for file in team.logs.values())
    assert not [name for name, value in _secrets(team).items() if value in logs]
    # Nothing below asks Airflow, which takes a good part of a processor though it has nothing to do.
    for service in ("airflow-scheduler", "airflow-dag-processor", "airflow-api"):
        team.processes[service].terminate()


def test_prometheus_reaches_what_runs_and_knows_what_does_not(team: Stage) -> None:
    def up() -> dict[str, str]:
        return {row["metric"]["job"]: row["value"][1] for row in _query(team, "up")}

    wanted = {"hoofbeat": "1", "hoofbeat-batch": "1", "alertmanager": "1", "airflow": "0"}
    team.wait(lambda: up() == wanted, 120, "prometheus")


def test_the_alert_of_the_refused_bundle_reaches_alertmanager(team: Stage, begun: None) -> None:
    def alerts() -> list[str]:
        found = json.loads(team.ask("http://alertmanager:9093/api/v2/alerts"))
        return [alert["labels"]["alertname"] for alert in found]

    team.wait(lambda: "HoofbeatBundleRefused" in alerts(), 240, "prometheus")


def test_every_query_on_the_service_is_answered(team: Stage) -> None:
    """Those that ask for what the service says of itself today; test_watching.py asks all of them."""
    dashboard = json.loads((COMPOSE / "grafana" / "dashboards" / "service.json").read_text())
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    known = set(listed("monitoring.md"))
    asked = [q for q in queries if {n.removesuffix("_bucket") for n in re.findall(r"hoofbeat_[a-z_]+", q)} <= known]
    assert len(asked) > 5
    team.wait(lambda: all(_query(team, query) for query in asked), 60, "prometheus")


def test_a_dump_of_a_database_is_read_back(team: Stage, tmp_path: Path) -> None:
    """As docs/deploy/compose.md says under Backups."""
    said = team.environment("postgres")
    socket = ["--host=/var/run/postgresql", "--username=postgres"]
    with (tmp_path / "mlflow.dump").open("wb") as file:
        assert (
            team.run(
                ["pg_dump", *socket, "--format=custom", "mlflow"], said, capture_output=False, text=False, stdout=file
            ).returncode
            == 0
        )
    assert team.run(["createdb", *socket, "--owner=mlflow", "restored"], said).returncode == 0
    with (tmp_path / "mlflow.dump").open("rb") as file:
        restored = team.run(["pg_restore", *socket, "--exit-on-error", "--dbname=restored"], said, stdin=file)
    assert restored.returncode == 0, restored.stderr
    count = "--command=SELECT count(*) FROM registered_models"
    assert [
        team.run(["psql", *socket, "--tuples-only", f"--dbname={name}", count], said).stdout.strip()
        for name in ("mlflow", "restored")
    ] == ["1", "1"]


def _of_the_page(folder: str, here: str) -> str:
    """The lines of docs/deploy/compose.md that publish a bundle, with the server's address and nothing of the store."""
    page = (DOCS / "deploy" / "compose.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"<<'END'\n(.+?)\nEND\n", page, re.DOTALL)
    assert folder in lines
    return lines.replace(folder, here)


def _post(team: Stage, url: str, body: dict[str, Any], header: str = "Accept: */*", method: str = "POST") -> str:
    sent = json.dumps(body)
    command = ["curl", "-sS", "-X", method, "-H", header, "-H", "Content-Type: application/json", "-d", sent, url]
    result = team.run(command, team.environment("app"))
    assert result.returncode == 0, result.stderr
    return str(result.stdout)


def _bearer(team: Stage) -> str:
    password = team.environment("airflow-api")["AIRFLOW_ADMIN_PASSWORD"]
    answer = _post(team, "http://airflow-api:8080/auth/token", {"username": "admin", "password": password})
    return f"Authorization: Bearer {json.loads(answer)['access_token']}"


def _diseases(team: Stage, address: str) -> int:
    answer = _post(team, f"{address}/v1/differential", CASE, _key(team, "physician"))
    return len(json.loads(answer)["differential"])


def _key(team: Stage, name: str) -> str:
    """The header with a key that make_env.sh made."""
    return f"Authorization: Bearer {(team.folder / 'compose' / 'access' / f'{name}.key').read_text().strip()}"


def _query(team: Stage, query: str) -> list[dict[str, Any]]:
    answer = json.loads(team.ask(f"http://prometheus:9090/api/v1/query?query={quote(query)}"))
    assert answer["status"] == "success", answer
    found: list[dict[str, Any]] = answer["data"]["result"]
    return found


def _objects(team: Stage, bucket: str) -> str:
    """The names of a bucket's objects, one a line, asked with the credentials of the service that makes buckets."""
    result = team.run(["python3", "-c", LIST, bucket], team.environment("buckets"))
    assert result.returncode == 0, result.stderr
    return str(result.stdout)


def _secrets(team: Stage) -> dict[str, str]:
    lines = (team.folder / "compose" / ".env").read_text().splitlines()
    pairs = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name: value for name, value in pairs.items() if name.endswith(("_PASSWORD", "_SECRET", "_KEY"))}
