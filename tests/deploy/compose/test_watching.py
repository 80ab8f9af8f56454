"""Dashboards and alerts with a real Prometheus and a real Alertmanager, against an exposition of every metric.

Mirrors: deploy/compose/prometheus/model.rules.yaml, deploy/compose/grafana/dashboards, scripts/dashboards.py,
deploy/compose/alertmanager, docs/runbooks
"""

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import yaml

import dashboards
from all_metrics import NAMES, Exposition, exposed_at
from composed import COMPOSE, ROOT
from free_ports import free_port

RULES = ("hoofbeat.rules.yaml", "model.rules.yaml")
PATIENCE = 60


def alerts() -> dict[str, dict[str, Any]]:
    """Every alerting rule by name."""
    groups = [yaml.safe_load((COMPOSE / "prometheus" / name).read_text(encoding="utf-8"))["groups"] for name in RULES]
    return {rule["alert"]: rule for each in groups for group in each for rule in group["rules"] if "alert" in rule}


def queries() -> list[tuple[str, str]]:
    """Every query of every dashboard: title of its panel, PromQL."""
    boards = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(dashboards.FOLDER.glob("*.json"))]
    panels = [panel for board in boards for panel in board["panels"] if panel["type"] != "row"]
    return [(panel["title"], target["expr"]) for panel in panels for target in panel["targets"]]


def recorded() -> set[str]:
    """Names of what the rules record."""
    groups = yaml.safe_load((COMPOSE / "prometheus" / "model.rules.yaml").read_text(encoding="utf-8"))["groups"]
    return {rule["record"] for group in groups for rule in group["rules"] if "record" in rule}


