"""What Compose makes of the files: both profiles hold together, nothing is open that need not be.

Mirrors: deploy/compose/compose.yaml, deploy/compose/service.yaml, deploy/compose/team, deploy/compose/.env.example,
    deploy/compose/tools.sh
"""

import re
from pathlib import Path
from typing import Any

import pytest

from composed import COMPOSE, ROOT, compose, resolved

#: Services that do their work once and end.
ONCE = {"buckets", "airflow-migrate"}


def test_the_local_profile_is_the_service_alone_and_keeps_to_itself(env_file: Path) -> None:
    model = resolved(env_file, "local")
    (service,) = model["services"].values()
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == "10001:10001"
    assert int(service["mem_limit"]) == 1 << 30
    (bundle,) = (mount for mount in service["volumes"] if mount["target"] == "/bundle")
    assert bundle["read_only"]
    assert not model.get("secrets")
    assert service["environment"]["HOOFBEAT_CASES"] == "sqlite:////data/cases.db"


@pytest.mark.parametrize("profile", ["local", "team"])
def test_cases_may_be_kept_nowhere(env_file: Path, profile: str, tmp_path: Path) -> None:
    without = tmp_path / "env"
    without.write_text(env_file.read_text() + "HOOFBEAT_CASES=\n")
    services = resolved(without, profile)["services"]
    assert (services.get("app") or services["pc"])["environment"]["HOOFBEAT_CASES"] == ""


def test_the_team_keeps_its_cases_in_its_own_database(model: dict[str, Any]) -> None:
    password = model["services"]["postgres"]["environment"]["CASES_DB_PASSWORD"]
    address = model["services"]["app"]["environment"]["HOOFBEAT_CASES"]
    assert address == f"postgresql://cases:{password}@postgres:5432/cases"


def test_the_team_profile_has_every_service(model: dict[str, Any]) -> None:
    assert set(model["services"]) == {
        *("app", "postgres", "store", "buckets", "mlflow"),
        *("airflow-migrate", "airflow-api", "airflow-scheduler", "airflow-dag-processor"),
        *("prometheus", "alertmanager", "alerts", "batch-metrics", "grafana", "collector"),
    }


def test_every_published_port_lies_on_the_loopback_address(model: dict[str, Any]) -> None:
    ports = [port for service in model["services"].values() for port in service.get("ports", [])]
    assert {port["host_ip"] for port in ports} == {"127.0.0.1"}
    assert len({port["published"] for port in ports}) == len(ports) == 6
    published = {name for name, service in model["services"].items() if service.get("ports")}
    assert not published & {"postgres", "store", "collector"}


def test_every_service_is_hardened_and_watched(model: dict[str, Any]) -> None:
    for name, service in model["services"].items():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert {"mem_limit", "pids_limit", "logging"} <= set(service), name
        assert not {"privileged", "network_mode", "pid", "devices", "cap_add"} & set(service), name
        assert (name in ONCE) != ("healthcheck" in service), name
        for needed, how in service.get("depends_on", {}).items():
            assert how["condition"] == ("service_completed_successfully" if needed in ONCE else "service_healthy"), name


def test_what_holds_data_is_on_networks_without_a_way_out(model: dict[str, Any]) -> None:
    networks, services = model["networks"], model["services"]
    for name in ("postgres", "store", "collector", "buckets", "airflow-migrate", "airflow-dag-processor"):
        assert all(networks[network].get("internal") for network in services[name]["networks"]), name
    for name, network in networks.items():
        alone = network.get("driver_opts", {}).get("com.docker.network.bridge.enable_icc") == "false"
        assert network.get("internal", False) != alone, name
    assert not {"database", "store"} & set(services["app"]["networks"])
    assert {name for name, each in services.items() if "cases" in each["networks"]} == {"app", "postgres"}


def test_the_lake_s_key_is_held_by_the_scheduler_alone(model: dict[str, Any]) -> None:
    holders = {
        name for name, each in model["services"].items() if "HOOFBEAT_PSEUDONYM_KEY" in each.get("environment", {})
    }
    assert holders == {"airflow-scheduler"}
    of_the_app = model["services"]["app"]["environment"]
    assert not [name for name in of_the_app if re.search("PASSWORD|SECRET|_KEY$|AWS", name)]


