"""A bundle by the alias of a real MLflow server: handed out by the server itself, or from where it says."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from free_ports import free_port
from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.bundle.supply.registry import Registry, parse_alias
from hoofbeat.bundle.supply.supply import Supply
from hoofbeat.domain.errors import BundleFetchError, BundleSignatureError, ConfigError
from small_bundles import Signer, small_bundle, version

ADDRESS = "models:/hoofbeat bundle@champion"


class Server:
    """MLflow's REST interface."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.environment = {"MLFLOW_TRACKING_URI": root}

    def call(self, path: str, body: object) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        request = Request(  # noqa: S310 - our own server
            f"{self.root}/api/2.0/{path}", data, {"Content-Type": kind}, method="PUT" if kind[12] == "o" else "POST"
        )
        with urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.loads(answer.read() or b"{}")

    def register(self, bundle: Path) -> str:
        """Log a bundle as a run's artifact and register it; its version."""
        run = self.call("mlflow/runs/create", {"experiment_id": "0"})["run"]["info"]
        place = run["artifact_uri"].removeprefix("mlflow-artifacts:/")
        for path in bundle.iterdir():
            self.call(f"mlflow-artifacts/artifacts/{place}/bundle/{path.name}", path.read_bytes())
        return self.source(f"{run['artifact_uri']}/bundle", run["run_id"])

    def source(self, source: str, run: str = "") -> str:
        version = {"name": "hoofbeat bundle", "source": source, "run_id": run}
        return str(self.call("mlflow/model-versions/create", version)["model_version"]["version"])

    def crown(self, number: str) -> None:
        alias = {"name": "hoofbeat bundle", "alias": "champion", "version": number}
        self.call("mlflow/registered-models/alias", alias)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("mlflow"), free_port()
    command = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", str(folder / "kept")]
    environment = os.environ | {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
    try:
        _wait(f"http://127.0.0.1:{port}/health", process, folder / "log")
        server = Server(f"http://127.0.0.1:{port}")
        server.call("mlflow/registered-models/create", {"name": "hoofbeat bundle"})
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 180
    while True:
        try:
            urlopen(url, timeout=5).close()  # noqa: S310 - our own server
        except (URLError, OSError):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.3)
        else:
            return


@pytest.mark.slow
def test_an_alias_is_followed_wherever_it_moves(
    server: Server, signer: Signer, trusted: TrustedKeys, tmp_path: Path
) -> None:
    bundles = [signer.signed(small_bundle(tmp_path / str(number), number)) for number in range(2)]
    first, second = map(server.register, bundles)
    server.crown(first)
    supply = Supply(ADDRESS, trusted=trusted, cache=tmp_path / "cache", environment=server.environment)
    assert supply.first().bundle.version == version(bundles[0])
    assert supply.newer() is None
    server.crown(second)
    found = supply.newer()
    assert found is not None
    assert found.version == version(bundles[1])
    server.crown(first)
    back = supply.newer()
    assert back is not None
    assert back.version == version(bundles[0])


@pytest.mark.slow
def test_an_unsigned_version_leaves_the_last_good_one(
    server: Server, signer: Signer, trusted: TrustedKeys, tmp_path: Path
) -> None:
    good, bad = signer.signed(small_bundle(tmp_path / "good", 3)), small_bundle(tmp_path / "bad", 4)
    server.crown(server.register(good))
    supply = Supply(ADDRESS, trusted=trusted, cache=tmp_path / "cache", environment=server.environment)
    supply.first()
    server.crown(server.register(bad))
    with pytest.raises(BundleSignatureError, match="The bundle is not signed"):
        supply.newer()
    again = Supply(ADDRESS, trusted=trusted, cache=tmp_path / "cache", environment=server.environment).first()
    assert again.bundle.version == version(good)
    assert "not signed" in again.refused


@pytest.mark.slow
@pytest.mark.parametrize("address", ["models:/hoofbeat bundle@nobody", "models:/another@champion"])
def test_an_alias_that_nobody_set_is_said(server: Server, address: str, tmp_path: Path) -> None:
    supply = Supply(address, trusted=None, cache=tmp_path, environment=server.environment)
    name, alias = parse_alias(address)
    with pytest.raises(BundleFetchError, match=f"knows no model {name} with the alias {alias} → set the alias"):
        supply.first()


@pytest.mark.slow
def test_a_source_elsewhere_is_read_from_there(server: Server) -> None:
    server.crown(server.source("s3://bucket/bundle"))
    place = Registry.of(server.environment).place("hoofbeat bundle", "champion", {})
    assert place.folder is None
    server.crown(server.source("dbfs:/bundle"))
    place = Registry.of(server.environment).place("hoofbeat bundle", "champion", {})
    with pytest.raises(BundleFetchError, match=r"Version \d+ of model hoofbeat bundle lies where serving cannot look"):
        _ = place.folder  # only now it is asked where it lies


@pytest.mark.parametrize(
    "address", ["models:/one", "models:/one/2", "models:/one/two@three", "models:one@two", "models:/@a"]
)
def test_only_an_alias_is_an_address(address: str) -> None:
    with pytest.raises(ConfigError, match="write models:/NAME@ALIAS"):
        parse_alias(address)


