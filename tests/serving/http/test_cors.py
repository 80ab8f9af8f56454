"""A page of another origin may call CDS Hooks where the settings list its origin, and nothing else."""

from collections.abc import Callable

import httpx
import pytest

from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.hooks.schemas import EXAMPLE
from hoofbeat.serving.settings import ServingSettings

LISTED = "https://ehr.hospital.example"
SERVICE = "/cds-services/hoofbeat-differential"


@pytest.fixture
def listing(serve: Callable[..., httpx.Client], two_diseases: Diagnoser) -> httpx.Client:
    return serve(two_diseases, settings=ServingSettings(cors_origins=f"{LISTED},https://other.example:8443"))


def asking(origin: str) -> dict[str, str]:
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    return wanted | {"Origin": origin}


@pytest.mark.parametrize("origin", [LISTED, "https://other.example:8443"])
def test_a_listed_origin_may_call(listing: httpx.Client, origin: str) -> None:
    before = listing.options(SERVICE, headers=asking(origin))
    assert (before.status_code, before.headers["access-control-allow-origin"]) == (200, origin)
    assert "access-control-allow-credentials" not in before.headers
    for answer in (
        listing.post(SERVICE, json=EXAMPLE, headers={"Origin": origin}),
        listing.get("/cds-services", headers={"Origin": origin}),
    ):
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, origin)


def test_no_other_origin_and_no_other_address(listing: httpx.Client, client: httpx.Client) -> None:
    assert listing.options(SERVICE, headers=asking("https://evil.example")).status_code == 400
    told = [
        listing.post(SERVICE, json=EXAMPLE, headers={"Origin": "https://evil.example"}),
        listing.options("/v1/differential", headers=asking(LISTED)),
        listing.get("/v1/model", headers={"Origin": LISTED}),
        client.options(SERVICE, headers=asking(LISTED)),
        client.get("/cds-services", headers={"Origin": LISTED}),
    ]
    assert not any("access-control-allow-origin" in answer.headers for answer in told)
    assert [answer.status_code for answer in told] == [200, 405, 200, 405, 200]