def test_every_file_that_is_mounted_exists_and_is_read_only(model: dict[str, Any]) -> None:
    for name, service in model["services"].items():
        for mount in service.get("volumes", []):
            if mount["type"] == "volume":
                assert mount["source"] in model["volumes"], name
            else:
                assert mount["read_only"], (name, mount)
                assert Path(mount["source"]).exists(), mount
    mounted = {Path(mount["source"]) for each in model["services"].values() for mount in each.get("volumes", [])}
    of_ours = {
        path
        for folder in ("postgres", "store", "airflow", "prometheus", "alertmanager", "grafana", "otel")
        for path in (COMPOSE / folder).iterdir()
    }
    assert {path.name for path in of_ours - mounted} == {"hoofbeat.rules.test.yaml", "model.rules.test.yaml"}, (
        "a file that nothing mounts"
    )


def test_every_image_has_a_tag_and_can_be_set(model: dict[str, Any]) -> None:
    for name, service in model["services"].items():
        tag = service["image"].rpartition(":")[2]
        assert tag == "local" or re.search(r"\d+\.\d+", tag), name
    text = "".join(path.read_text() for path in [COMPOSE / "compose.yaml", *(COMPOSE / "team").iterdir()])
    assert not [
        line for line in re.findall(r"^ +image: (.+)$", text, re.MULTILINE) if line[0] != "$" and line != "scratch"
    ]


@pytest.mark.parametrize("profile", ["local", "team"])
def test_without_a_variable_that_is_needed_it_says_what_to_do(env_file: Path, profile: str, tmp_path: Path) -> None:
    lines = env_file.read_text().splitlines()
    needed = [
        line.partition("=")[0] for line in lines if "=" in line and not line.startswith(("#", "HOOFBEAT_SOURCES"))
    ]
    assert len(needed) == 15
    needed.remove("HOOFBEAT_ACCESS_FOLDER")  # it has a default
    for name in needed:
        left = tmp_path / name
        left.write_text("\n".join(line for line in lines if not line.startswith(f"{name}=")) + "\n")
        result = compose("--env-file", str(left), "--profile", profile, "config", "--quiet")
        assert result.returncode != 0, name
        assert f"required variable {name} is missing a value: " in result.stderr
        assert re.search(r"run make_env.sh|write into .env", result.stderr)


def test_no_value_that_anybody_could_know_is_a_password(model: dict[str, Any], env_file: Path) -> None:
    """Every password, secret and key in the model comes from .env."""
    given = {line.partition("=")[2] for line in env_file.read_text().splitlines()}
    for name, service in model["services"].items():
        for variable, value in service.get("environment", {}).items():
            if re.search(r"(PASSWORD|SECRET|SECRET_KEY|SECRET_ACCESS_KEY|FERNET_KEY|PSEUDONYM_KEY)$", variable):
                assert value in given, f"{name}: {variable}"


def test_the_dags_are_those_of_the_repository(model: dict[str, Any]) -> None:
    for name in ("airflow-scheduler", "airflow-dag-processor"):
        sources = {mount["target"]: mount["source"] for mount in model["services"][name]["volumes"]}
        assert Path(sources["/srv/dags"]) == ROOT / "dags"


def test_our_images_have_every_folder_that_a_named_volume_is_mounted_on(model: dict[str, Any]) -> None:
    """Else Docker makes it for root, and user 10001 cannot write."""
    files = {"hoofbeat": "deploy/docker/Dockerfile", "hoofbeat-team": "deploy/compose/image/Dockerfile"}
    for name, service in model["services"].items():
        if file := files.get(service["image"].partition(":")[0]):
            text = (ROOT / file).read_text(encoding="utf-8")
            for mount in service.get("volumes", []):
                assert mount["type"] != "volume" or f"{mount['target']}" in text, f"{name}: {mount['target']}"
