"""The gate, asked over HTTP of a real server: from this machine, from elsewhere, with keys, with tokens, open.

Mirrors: hoofbeat.loopback, hoofbeat.serving.access.doors, hoofbeat.serving.access.local, hoofbeat.serving.access.roles,
hoofbeat.serving.http.described
"""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from hoofbeat.domain.errors import ConfigError
from hoofbeat.jobs.keys import AddKeyJob, RevokeKeyJob
from hoofbeat.loopback import is_loopback
from hoofbeat.serving.access.doors import Doors, require_door
from hoofbeat.serving.access.roles import Role
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.engine import Diagnoser
from small_issuer import AUDIENCE, SmallIssuer, issuing

Serve = Callable[..., httpx.Client]

#: A request that a proxy has brought: not from this machine.
ELSEWHERE = {"X-Forwarded-For": "203.0.113.9"}
FEVER = {"findings": [{"id": "HP:0001945"}]}

FOR_ALL = ("/", "/app.js", "/docs", "/openapi.json", "/healthz", "/readyz")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "access.tsv"


@pytest.fixture
def keys(file: Path) -> dict[str, str]:
    return {role.value: AddKeyJob(file=file, key_id=f"the-{role}", role=role).run() for role in Role}


@pytest.fixture
def issuer() -> Iterator[SmallIssuer]:
    with issuing() as running:
        running.add("one")
        yield running


def shown(key: str) -> dict[str, str]:
    return ELSEWHERE | {"Authorization": f"Bearer {key}"}


