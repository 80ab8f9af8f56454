"""The image's own command with the service definition's own variables, on the port that ``PORT`` says, told to stop.

Mirrors: deploy/google/service.yaml, deploy/docker/Dockerfile
"""

import json
import os
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

import pytest
import yaml

from free_ports import free_port

pytestmark = pytest.mark.slow

DEPLOY = Path(__file__).parents[3] / "deploy"
CASE = json.dumps({"findings": [{"id": "HP:0001166"}], "top": 3}).encode()


def test_it_obeys_port_and_answers_what_is_in_flight_before_it_stops(demo_bundle: Path, tmp_path: Path) -> None:
    serve = (
        (DEPLOY / "docker" / "Dockerfile")
        .read_text(encoding="utf-8")
        .partition(" AS serve\n")[2]
        .partition("\nFROM ")[0]
    )
    assert "\nENTRYPOINT" not in serve
    program, *arguments = json.loads(serve.partition("\nCMD ")[2].splitlines()[0])
    (container,) = yaml.safe_load((DEPLOY / "google" / "service.yaml").read_text())["spec"]["template"]["spec"][
        "containers"
    ]
    port = free_port()
    assert not container.get("command"), "the image's own command is run"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOOFBEAT_")}
    settings = {each["name"]: each["value"] for each in container["env"]} | {
        "PORT": str(port),
        "HOOFBEAT_BUNDLE": str(demo_bundle),
        "HOOFBEAT_TRUSTED_KEYS": "",
        "HOOFBEAT_ALLOW_UNSIGNED": "1",
        "HOOFBEAT_ALTITUDE": "0",
        "HOOFBEAT_CACHE": str(tmp_path),
    }
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(command, env=kept | settings, stdout=log, stderr=log) as process,
    ):
        try:
            _until_ready(process, port)
            # The index of words is made beside the first requests; a stop waits for it. This asks for it.
            assert _status(port, "/v1/findings?q=long+fingers") == 200
            connections = [HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(4)]
            for connection in connections:
                connection.putrequest("POST", "/v1/differential")
                connection.putheader("content-type", "application/json")
                connection.putheader("content-length", str(len(CASE)))
                connection.endheaders(CASE[:10])
            _status(port, "/healthz")  # the four before it were taken
            process.terminate()
            told = monotonic()
            sleep(0.3)
            for connection in connections:
                connection.send(CASE[10:])
            assert [connection.getresponse().status for connection in connections] == [200] * 4
            assert process.wait(timeout=30) == 0  # Cloud Run waits 10 s; tests share their processor
            for connection in connections:
                connection.close()
            assert monotonic() - told < float(settings["HOOFBEAT_DRAIN_SECONDS"]) + 1
        finally:
            process.kill()


def _until_ready(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = monotonic() + 60
    while True:
        assert process.poll() is None
        assert monotonic() < deadline
        try:
            if _status(port, "/readyz") == 200:
                return
        except ConnectionError:
            pass
        sleep(0.1)


def _status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()
