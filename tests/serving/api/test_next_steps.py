"""How to go on, over a real server: what to ask, when to stop, whom to refer to."""

from typing import Any

import httpx
import pytest

MARFAN = [{"id": "HP:0001166"}, {"id": "HP:0001083"}]


def asked(client: httpx.Client, **body: Any) -> httpx.Response:
    return client.post("/v1/next-findings", json=body)


def test_findings_come_with_their_system_and_their_cost(client: httpx.Client) -> None:
    answer = asked(client, findings=MARFAN[:1]).json()
    questions = client.post("/v1/differential", json={"findings": MARFAN[:1]}).json()["next_findings"]
    assert [{name: step[name] for name in questions[0]} for step in answer["findings"]] == questions
    for step in answer["findings"]:
        assert step["system"]["names"].keys() >= {"en", "es"}
        assert step["cost"] in ("ask", "examine", "test")
    assert (answer["stop"], answer["stop_reason"], answer["bundle"]) == (False, None, "test-1")


def test_a_reason_to_stop_comes_in_both_languages(client: httpx.Client) -> None:
    everything = [*MARFAN, {"id": "HP:0001945"}, {"id": "HP:0012735"}]
    answer = asked(client, findings=everything).json()
    assert answer["stop"] is True
    assert answer["stop_reason"].keys() == {"en", "es"}


@pytest.mark.parametrize(
    ("findings", "kind", "because"),
    [
        ([{"id": "HP:0001945"}, {"id": "HP:0012735"}], "now", ["HBD:0000001"]),
        ([*MARFAN, {"id": "HP:0012735", "excluded": True}, {"id": "HP:0001945", "excluded": True}], "genetics", None),
    ],
)
def test_a_referral_says_to_whom_and_because_of_what(
    client: httpx.Client, findings: list[dict[str, Any]], kind: str, because: list[str] | None
) -> None:
    referral = asked(client, findings=findings).json()["referral"]
    assert (referral["kind"], referral["because"]) == (kind, because or ["OMIM:154700"])
    assert referral["texts"].keys() == {"en", "es"}


@pytest.mark.parametrize("limit", [1, 2])
def test_no_more_than_wanted(client: httpx.Client, limit: int) -> None:
    assert len(asked(client, findings=MARFAN[:1], limit=limit).json()["findings"]) == limit


@pytest.mark.parametrize("limit", [0, 31, "5", 5.0, True, None])
def test_a_limit_that_is_none_is_refused(client: httpx.Client, limit: Any) -> None:
    answer = asked(client, findings=MARFAN, limit=limit)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["limit"]


def test_nothing_known_is_refused_as_a_differential_refuses_it(client: httpx.Client) -> None:
    answer = asked(client, findings=[{"id": "HP:9999999"}])
    assert answer.status_code == 422
    assert "None of the findings is known to this model" in answer.json()["detail"]


def test_the_example_of_the_page_is_answered(client: httpx.Client) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    for example in schemas["NextStepsRequest"]["examples"]:
        assert client.post("/v1/next-findings", json=example).status_code == 200