def refusal(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert "→" in body["detail"]
    return body


def test_this_machine_needs_no_key(serve: Serve, two_diseases: Diagnoser, file: Path, keys: dict[str, str]) -> None:
    for doors in (None, Doors.of(ServiceConfig(keys_file=file))):
        client = serve(two_diseases, doors=doors)
        assert client.post("/v1/differential", json=FEVER).status_code == 200
        for name in ("localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000"):
            assert client.get("/v1/model", headers={"Host": name}).status_code == 200
        assert client.get("/metrics").status_code == 200
        assert client.get("/v1/model", headers={"Authorization": "Bearer a.token.of-another"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        ELSEWHERE,
        {"Via": "1.1 proxy"},
        {"X-Forwarded-Anything": "x"},
        {"Host": "hospital.example"},
        {"Host": "a_b.example"},
        {"Host": "127.0.0.1.hospital.example"},
        {"Host": "[::"},
        {"Host": "127.0.0.1 hospital.example"},
        {"Host": ""},
    ],
)
def test_elsewhere_needs_one(serve: Serve, two_diseases: Diagnoser, headers: dict[str, str]) -> None:
    client = serve(two_diseases)
    for response in (
        client.post("/v1/differential", json=FEVER, headers=headers),
        client.get("/v1/findings?q=fever", headers=headers),
        client.get("/v1/model", headers=headers),
        client.get("/v1/cases", headers=headers),
        client.get("/metrics", headers=headers),
    ):
        assert "Bearer hfb_" in refusal(response, 401)["detail"]
        assert response.headers["www-authenticate"] == 'Bearer realm="hoofbeat"'
    for path in FOR_ALL:
        assert client.get(path, headers=headers).status_code == 200, path
    refusal(client.get("/v1/nothing", headers=headers), 404)


def test_each_role_may_ask_what_is_its(serve: Serve, two_diseases: Diagnoser, file: Path, keys: dict[str, str]) -> None:
    client = serve(two_diseases, doors=Doors.of(ServiceConfig(keys_file=file)))

    def statuses(role: str) -> tuple[int, ...]:
        headers = shown(keys[role])
        asked = [
            client.get(path, headers=headers) for path in ("/metrics", "/v1/model", "/v1/findings?q=a", "/v1/cases")
        ]
        return (
            *(response.status_code for response in asked),
            client.post("/v1/differential", json=FEVER, headers=headers).status_code,
        )

    # 404: this service keeps no cases, and only who may ask is told so.
    assert statuses("physician") == (403, 200, 200, 404, 200)
    assert statuses("engineer") == (200, 200, 403, 403, 403)
    assert "role physician" in refusal(client.get("/v1/cases", headers=shown(keys["engineer"])), 403)["detail"]


def test_a_key_may_stand_in_its_own_header(
    serve: Serve, two_diseases: Diagnoser, file: Path, keys: dict[str, str]
) -> None:
    client = serve(two_diseases, doors=Doors.of(ServiceConfig(keys_file=file)))
    headers = ELSEWHERE | {"Authorization": "Bearer the-gate's-own", "X-API-Key": keys["physician"]}
    assert client.get("/v1/model", headers=headers).status_code == 200
    of_the_gate = shown(keys["physician"]) | {"X-API-Key": "the-gate's-own"}
    assert client.get("/v1/model", headers=of_the_gate).status_code == 200


def test_a_key_that_is_not_good_is_refused_everywhere(
    serve: Serve, two_diseases: Diagnoser, file: Path, keys: dict[str, str]
) -> None:
    client = serve(two_diseases, doors=Doors.of(ServiceConfig(keys_file=file, open=True)))
    key = keys["physician"]
    assert client.get("/v1/model", headers=shown(key)).status_code == 200
    RevokeKeyJob(file=file, key_id="the-physician").run()
    for headers in (shown(key), {"Authorization": f"Bearer {key}"}, shown("hfb_nobody")):
        response = client.get("/v1/model", headers=headers)
        refusal(response, 401)
        assert 'error="invalid_token"' in response.headers["www-authenticate"]
        assert key not in response.text


def test_an_open_service_asks_nobody_but_for_cases(
    serve: Serve, two_diseases: Diagnoser, file: Path, keys: dict[str, str]
) -> None:
    client = serve(two_diseases, doors=Doors.of(ServiceConfig(keys_file=file, open=True)))
    gated = shown("a.token.of-the-gate-before")
    for headers in (ELSEWHERE, gated):
        assert client.post("/v1/differential", json=FEVER, headers=headers).status_code == 200
        assert client.get("/metrics", headers=headers).status_code == 200
    # Kept or not: cases are a matter of who.
    assert client.get("/v1/cases", headers=shown(keys["physician"])).status_code == 404
    refusal(client.get("/v1/cases", headers=shown(keys["engineer"])), 403)


def test_a_token_of_the_house_lets_in(serve: Serve, two_diseases: Diagnoser, issuer: SmallIssuer) -> None:
    config = ServiceConfig(oidc_issuer=issuer.address, oidc_audience=AUDIENCE)
    client = serve(two_diseases, doors=Doors.of(config))
    assert client.get("/v1/findings?q=a", headers=shown(issuer.token("one"))).status_code == 200
    refusal(client.get("/v1/findings?q=a", headers=shown(issuer.token("one", roles=["engineer"]))), 403)
    refusal(client.get("/v1/findings?q=a", headers=shown(issuer.token("one", roles=[]))), 403)
    refusal(client.get("/v1/findings?q=a", headers=shown(issuer.token("one", aud="other"))), 401)


def test_a_silent_issuer_is_no_bad_token(serve: Serve, two_diseases: Diagnoser, issuer: SmallIssuer) -> None:
    issuer.answers = False
    config = ServiceConfig(oidc_issuer=issuer.address, oidc_audience=AUDIENCE)
    client = serve(two_diseases, doors=Doors.of(config))
    response = client.get("/v1/model", headers=shown(issuer.token("one")))
    refusal(response, 503)
    assert response.headers["retry-after"] == "60"
    assert client.get("/v1/model", headers={"Authorization": f"Bearer {issuer.token('one')}"}).status_code == 200


def test_a_slow_issuer_takes_no_thread_from_the_others(
    serve: Serve, two_diseases: Diagnoser, issuer: SmallIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixty strangers' tokens, more than there are threads: one fetch, and this machine is answered meanwhile."""
    monkeypatch.setattr("hoofbeat.serving.access.doors._WAIT", 1.0)
    monkeypatch.setattr("hoofbeat.serving.access.issuer._PATIENCE", 20.0)
    client = serve(two_diseases, doors=Doors.of(ServiceConfig(oidc_issuer=issuer.address, oidc_audience=AUDIENCE)))
    headers = shown(issuer.token("one"))
    issuer.awake.clear()

    def ask(_: int) -> httpx.Response:
        return client.get("/v1/model", headers=headers)

    with ThreadPoolExecutor(60) as crowd:
        asked = crowd.map(ask, range(60))
        sleep(0.3)
        begun = monotonic()
        assert client.post("/v1/differential", json=FEVER).status_code == 200
        assert monotonic() - begun < 0.6
        answers = list(asked)
    assert {answer.status_code for answer in answers} == {503}
    assert {answer.headers["retry-after"] for answer in answers} == {"60"}
    assert len(issuer.asked) == 1
    issuer.awake.set()
    until = monotonic() + 10
    while (answer := ask(0)).status_code == 503:
        assert monotonic() < until, "what was begun did not come to its end"
    assert answer.status_code == 200


def test_where_this_machine_is_not_trusted_everybody_shows_a_key(
    serve: Serve, two_diseases: Diagnoser, file: Path, keys: dict[str, str]
) -> None:
    config = ServiceConfig.of({"HOOFBEAT_LOOPBACK": "0"}, keys_file=file)
    client = serve(two_diseases, doors=Doors.of(config))
    for path in ("/v1/model", "/v1/cases", "/metrics"):
        refusal(client.get(path), 401)
    assert client.get("/v1/model", headers={"Authorization": f"Bearer {keys['physician']}"}).status_code == 200
    require_door(config, "127.0.0.1")
    with pytest.raises(ConfigError, match="HOOFBEAT_LOOPBACK=0"):
        require_door(ServiceConfig(loopback=False), "127.0.0.1")


def test_a_proxy_that_says_nothing_of_itself_is_told_by_its_age(serve: Serve, two_diseases: Diagnoser) -> None:
    """nginx as it comes asks as 127.0.0.1 by HTTP/1.0, whoever asked it."""
    client = serve(two_diseases)
    asked = f"GET /v1/model HTTP/1.{{}}\r\nHost: 127.0.0.1:{client.base_url.port}\r\nConnection: close\r\n\r\n"
    for minor, status in ((1, b"200"), (0, b"401")):
        with socket.create_connection(("127.0.0.1", client.base_url.port or 0), timeout=20) as plain:
            plain.sendall(asked.format(minor).encode())
            assert plain.recv(100).split()[1] == status


def test_a_service_beyond_this_machine_needs_a_door(file: Path, keys: dict[str, str]) -> None:
    for host in ("0.0.0.0", "::", "10.0.0.7", "hospital.example", None):  # noqa: S104
        with pytest.raises(
            ConfigError, match=r"hoofbeat keys add.*HOOFBEAT_KEYS_FILE.*HOOFBEAT_OIDC_ISSUER.*HOOFBEAT_OPEN=1"
        ):
            require_door(ServiceConfig(), host)
        for config in (
            ServiceConfig(keys_file=file),
            ServiceConfig(oidc_issuer="https://login.hospital.example", oidc_audience="x"),
            ServiceConfig(open=True),
        ):
            require_door(config, host)
    for host in ("127.0.0.1", "127.0.0.2", "::1", "localhost"):
        require_door(ServiceConfig(), host)
        assert is_loopback(host)


def test_half_a_provider_is_refused() -> None:
    for half in ({"oidc_issuer": "https://login.hospital.example"}, {"oidc_audience": "x"}):
        with pytest.raises(ConfigError, match="set both"):
            Doors.of(ServiceConfig(**half))


def test_the_openapi_tells_how_to_show_a_key_and_every_refusal(serve: Serve, two_diseases: Diagnoser) -> None:
    document = serve(two_diseases).get("/openapi.json").json()
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for path, operations in document["paths"].items():
        for operation in operations.values():
            guarded = path not in ("/healthz", "/readyz", "/v1/model-card")
            assert ("security" in operation) == guarded, path
            assert ({"401", "403", "429", "503", "504"} <= set(operation["responses"])) == guarded, path
            for status, response in operation["responses"].items() if guarded else ():
                if status >= "400":
                    assert list(response["content"]) == ["application/problem+json"], (path, status)
