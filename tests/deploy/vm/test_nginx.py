"""The example of nginx: the real one reads it, proxies by TLS, limits, and writes no word of a patient.

Mirrors: deploy/vm/nginx.conf
"""

import json
import re
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from free_ports import free_port
from hoofbeat.jobs.keys import AddKeyJob
from hoofbeat.serving.access.roles import Role
from places import wheel

pytestmark = pytest.mark.slow

CONF = Path(__file__).parents[3] / "deploy" / "vm" / "nginx.conf"
WORD = "ectopialentisofanapatient"


class Proxy(NamedTuple):
    """A running nginx.

    Attributes:
        tls, plain: where it answers with and without TLS.
        logs: folder of everything it writes.
        service: what it asks.
        trusting: what a client trusts.
        key: what a client shows.
    """

    tls: str
    plain: str
    logs: Path
    service: wheel.Wheel
    trusting: ssl.SSLContext
    key: str

    def ask(self, path: str, body: bytes | None = None, key: str | None = None) -> tuple[int, bytes, dict[str, str]]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key if key is None else key}"}
        request = urllib.request.Request(self.tls + path, body, headers)  # noqa: S310 (the address is ours)
        try:
            with urllib.request.urlopen(request, timeout=30, context=self.trusting) as answer:  # noqa: S310
                return answer.status, answer.read(), {name.lower(): value for name, value in answer.headers.items()}
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(), {}


@pytest.fixture(scope="module")
def keys_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("access") / "access.tsv"


@pytest.fixture(scope="module")
def keys(keys_file: Path) -> dict[Role, str]:
    """A key for each role, as the page says to make them."""
    return {role: AddKeyJob(file=keys_file, key_id=f"the-{role}", role=role).run() for role in Role}


