"""Named diseases are explained wherever they stand, over a real server.

Mirrors: hoofbeat.serving.api.going_on_schemas
"""

from typing import Any

import httpx
import pytest

CASE: dict[str, Any] = {"findings": [{"id": "HP:0001166"}, {"id": "HP:0012735", "excluded": True}], "age": 16}


def asked(client: httpx.Client, **more: Any) -> httpx.Response:
    return client.post("/v1/explanation", json=CASE | more)


def test_two_diseases_are_the_lines_of_the_differential(client: httpx.Client) -> None:
    answer = asked(client, diseases=["HBD:0000001", "ORPHA:558"]).json()
    lines = client.post("/v1/differential", json=CASE | {"grouped": False}).json()["differential"]
    by_id = {line["disease_id"]: line for line in lines}
    assert answer["diseases"] == [by_id["HBD:0000001"], by_id["OMIM:154700"]]
    assert (answer["bundle"], answer["warnings"]) == ("test-1", [])


def test_a_disease_asked_twice_is_answered_once(client: httpx.Client) -> None:
    assert len(asked(client, diseases=["OMIM:154700", "ORPHA:558"]).json()["diseases"]) == 1


@pytest.mark.parametrize(
    ("diseases", "fields", "hint"),
    [
        (["OMIM:154700", "OMIM:1", "ORPHA:2"], ["diseases[1]", "diseases[2]"], "/v1/diseases?q="),
        (["Marfan syndrome of Juana"], ["diseases[0]"], "OMIM:154700"),
        ([5], ["diseases[0]"], "OMIM:154700"),
        ([], ["diseases"], "/v1/diseases?q="),
        (["OMIM:154700"] * 11, ["diseases"], "ten diseases"),
        ("OMIM:154700", ["diseases"], "a list of ids"),
        (None, ["diseases"], "a list of ids"),
    ],
)
def test_what_cannot_be_explained_is_told_where(
    client: httpx.Client, diseases: Any, fields: list[str], hint: str
) -> None:
    answer = asked(client, diseases=diseases)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == fields
    assert all(hint in error["hint"] for error in answer.json()["errors"])
    assert "Juana" not in answer.text


def test_which_disease_must_be_said_and_how_long_may_not(client: httpx.Client) -> None:
    [error] = asked(client).json()["errors"]
    assert (error["field"], error["hint"].startswith("add this field: send a list of ids")) == ("diseases", True)
    [error] = asked(client, diseases=["OMIM:154700"], top=5).json()["errors"]
    assert "not part of the request" in error["message"]


def test_a_case_of_nothing_is_refused_as_a_differential_refuses_it(client: httpx.Client) -> None:
    body = {"findings": [{"id": "HP:9999999"}], "diseases": ["OMIM:154700"]}
    answer = client.post("/v1/explanation", json=body)
    assert answer.status_code == 422
    assert "None of the findings is known to this model" in answer.json()["detail"]


def test_the_examples_of_the_page_are_understood(client: httpx.Client) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    [example] = schemas["ExplanationRequest"]["examples"]
    answer = client.post("/v1/explanation", json=example | {"diseases": ["OMIM:154700"]})
    assert answer.status_code == 200
