"""Watching a challenger over what real services count, by themselves and through a real Prometheus.

Mirrors: hoofbeat.cli.rollout
"""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep

import pytest
import yaml
from typer.testing import CliRunner

from free_ports import free_port
from hoofbeat.cli.commands import app
from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.rollout import RolloutJob
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.watching.rollouts import queried

BUNDLE = "2026.11.29-56cb77968446"
PATIENCE = 60


class Counting:
    """The metrics of a service, shown as it shows them."""

    def __init__(self) -> None:
        self.metrics = ServingMetrics()
        shown = self.metrics

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = shown.render()
                self.send_response(200)
                self.send_header("Content-Type", shown.content_type)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.address = f"http://127.0.0.1:{self.port}/metrics"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answers(self, number: int, *, failed: int = 0) -> None:
        rollout = self.metrics.rollout
        rollout.loaded("shadow", BUNDLE, None)
        for one in range(number):
            rollout.answered("shadow", "champion", BUNDLE, "answered", 0.02)
            if one < failed:
                rollout.answered("shadow", "challenger", BUNDLE, "failed")
                continue
            rollout.answered("shadow", "challenger", BUNDLE, "other_first" if one % 4 else "same_first", 0.021)
            rollout.overlap(BUNDLE, 0.7)

    def end(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(autouse=True)
def _no_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)


@pytest.fixture
def services() -> Iterator[list[Counting]]:
    made = [Counting(), Counting()]
    yield made
    for one in made:
        one.end()


def job(services: list[Counting], **more: object) -> RolloutJob:
    addresses = tuple(one.address for one in services)
    given = {"mode": "shadow", "version": BUNDLE, "services": addresses, "every_seconds": 0.05} | more
    return RolloutJob.model_validate(given)


def test_several_services_are_added_up_and_judged_once_enough_has_come(services: list[Counting]) -> None:
    services[0].answers(150)
    assert job(services, patience_seconds=0).run().verdict == "undecided"
    later = threading.Timer(0.3, lambda: services[1].answers(150))
    later.start()
    told = job(services, patience_seconds=PATIENCE).run()
    later.join()
    assert (told.verdict, told.bundle, told.version) == ("passed", BUNDLE, "")
    assert told.figures.answers >= 200
    assert told.figures.loaded == 2
    assert told.figures.overlap == pytest.approx(0.7)


def test_failures_refuse_and_another_bundle_is_not_counted(services: list[Counting]) -> None:
    services[0].answers(100, failed=30)
    told = job(services, patience_seconds=PATIENCE).run()
    assert (told.verdict, told.figures.failed) == ("refused", 30)
    other = job(services, version="2026.11.28-56cb77968446", patience_seconds=0).run()
    assert (other.verdict, other.figures.answers) == ("undecided", 0)


def test_nobody_to_ask_and_nobody_who_answers_are_said(services: list[Counting]) -> None:
    with pytest.raises(InputError, match="Nobody is named"):
        job([]).run()
    services[1].end()
    services[0].answers(300)
    with pytest.raises(InputError, match="does not answer"):
        job(services, patience_seconds=0.2).run()


def test_the_command_says_it_by_its_status(services: list[Counting], capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "rollout",
        "watch",
        "--mode",
        "shadow",
        "--version",
        BUNDLE,
        "--service",
        services[0].address,
        "--patience",
        "0",
    ]
    run = CliRunner().invoke
    assert run(app, words).exit_code == 4
    services[0].answers(400)
    passed = run(app, [*words, "--json"])
    assert (passed.exit_code, json.loads(passed.stdout)["verdict"]) == (0, "passed")
    services[0].answers(400, failed=200)
    assert run(app, words).exit_code == 3


def test_prometheus_tells_the_same_and_its_alerts_refuse(services: list[Counting], tmp_path: Path) -> None:
    if not shutil.which("prometheus"):
        pytest.skip("no prometheus: deploy/compose/tools.sh DIR as root")
    for one in services:
        one.answers(150)
    rule = {"alert": "Asks", "expr": "vector(1)", "labels": {"action": "rollback", "mode": "shadow"}}
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": "g", "rules": [rule]}]}))
    targets = [f"127.0.0.1:{one.port}" for one in services]
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": ["rules.yaml"],
        "scrape_configs": [{"job_name": "hoofbeat", "static_configs": [{"targets": targets}]}],
    }
    (tmp_path / "prometheus.yaml").write_text(yaml.safe_dump(config))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            ["prometheus", f"--config.file={tmp_path}/prometheus.yaml", f"--storage.tsdb.path={tmp_path}/series",
             f"--web.listen-address=127.0.0.1:{port}"],
            stdout=log, stderr=log, env=os.environ,
        )  # fmt: skip
    try:
        deadline = monotonic() + PATIENCE
        while monotonic() < deadline:
            try:
                if len({one.source for one in queried(url)}) == 2:
                    break
            except InputError:
                pass
            sleep(0.2)
        told = job([], prometheus=url, patience_seconds=PATIENCE, every_seconds=0.5).run()
    finally:
        process.terminate()
        process.wait()
    assert told.figures.answers == 300
    assert (told.verdict, told.alerts) == ("refused", ("Asks",))
