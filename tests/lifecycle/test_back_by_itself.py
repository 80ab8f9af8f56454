"""Nobody at the keyboard: a bundle that fails is taken back by the alert that it sets off, with all of it real.

Mirrors: hoofbeat.jobs.alerts, hoofbeat.cli.alerts, deploy/compose/prometheus, deploy/compose/alertmanager
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest
import yaml
from typer.testing import CliRunner

from composed import COMPOSE
from failing_bundle import fails_on_many
from followed_service import Service, counted, following
from free_ports import free_port
from hoofbeat.cli.commands import app
from hoofbeat.domain.errors import ConfigError
from hoofbeat.jobs.alerts import AlertsJob
from hoofbeat.lifecycle.registering import register
from hoofbeat.lifecycle.versions import Alias
from small_bundles import small_bundle, version

PATIENCE = 180
TOKEN = "a-token-of-some-length"  # noqa: S105
#: More than one finding is more than the second bundle bears.
PATIENT = {"findings": [{"id": "HP:0002000"}, {"id": "HP:0002001"}]}


class Patients:
    """Requests without a pause, each by a sitting of its own, and what became of them."""

    def __init__(self, service: Service) -> None:
        self._url = f"http://127.0.0.1:{service.port}/v1/differential"
        self._stop = threading.Event()
        self.statuses: Counter[int] = Counter()
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()

    def _ask(self) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            answer = httpx.post(self._url, json=PATIENT, headers={"Hoofbeat-Sitting": str(number)}, timeout=60)
            self.statuses[answer.status_code] += 1
            sleep(0.02)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)


@contextmanager
def watched(registry, service: Service) -> Iterator[Callable[[], str]]:  # type: ignore[no-untyped-def]
    """Prometheus and Alertmanager with the files of compose and less patience, and who listens to them; its log."""
    folder: Path = registry.folder / "watch"
    folder.mkdir()
    prometheus, manager, listener = (free_port() for _ in range(3))
    for name in ("hoofbeat.rules.yaml", "model.rules.yaml"):
        text = (COMPOSE / "prometheus" / name).read_text(encoding="utf-8")
        text = re.sub(r"\[(5m|10m|15m)\]", "[8s]", text)
        (folder / name).write_text(re.sub(r"for: (1|5|10)m\b", "for: 2s", text), encoding="utf-8")
    alerting = {"alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{manager}"]}]}]}
    config = {
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
        "rule_files": ["hoofbeat.rules.yaml", "model.rules.yaml"],
        "alerting": alerting,
        "scrape_configs": [{"job_name": "hoofbeat", "static_configs": [{"targets": [f"127.0.0.1:{service.port}"]}]}],
    }
    (folder / "prometheus.yaml").write_text(yaml.safe_dump(config))
    routes = yaml.safe_load((COMPOSE / "alertmanager" / "alertmanager.yaml").read_text(encoding="utf-8"))
    routes["route"] |= {"group_wait": "1s", "group_interval": "5s"}
    routes["route"]["routes"][0]["group_wait"] = "0s"
    (hook,) = next(one for one in routes["receivers"] if one["name"] == "hoofbeat")["webhook_configs"]
    hook["url"] = f"http://127.0.0.1:{listener}/alerts"
    hook["http_config"]["authorization"]["credentials_file"] = str(folder / "token")
    (folder / "token").write_text(TOKEN + "\n")
    (folder / "alertmanager.yaml").write_text(yaml.safe_dump(routes))
    commands = {
        "alerts": [
            sys.executable, "-m", "hoofbeat", "alerts", "listen", "--port", str(listener), "--token-file",
            str(folder / "token"), "--registry", registry.url, "--model", registry.model, "--trusted",
            str(registry.signer.public), "--output", str(folder / "run"),
        ],
        "alertmanager": [
            "prometheus-alertmanager", f"--config.file={folder}/alertmanager.yaml", f"--storage.path={folder}/silences",
            f"--web.listen-address=127.0.0.1:{manager}", "--cluster.listen-address=",
        ],
        "prometheus": [
            "prometheus", f"--config.file={folder}/prometheus.yaml", f"--storage.tsdb.path={folder}/series",
            f"--web.listen-address=127.0.0.1:{prometheus}",
        ],
    }  # fmt: skip
    with ExitStack() as stack:
        for name, command in commands.items():
            log = stack.enter_context((folder / f"{name}.log").open("w"))
            process = stack.enter_context(subprocess.Popen(command, stdout=log, stderr=log, env=os.environ))
            stack.callback(process.terminate)
        yield lambda: "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.log")))


def until(true: Callable[[], bool], log: Callable[[], str]) -> None:
    deadline = monotonic() + PATIENCE
    while not true():
        assert monotonic() < deadline, log()[-3000:]
        sleep(0.2)


@pytest.mark.slow
def test_what_fails_is_withdrawn_as_canary_and_rolled_back_in_production_by_its_alert(registry) -> None:  # type: ignore[no-untyped-def]
    if missing := [name for name in ("prometheus", "prometheus-alertmanager") if not shutil.which(name)]:
        pytest.skip(f"no {', '.join(missing)}: deploy/compose/tools.sh DIR as root")
    registry.registered(1)
    registry.promoter.promote("1", Alias.PRODUCTION, "first")
    failing = registry.signer.signed(fails_on_many(small_bundle(registry.folder / "failing", 2), 1))
    register(registry.versions, failing, registry.trusted, registry.environment)
    good, bad = version(registry.bundle(1)), version(failing)
    canary = {"HOOFBEAT_CANARY": f"models:/{registry.model}@canary", "HOOFBEAT_CANARY_SHARE": "0.5"}
    with following(registry, **canary) as service, watched(registry, service) as log:
        patients = Patients(service)
        try:
            registry.promoter.promote("2", Alias.CANARY, "half of them")
            service.until(lambda: counted(service, "hoofbeat_rollout_loaded") == 1)
            until(lambda: Alias.CANARY not in registry.versions.aliases(), log)
            service.until(lambda: counted(service, "hoofbeat_rollout_loaded") == 0)
            assert set(patients.statuses) == {200}, "nobody had a worse answer"
            assert registry.versions.aliases() == {Alias.PRODUCTION: "1"}

            registry.promoter.promote("2", Alias.PRODUCTION, "somebody did it all the same")
            service.until(lambda: service.answering() == bad)
            begun = monotonic()
            until(lambda: registry.versions.aliases()[Alias.PRODUCTION] == "1", log)
            service.until(lambda: service.answering() == good)
            print({"seconds until it was taken back": round(monotonic() - begun, 1)}, patients.statuses)  # noqa: T201
            assert patients.statuses[500] > 0
            before, answered = patients.statuses[500], patients.statuses[200]
            service.until(lambda: patients.statuses[200] > answered + 50)
        finally:
            patients.stop()
        # The one that was under way when the alias moved may still have failed.
        assert patients.statuses[500] <= before + 1, patients.statuses
        assert registry.require_sound() == {Alias.PRODUCTION: "1"}
        told = [entry.promotion for entry in registry.promoter.history.entries()][-3:]
        assert [(one.kind, one.alias, one.who) for one in told] == [
            ("withdrawal", Alias.CANARY, "alerts"),
            ("promotion", Alias.PRODUCTION, "somebody"),
            ("rollback", Alias.PRODUCTION, "alerts"),
        ]
        assert told[0].reason.startswith("HoofbeatTrialFails: ")
        assert told[2].reason.startswith("HoofbeatErrorShare: ")
        sleep(8)  # whatever is told again moves nothing
        assert registry.versions.aliases() == {Alias.PRODUCTION: "1"}
        assert "HP:0002000" not in log() + service.log


def test_without_a_token_or_a_registry_it_does_not_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.delenv("HOOFBEAT_ALERTS_TOKEN", raising=False)
    job = {"output": tmp_path, "allow_unsigned": True, "port": 0}
    with pytest.raises(ConfigError, match="fewer than 16 characters"):
        AlertsJob.model_validate(job | {"token": "short"}).run()
    with pytest.raises(ConfigError, match="MLFLOW_TRACKING_URI"):
        AlertsJob.model_validate(job | {"token": TOKEN}).run()
    refused = CliRunner().invoke(app, ["alerts", "listen", "--token-file", str(tmp_path / "none")])
    assert "cannot be read as text" in str(refused.exception)
    assert TOKEN not in json.dumps(AlertsJob.model_validate(job | {"token": TOKEN}).model_dump(mode="json"))
