"""The files of Prometheus, Alertmanager, Grafana and the collector hold together, without any of them running.

Mirrors: deploy/compose/prometheus, deploy/compose/alertmanager, deploy/compose/grafana, deploy/compose/otel
"""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from composed import COMPOSE
from listed_metrics import DOCS, listed


def _yaml(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((COMPOSE / name).read_text(encoding="utf-8"))
    return read


def _rules(groups: dict[str, Any]) -> dict[str, tuple[str, str]]:
    rules = [rule for group in groups["groups"] for rule in group["rules"]]
    return {rule["alert"]: (rule["expr"], rule.get("for", "")) for rule in rules}


@pytest.mark.parametrize(
    "command",
    [
        ["promtool", "check", "config", "prometheus/prometheus.yaml"],
        ["promtool", "test", "rules", "prometheus/hoofbeat.rules.test.yaml"],
        ["promtool", "test", "rules", "prometheus/model.rules.test.yaml"],
        ["amtool", "check-config", "alertmanager/alertmanager.yaml"],
    ],
    ids=" ".join,
)
def test_prometheus_own_tools_find_nothing(command: list[str], tmp_path: Path) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"no {command[0]}: deploy/compose/tools.sh DIR as root")
    for folder in ("prometheus", "alertmanager"):
        shutil.copytree(COMPOSE / folder, tmp_path / folder)
    (tmp_path / "prometheus" / "hoofbeat.key").write_text("hfb_made_by_make_env.sh\n")
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_receiver_of_the_documentation_is_one_that_alertmanager_takes(tmp_path: Path) -> None:
    if not shutil.which("amtool"):
        pytest.skip("no amtool: deploy/compose/tools.sh DIR as root")
    page = (DOCS / "deploy" / "compose.md").read_text(encoding="utf-8")
    (receiver,) = re.findall(r"```yaml\n(receivers:.+?)```", page, re.DOTALL)
    file = tmp_path / "alertmanager.yaml"
    file.write_text(yaml.safe_dump(_yaml("alertmanager/alertmanager.yaml") | yaml.safe_load(receiver)))
    result = subprocess.run(["amtool", "check-config", file], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_rules_are_those_of_the_documentation_and_one_of_this_surrounding() -> None:
    (documented,) = re.findall(r"```yaml\n(.+?)```", (DOCS / "serving.md").read_text(encoding="utf-8"), re.DOTALL)
    ours, theirs = _rules(_yaml("prometheus/hoofbeat.rules.yaml")), _rules(yaml.safe_load(documented))
    assert {name: ours[name] for name in theirs} == theirs
    assert set(ours) - set(theirs) == {"HoofbeatTargetDown"}


def test_rules_ask_for_metrics_that_exist() -> None:
    metrics = set(listed("monitoring.md")) | set(listed("quality.md"))
    for query, _ in _rules(_yaml("prometheus/hoofbeat.rules.yaml")).values():
        named = set(re.findall(r"\b(?:hoofbeat|process)_[a-z_]+", query))
        assert {re.sub("_bucket$", "", name) for name in named} <= metrics, query


def test_each_target_of_prometheus_is_a_service_that_it_can_reach(model: dict[str, Any]) -> None:
    config = _yaml("prometheus/prometheus.yaml")
    blocks = [*config["scrape_configs"], *config["alerting"]["alertmanagers"]]
    services = {
        target.partition(":")[0] for block in blocks for each in block["static_configs"] for target in each["targets"]
    }
    assert services == {"app", "batch-metrics", "collector", "alertmanager"}
    assert all("metrics" in model["services"][name]["networks"] for name in [*services, "prometheus", "grafana"])


def test_the_dashboards_lie_where_grafana_looks_for_them(model: dict[str, Any]) -> None:
    """Grafana cannot be installed here: the files are held against each other."""
    (source,) = _yaml("grafana/datasources.yaml")["datasources"]
    (provider,) = _yaml("grafana/dashboards.yaml")["providers"]
    grafana = model["services"]["grafana"]
    targets = {mount["target"]: Path(mount["source"]) for mount in grafana["volumes"]}
    folder = targets[provider["options"]["path"]]
    assert folder == COMPOSE / "grafana" / "dashboards"
    home = Path(grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert (folder / home.relative_to(provider["options"]["path"])).is_file()
    assert source["url"] == "http://prometheus:9090"
    for file in folder.iterdir():
        dashboard = json.loads(file.read_text(encoding="utf-8"))
        assert {"uid", "title", "schemaVersion", "panels"} <= set(dashboard)
        asked = [target for panel in dashboard["panels"] for target in panel.get("targets", ())]
        assert {target["datasource"]["uid"] for target in asked} == {source["uid"]}


def test_the_collector_takes_what_others_send_and_offers_what_prometheus_asks(
    model: dict[str, Any],
) -> None:
    """The collector cannot be installed here: its sections, the parts they name and the ports are held together."""
    config = _yaml("otel/collector.yaml")
    assert set(config) == {"receivers", "processors", "connectors", "exporters", "service"}
    pipelines = config["service"]["pipelines"].values()
    connectors = set(config["connectors"])
    for kind in ("receivers", "processors", "exporters"):
        named = {name for pipeline in pipelines for name in pipeline[kind]}
        assert named - connectors == set(config[kind]), f"{kind}: named and not defined, or the reverse"
        assert kind == "processors" or connectors <= named, f"a connector is not among the {kind}"
    for name in ("airflow-scheduler", "app"):
        assert model["services"][name]["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://collector:4318"
        assert "telemetry" in model["services"][name]["networks"]
    assert config["receivers"]["otlp"]["protocols"]["http"]["endpoint"].endswith(":4318")
    scraped = json.dumps(_yaml("prometheus/prometheus.yaml"))
    assert f"collector:{config['exporters']['prometheus']['endpoint'].rpartition(':')[2]}" in scraped
