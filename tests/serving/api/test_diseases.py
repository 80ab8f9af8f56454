"""Diseases: found by name, and a page for each, over a real server.

Mirrors: hoofbeat.serving.api.disease_schemas
"""

from typing import Any
from urllib.parse import quote

import httpx
import pytest


def found(client: httpx.Client, q: str, **more: Any) -> list[dict[str, Any]]:
    answer = client.get("/v1/diseases", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    hits: list[dict[str, Any]] = answer.json()
    return hits


@pytest.mark.parametrize("q", ["neumonia", "Pneumonia", "pulmonía", "PULMONIA", "neumonai", "HBD:0000001", "hbd 1"])
def test_a_disease_is_found_by_name_synonym_or_id(client: httpx.Client, q: str) -> None:
    first = found(client, q, lang="es")[0]
    assert (first["id"], first["names"]["es"], first["orphan"]) == ("HBD:0000001", "Neumonía", False)
    assert first["icd10"] == ["J18"]
    assert first["matched"]


def test_no_more_than_wanted_and_nothing_for_nothing(client: httpx.Client) -> None:
    assert len(found(client, "n", limit=1)) <= 1
    assert found(client, "xyzzy") == []


@pytest.mark.parametrize(
    ("query", "field", "hint"),
    [
        ("q=", "q", "at least one letter"),
        ("", "q", "at least one letter"),
        (f"q={'a' * 201}", "q", "200 characters"),
        ("q=a&limit=0", "limit", "within the limits"),
        ("q=a&lang=fr", "lang", "en or es"),
    ],
)
def test_a_search_is_told_what_a_search_needs(client: httpx.Client, query: str, field: str, hint: str) -> None:
    answer = client.get(f"/v1/diseases?{query}")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["field"], hint in error["hint"]) == (field, True)


@pytest.mark.parametrize("disease", ["OMIM:154700", "ORPHA:558"])
def test_a_page_by_its_own_id_or_an_equivalent_one(client: httpx.Client, disease: str) -> None:
    page = client.get(f"/v1/diseases/{disease}", params={"lang": "es"}).json()
    assert (page["id"], page["equivalent_ids"], page["orphan"]) == ("OMIM:154700", ["ORPHA:558"], True)
    assert page["rule"] == "1 in 5,000"
    assert page["links"] == [
        {"source": "Orphanet", "id": "ORPHA:558", "url": "https://www.orpha.net/es/disease/detail/558"},
        {"source": "OMIM", "id": "OMIM:154700", "url": "https://www.omim.org/entry/154700"},
    ]
    assert {finding["finding_id"] for finding in page["profile"]} == {"HP:0001166", "HP:0001083"}
    assert page["profile"][0]["system"]["names"]["es"] == "Todo"
    assert (page["subtypes"], page["parent"], page["bundle"]) == ([], None, "test-1")


@pytest.mark.parametrize("disease", ["OMIM:1", "Juana Pérez", "..", "%00", "a" * 100])
def test_an_unknown_id_is_not_found_and_not_repeated(client: httpx.Client, disease: str) -> None:
    answer = client.get(f"/v1/diseases/{quote(disease, safe='')}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "/v1/diseases?q=" in answer.json()["detail"] or disease == ".."
    assert "Juana" not in answer.text


def test_an_id_longer_than_any_is_told_so(client: httpx.Client) -> None:
    answer = client.get(f"/v1/diseases/{'a' * 101}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "disease_id"