@pytest.mark.parametrize("uri", ["", "sqlite:///mlflow.db", "mlruns", "file:///mlruns", "http://", "databricks"])
def test_a_registry_needs_an_address(uri: str) -> None:
    with pytest.raises(ConfigError, match="needs MLFLOW_TRACKING_URI, an http or https address"):
        Registry.of({"MLFLOW_TRACKING_URI": uri})


class Heard(BaseHTTPRequestHandler):
    """Notes what it is asked with, and answers what the test says."""

    asked: list[tuple[str, str | None]]
    answer: tuple[int, dict[str, str], bytes]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Authorization"]))
        status, headers, body = self.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def stand_ins() -> Iterator[list[ThreadingHTTPServer]]:
    """Two servers that answer 500, for what a real one cannot be brought to."""
    servers = []
    for _ in range(2):
        handler = type("Handler", (Heard,), {"asked": [], "answer": (500, {}, b"zq7body")})
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
    threads = [threading.Thread(target=server.serve_forever, args=(0.05,)) for server in servers]
    for thread in threads:
        thread.start()
    yield servers
    for server in servers:
        server.shutdown()
        server.server_close()


def _root(server: ThreadingHTTPServer, who: str = "") -> str:
    return f"http://{who}127.0.0.1:{server.server_address[1]}"


@pytest.mark.parametrize(
    ("who", "environment", "said"),
    [
        ("", {}, None),
        ("", {"MLFLOW_TRACKING_TOKEN": "zq7token"}, "Bearer zq7token"),
        ("", {"MLFLOW_TRACKING_USERNAME": "u", "MLFLOW_TRACKING_PASSWORD": "p"}, "Basic dTpw"),
        ("u:p%40zq7@", {}, "Basic dTpwQHpxNw=="),
    ],
)
def test_who_asks_is_told_to_the_registry_and_in_no_message(
    stand_ins: list[ThreadingHTTPServer], who: str, environment: dict[str, str], said: str | None
) -> None:
    uri = _root(stand_ins[0], who)
    with pytest.raises(BundleFetchError, match=r"The registry http://127.* does not answer \(status 500\)") as caught:
        Registry.of(environment | {"MLFLOW_TRACKING_URI": uri}).place("one", "two", {})
    assert "zq7" not in str(caught.value)
    assert stand_ins[0].RequestHandlerClass.asked[0][1] == said  # type: ignore[attr-defined]


def test_another_server_is_not_told_who_asks(stand_ins: list[ThreadingHTTPServer]) -> None:
    here, there = stand_ins
    here.RequestHandlerClass.answer = (302, {"Location": f"{_root(there)}/elsewhere"}, b"")  # type: ignore[attr-defined]
    environment = {"MLFLOW_TRACKING_URI": _root(here), "MLFLOW_TRACKING_TOKEN": "secret"}
    with pytest.raises(BundleFetchError):
        Registry.of(environment).place("one", "two", {})
    assert there.RequestHandlerClass.asked == [("/elsewhere", None)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("body", [b"<html>", b"", b"\xff"])
def test_a_server_of_another_kind(stand_ins: list[ThreadingHTTPServer], body: bytes) -> None:
    stand_ins[0].RequestHandlerClass.answer = (200, {}, body)  # type: ignore[attr-defined]
    with pytest.raises(BundleFetchError, match="is no MLflow server"):
        Registry.of({"MLFLOW_TRACKING_URI": _root(stand_ins[0])}).place("one", "two", {})


def test_an_answer_of_another_shape(stand_ins: list[ThreadingHTTPServer]) -> None:
    stand_ins[0].RequestHandlerClass.answer = (200, {}, b'{"model_version": 3}')  # type: ignore[attr-defined]
    with pytest.raises(BundleFetchError, match="knows no model one"):
        Registry.of({"MLFLOW_TRACKING_URI": _root(stand_ins[0])}).place("one", "two", {})


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(BundleFetchError, match="does not answer"):
        Registry.of({"MLFLOW_TRACKING_URI": f"http://127.0.0.1:{free_port()}"}).place("one", "two", {})


def test_a_token_with_the_line_break_of_its_file_is_sent_without_it() -> None:
    registry = Registry.of({"MLFLOW_TRACKING_URI": "http://127.0.0.1:9", "MLFLOW_TRACKING_TOKEN": "hunter2\n"})
    with pytest.raises(BundleFetchError, match="does not answer") as told:
        registry.place("hoofbeat", "production", {})
    assert "hunter2" not in str(told.value)


def test_a_token_that_cannot_be_sent_is_not_quoted() -> None:
    registry = Registry.of({"MLFLOW_TRACKING_URI": "http://127.0.0.1:9", "MLFLOW_TRACKING_TOKEN": "hun\nter2"})
    with pytest.raises(BundleFetchError, match="cannot be sent") as told:
        registry.place("hoofbeat", "production", {})
    assert "ter2" not in str(told.value)


def test_a_registry_whose_address_cannot_be_taken_apart_is_refused_without_its_words() -> None:
    with pytest.raises(ConfigError, match="MLFLOW_TRACKING_URI") as told:
        Registry.of({"MLFLOW_TRACKING_URI": "http://user:hunter2@[registry"})
    assert "hunter2" not in str(told.value)
