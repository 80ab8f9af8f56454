"""The bundle is fetched with the platform's identity and no key: what Functions and Container Apps hand out is asked.

Mirrors: deploy/azure/function-app.bicep, deploy/azure/container-app.bicep
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import time
from urllib.parse import parse_qs, urlsplit

_FETCH = """
import os
from hoofbeat.bundle.supply.cloud import CloudPlace
print(b"".join(CloudPlace.of("az://bundles/bundle-1", os.environ).chunks("manifest.json")).decode())
"""


class _Azure(BaseHTTPRequestHandler):
    """Identity and store in one: gives a token to who has the header, and a blob to who has the token."""

    seen: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        """Answer as either would."""
        self.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        if self.path.startswith("/msi/token"):
            content = {"access_token": "granted", "expires_on": str(int(time()) + 3600), "token_type": "Bearer"}
            self._send(200 if self.headers.get("x-identity-header") == "of-the-app" else 401, json.dumps(content))
        else:
            self._send(200 if self.headers.get("authorization") == "Bearer granted" else 403, '{"manifest": true}')

    def _send(self, status: int, text: str) -> None:
        self.send_response(status)
        for name, value in (
            ("content-type", "application/json"),
            ("content-length", str(len(text))),
            ("last-modified", "Sun, 29 Nov 2026 10:00:00 GMT"),
            ("etag", '"1"'),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class' name
        """Say nothing."""


@contextmanager
def azure() -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    handler = type("Handler", (_Azure,), {"seen": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", handler.seen
        finally:
            server.shutdown()
            thread.join()


def fetched(address: str, header: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOOFBEAT_", "AZURE_"))}
    settings = {
        "IDENTITY_ENDPOINT": f"{address}/msi/token",
        "IDENTITY_HEADER": header,
        "AZURE_CLIENT_ID": "11111111-2222-3333-4444-555555555555",
        "AZURE_STORAGE_ACCOUNT_NAME": "hospital",
        "AZURE_STORAGE_ENDPOINT": address,
    }
    command = [sys.executable, "-c", _FETCH]
    return subprocess.run(command, env=kept | settings, capture_output=True, text=True, timeout=60, check=False)


def test_the_token_of_the_identity_opens_the_container() -> None:
    with azure() as (address, seen):
        told = fetched(address, "of-the-app")
    assert json.loads(told.stdout) == {"manifest": True}, told.stderr
    (asked, *_), (path, headers) = seen[0], seen[-1]
    query = parse_qs(urlsplit(asked).query)
    assert query["client_id"] == ["11111111-2222-3333-4444-555555555555"]
    assert query["resource"] == ["https://storage.azure.com"]
    assert path.endswith("/bundles/bundle-1/manifest.json")
    assert headers["authorization"] == "Bearer granted"


def test_without_the_identity_nothing_is_fetched_and_no_token_is_told() -> None:
    with azure() as (address, _):
        told = fetched(address, "of-another")
    assert told.returncode != 0
    assert "BundleFetchError" in told.stderr
    assert "of-another" not in told.stderr
