"""The model card as the service hands it on.

Mirrors: hoofbeat.bundle.runtime.card
"""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.card import CARD, CARD_PAGES


@pytest.fixture
def demo(serve: Callable[..., httpx.Client], demo_bundle: Path) -> httpx.Client:
    return serve(Bundle.load(demo_bundle))


def test_programs_get_the_facts_and_people_a_page_in_their_language(demo: httpx.Client, demo_bundle: Path) -> None:
    facts = demo.get("/v1/model-card")
    assert facts.headers["content-type"] == "application/json"
    assert facts.json() == json.loads((demo_bundle / CARD).read_text(encoding="utf-8"))
    for language, name in CARD_PAGES.items():
        page = demo.get("/v1/model-card", params={"lang": language})
        assert page.headers["content-type"].startswith("text/html")
        assert page.text == (demo_bundle / name).read_text(encoding="utf-8")
    assert demo.get("/v1/model-card", params={"lang": "fr"}).status_code == 422


def test_the_page_may_have_its_style_and_do_nothing_else(demo: httpx.Client) -> None:
    headers = demo.get("/v1/model-card", params={"lang": "es"}).headers
    assert len(headers.get_list("content-security-policy")) == 1
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"
    facts = demo.get("/v1/model-card").headers["content-security-policy"]
    assert facts == demo.get("/v1/model").headers["content-security-policy"]


def test_a_bundle_without_a_card_answers_and_says_so(client: httpx.Client) -> None:
    for params in ({}, {"lang": "en"}):
        response = client.get("/v1/model-card", params=params)
        assert response.status_code == 404
        assert "no model card: export it again" in response.json()["detail"]
    assert client.post("/v1/differential", json={"findings": [{"id": "HP:0001945"}]}).status_code == 200