@pytest.fixture(scope="module")
def service(
    demo_bundle: Path, keys_file: Path, keys: dict[Role, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[wheel.Wheel]:
    """A real service."""
    folder = tmp_path_factory.mktemp("service")
    settings = {"HOOFBEAT_ALLOW_UNSIGNED": "1", "HOOFBEAT_KEYS_FILE": str(keys_file)}
    with wheel.start(demo_bundle, settings, folder) as running:
        assert isinstance(running, wheel.Wheel)
        yield running


@pytest.fixture(scope="module")
def proxy(service: wheel.Wheel, keys: dict[Role, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The example in front of it."""
    folder = tmp_path_factory.mktemp("nginx")
    with started(service, folder, keys[Role.PHYSICIAN], connections=512) as running:
        wait(running, 200)
        yield running


@contextmanager
def started(service: wheel.Wheel, folder: Path, key: str, connections: int) -> Iterator[Proxy]:
    """The example with ports, paths and a certificate of this test, and as many connections at once."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if nginx is None:
        pytest.skip("nginx is not installed (Debian: nginx)")
    (folder / "logs").mkdir()
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    pair = ("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem")
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *pair)
    subprocess.run(made, check=True, capture_output=True)
    plain, tls = free_port(), free_port()
    text = CONF.read_text(encoding="utf-8")
    changes = {
        "/etc/hoofbeat/tls/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/logs/",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{tls} ssl;",
        # So slow that this machine is faster, whatever else it does.
        "rate=10r/s": "rate=1r/m",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{service.port};",
    }
    for said, here in changes.items():
        assert said in text, said
        text = text.replace(said, here)
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    (folder / "hoofbeat.conf").write_text(text, encoding="utf-8")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/logs/main.log;\n"
        f"events {{ worker_connections {connections}; }}\nhttp {{ {temporary} include {folder}/hoofbeat.conf; }}\n",
        encoding="utf-8",
    )
    command = [nginx, "-e", folder / "logs" / "main.log", "-c", folder / "nginx.conf"]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    trusting = ssl.create_default_context(cafile=folder / "fullchain.pem")
    with subprocess.Popen(command) as process:
        try:
            yield Proxy(
                f"https://localhost:{tls}", f"http://localhost:{plain}", folder / "logs", service, trusting, key
            )
        finally:
            process.terminate()


def wait(running: Proxy, status: int) -> None:
    for _ in range(100):
        try:
            if running.ask("/readyz")[0] == status:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nginx does not answer with {status}")


def logged(running: Proxy) -> dict[str, str]:
    """Everything that nginx wrote, by the file's name."""
    return {path.name: path.read_text(encoding="utf-8") for path in running.logs.iterdir()}


def test_it_proxies_a_differential_by_tls(proxy: Proxy) -> None:
    status, body, headers = proxy.ask("/v1/differential", json.dumps({"findings": [{"id": "HP:0001166"}]}).encode())
    assert status == 200
    assert json.loads(body)["differential"][0]["rank"] == 1
    assert "max-age" in headers["strict-transport-security"]
    assert "content-security-policy" in headers


def test_who_comes_by_it_is_not_taken_for_this_machine(proxy: Proxy) -> None:
    status, body, _ = proxy.ask("/v1/findings?q=fever", key="")
    assert (status, json.loads(body)["status"]) == (401, 401)
    assert proxy.ask("/", key="")[0] == 200  # the page, which asks for the key


def test_it_takes_no_large_body_and_hides_the_metrics_from_others(proxy: Proxy, keys: dict[Role, str]) -> None:
    assert proxy.ask("/v1/differential", b" " * 70_000)[0] == 413
    assert proxy.ask("/metrics")[0] == 403  # a physician's key
    assert proxy.ask("/metrics", key=keys[Role.ENGINEER])[0] == 200  # from the machine itself
    assert "deny all;" in CONF.read_text()


def test_plain_http_leads_to_tls_without_the_query(proxy: Proxy) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError) as answered:
        urllib.request.build_opener(Stay).open(f"{proxy.plain}/v1/findings?q={WORD}", timeout=10)
    with answered.value as error:
        assert (error.code, error.headers["Location"]) == (301, "https://localhost/")


def test_who_asks_too_fast_is_told_so_and_others_are_not_lost(proxy: Proxy) -> None:
    statuses = [proxy.ask(f"/v1/findings?q={WORD}")[0] for _ in range(45)]
    assert statuses == sorted(statuses)
    assert set(statuses) == {200, 429}
    assert proxy.ask("/readyz")[0] == 200  # is never held back


def test_no_log_has_what_was_searched_for_even_when_connections_run_out(
    service: wheel.Wheel, keys: dict[Role, str], tmp_path: Path
) -> None:
    """Two that listen, one to nginx's first process, the client's: none is left for the service. That is an alert."""
    with started(service, tmp_path, keys[Role.PHYSICIAN], connections=4) as busy:
        wait(busy, 500)
        assert busy.ask(f"/v1/findings?q={WORD}")[0] == 500
    written = logged(busy)
    assert "/v1/findings 500" in written["hoofbeat.log"]
    assert not [name for name, text in written.items() if WORD in text]


def test_no_error_below_an_emergency_is_written() -> None:
    """Each level below can quote the request: refused connections are “crit”, connections that run out an “alert”."""
    levels = re.findall(r"^\s*error_log \S+ ?(\S*);", CONF.read_text(encoding="utf-8"), re.MULTILINE)
    assert levels == ["emerg"] * CONF.read_text(encoding="utf-8").count("\nserver {")


def test_no_log_has_what_was_searched_for_even_when_the_service_is_gone(proxy: Proxy) -> None:
    """Last, for it ends the service."""
    proxy.service.process.terminate()
    proxy.service.process.wait(30)
    assert proxy.ask(f"/readyz?q={WORD}")[0] == 502
    written = logged(proxy)
    assert "/v1/findings 200" in written["hoofbeat.log"]
    assert not [name for name, text in written.items() if WORD in text or proxy.key in text]
    assert WORD not in proxy.service.log.read_text(encoding="utf-8")
