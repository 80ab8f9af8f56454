"""Unknown addresses and wrong methods are refused as problems; HEAD is answered wherever GET is."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.app import create_app
from hoofbeat.serving.engine import Diagnoser


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "path", ["/v1/nope", "/v1/findings/", "/v2/differential", "/nope.html", "/..%2f..%2fetc", "/%00"]
)
def test_an_unknown_address_is_not_found_by_any_method(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    if method != "HEAD":
        assert answer.json()["status"] == 404
        assert "/docs" in answer.json()["detail"]
        assert ("slash" in answer.json()["detail"]) == path.endswith("/")
        assert "nope" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/differential", "POST"),
        ("PUT", "/v1/differential", "POST"),
        ("POST", "/v1/findings", "GET, HEAD"),
        ("DELETE", "/v1/model", "GET, HEAD"),
        ("POST", "/healthz", "GET, HEAD"),
        ("POST", "/", "GET, HEAD"),
        ("POST", "/app.js", "GET, HEAD"),
        ("POST", "/docs", "GET, HEAD"),
        ("OPTIONS", "/v1/differential", "POST"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(client: httpx.Client, method: str, path: str, allowed: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(f"This address takes {allowed} only")


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/metrics", "/v1/model", "/openapi.json", "/docs", "/", "/app.js"]
)
def test_head_says_what_get_would(client: httpx.Client, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


def test_an_address_of_the_schema_is_an_address_of_the_service(client: httpx.Client) -> None:
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        for method in operations:
            # Nothing tells an address from none where this service has neither: each says so in its own words.
            without = path == "/v1/model-card" or path.startswith(("/v1/cases", "/v1/diseases/", "/v1/model/files/"))
            assert client.request(method, path).status_code not in (404, 405) or without


def test_what_a_host_has_mounted_is_counted_by_its_address(two_diseases: Diagnoser) -> None:
    metrics = ServingMetrics()
    host = Starlette(routes=[Mount("/hospital", create_app(two_diseases, metrics=metrics))])

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(host), base_url="http://127.0.0.1") as client:
            return await client.get("/hospital/healthz")

    assert asyncio.run(ask()).status_code == 200
    counted = metrics.render().decode()
    assert 'route="/healthz"' in counted
    assert 'route="page"' not in counted