@pytest.mark.parametrize("name", dashboards.DASHBOARDS)
def test_what_is_kept_is_what_the_code_writes(name: str) -> None:
    kept = (dashboards.FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert kept == dashboards.written(name), "python scripts/dashboards.py"
    assert {path.stem for path in dashboards.FOLDER.iterdir()} == set(dashboards.DASHBOARDS)


def test_no_panel_lies_over_another_and_each_has_a_query_that_names_known_metrics() -> None:
    for path in dashboards.FOLDER.glob("*.json"):
        panels = json.loads(path.read_text(encoding="utf-8"))["panels"]
        assert len({panel["id"] for panel in panels}) == len(panels)
        cells = [
            (x, y)
            for place in (panel["gridPos"] for panel in panels)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        ]
        assert len(set(cells)) == len(cells), path.name
        assert max(x for x, _ in cells) < 24
    for title, query in [*queries(), *((name, rule["expr"]) for name, rule in alerts().items())]:
        named = set(re.findall(r"\b(?:hoofbeat|process)[_:][a-z_:0-9]+", query))
        assert {re.sub("_(bucket|count|sum)$", "", name) for name in named} <= NAMES | recorded(), title


def test_each_alert_has_a_page_that_says_what_to_do_and_each_page_an_alert() -> None:
    folder = ROOT / "docs" / "runbooks"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for name, rule in alerts().items():
        assert rule["annotations"]["runbook_url"] == f"docs/runbooks/{name}.md"
        assert rule["labels"]["severity"] in ("page", "ticket")
        page = (folder / f"{name}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# {name}\n")
        assert all(f"\n## {part}\n" in page for part in ("What it means", "Look at", "Do")), name
        assert f"[{name}]({name}.md)" in index
    assert {path.stem for path in folder.glob("Hoofbeat*.md")} == set(alerts())


class Watch:
    """Prometheus and Alertmanager with the files of compose, and what the receivers were told."""

    def __init__(self, exposition: Exposition, prometheus: str, heard: "Queue[tuple[str, dict[str, Any]]]") -> None:
        self.exposition, self.prometheus, self._heard = exposition, prometheus, heard

    def ask(self, query: str) -> list[dict[str, Any]]:
        """The series that a query gives now."""
        with urlopen(f"http://{self.prometheus}/api/v1/query?{urlencode({'query': query})}") as answer:
            told = json.load(answer)
        assert told["status"] == "success", told
        found: list[dict[str, Any]] = told["data"]["result"]
        return found

    def heard(self, seconds: float) -> tuple[str, dict[str, Any]] | None:
        """The next alert that a receiver is told, with the receiver's name; ``None`` if none comes."""
        try:
            return self._heard.get(timeout=seconds)
        except Empty:
            return None


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    if missing := [name for name in ("prometheus", "prometheus-alertmanager") if not shutil.which(name)]:
        pytest.skip(f"no {', '.join(missing)}: deploy/compose/tools.sh DIR as root")
    folder = tmp_path_factory.mktemp("watch")
    exposed, prometheus, manager, hook = (free_port() for _ in range(4))
    told: Queue[tuple[str, dict[str, Any]]] = Queue()
    _configure(folder, exposed, manager, hook)
    with ExitStack() as stack:
        exposition = stack.enter_context(exposed_at(exposed))
        stack.enter_context(_listening(hook, told))
        for name, arguments in {
            "prometheus-alertmanager": [
                f"--config.file={folder}/alertmanager.yaml", f"--storage.path={folder}/silences",
                f"--web.listen-address=127.0.0.1:{manager}", "--cluster.listen-address=",
            ],
            "prometheus": [
                f"--config.file={folder}/prometheus.yaml", f"--storage.tsdb.path={folder}/series",
                f"--web.listen-address=127.0.0.1:{prometheus}",
            ],
        }.items():  # fmt: skip
            log = stack.enter_context((folder / f"{name}.log").open("w"))
            process = stack.enter_context(subprocess.Popen([name, *arguments], stdout=log, stderr=log))
            stack.callback(process.terminate)
        watch = Watch(exposition, f"127.0.0.1:{prometheus}", told)
        _until(lambda: bool(watch.ask("hoofbeat:errors:ratio5m")), folder / "prometheus.log")
        yield watch


def test_every_query_of_every_dashboard_gives_the_series_it_names(watch: Watch) -> None:
    wrong = {}
    for title, query in queries():
        found = watch.ask(query)
        values = [float(series["value"][1]) for series in found]
        # What is grouped by labels comes with these, and with no other.
        by = re.match(r"^(?:60 \* |topk\(10, )?(?:sum|max) by \(([a-z, ]+)\)", query)
        labels = {label.strip() for label in by[1].split(",")} if by else None
        if not found or any(value != value for value in values):
            wrong[title] = f"no number: {query}"
        elif labels is not None and any(set(series["metric"]) != labels for series in found):
            wrong[title] = f"other labels: {query}"
    assert not wrong
    assert len(queries()) > 50


def test_an_alarm_of_drift_reaches_who_decides_on_retraining_and_nobody_before(watch: Watch) -> None:
    assert watch.heard(3) is None, "all is well"
    watch.exposition.changed["hoofbeat_drift_alarm"] = 1
    told = {}
    for _ in range(3):
        heard = watch.heard(PATIENCE)
        assert heard is not None, "no alert arrived"
        told[heard[0]] = heard[1]
    # Who decides on retraining is told, and what asks for it by itself; it is no reason to wake anybody.
    assert set(told) == {"model", "ticket", "hoofbeat"}
    assert told["hoofbeat"]["alerts"][0]["labels"]["action"] == "retrain"
    alert = told["model"]["alerts"][0]
    assert alert["labels"]["alertname"] == "HoofbeatDrift"
    assert alert["annotations"]["runbook_url"] == "docs/runbooks/HoofbeatDrift.md"
    assert {each["labels"]["detector"] for each in told["model"]["alerts"]} == {"findings", "joint"}
    watch.exposition.changed["hoofbeat_drift_alarm"] = 0
    watch.exposition.changed["hoofbeat_outcome_alarm"] = 1
    waking = []
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline and "page" not in waking:
        heard = watch.heard(PATIENCE)
        if heard is not None and any(one["labels"]["alertname"] == "HoofbeatOutcomes" for one in heard[1]["alerts"]):
            waking.append(heard[0])
    assert "page" in waking


def _configure(folder: Path, exposed: int, manager: int, hook: int) -> None:
    """The files of compose, with other addresses and less patience."""
    for name in RULES:
        shutil.copy(COMPOSE / "prometheus" / name, folder)
    config = {
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
        "rule_files": list(RULES),
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{manager}"]}]}]},
        "scrape_configs": [{"job_name": "hoofbeat", "static_configs": [{"targets": [f"127.0.0.1:{exposed}"]}]}],
    }
    (folder / "prometheus.yaml").write_text(yaml.safe_dump(config))
    routes = yaml.safe_load((COMPOSE / "alertmanager" / "alertmanager.yaml").read_text(encoding="utf-8"))
    routes["route"] |= {"group_wait": "1s", "group_interval": "1s"}
    routes["receivers"] = [
        {"name": one["name"], "webhook_configs": [{"url": f"http://127.0.0.1:{hook}/{one['name']}"}]}
        for one in routes["receivers"]
    ]
    (folder / "alertmanager.yaml").write_text(yaml.safe_dump(routes))


def _listening(port: int, told: "Queue[tuple[str, dict[str, Any]]]") -> ExitStack:
    """A receiver of Alertmanager's webhooks."""

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.put((self.path.strip("/"), json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    stack = ExitStack()
    server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", port), Hook))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stack.callback(server.shutdown)
    return stack


def _until(holds: Callable[[], bool], log: Path) -> None:
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        try:
            if holds():
                return
        except OSError:
            pass
        sleep(0.5)
    pytest.fail(log.read_text(encoding="utf-8")[-2000:])
