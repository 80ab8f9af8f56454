"""POST /v1/measurements: what a value means, said before anything is ranked."""

from typing import Any

import httpx
import pytest


def mean(client: httpx.Client, *measurements: tuple[str, float, str], **patient: Any) -> list[dict[str, Any]]:
    items = [{"code": code, "value": value, "unit": unit} for code, value, unit in measurements]
    answer = client.post("/v1/measurements", json={"measurements": items, **patient})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["measurements"]
    assert [item["code"] for item in found] == [code for code, _, _ in measurements]
    return found


def test_a_value_is_told_as_the_finding_it_becomes(client: httpx.Client) -> None:
    [fever, normal] = mean(client, ("8310-5", 102.2, "[degF]"), ("8310-5", 36.8, "Cel"), age=40)
    assert fever["finding"]["finding_id"] == "HP:0001945"
    assert fever["finding"]["names"]["es"] == "Fiebre"
    assert (fever["possible"], fever["low"], fever["high"]) == (True, 95.0, 100.382)
    assert normal["finding"] is None


def test_an_impossible_value_is_said_with_what_is_possible(client: httpx.Client) -> None:
    [value] = mean(client, ("8310-5", 392, "Cel"))
    assert (value["possible"], value["least"], value["most"], value["finding"]) == (False, 11.0, 47.0, None)


def test_what_nobody_has_heard_of_is_not_judged(client: httpx.Client) -> None:
    [site, loinc] = mean(client, ("SITE:arm", 40, "cm"), ("99999-9", 1, "mg/dL"))
    assert (site["known"], loinc["known"]) == (False, False)


def test_a_finding_that_the_model_has_no_name_for_is_not_told(client: httpx.Client) -> None:
    [anemia] = mean(client, ("718-7", 7.1, "g/dL"), age=40)
    assert (anemia["known"], anemia["low"], anemia["finding"]) == (True, 12.0, None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"measurements": [{"code": "8310-5", "value": 39, "unit": "mg/dL"}]}, "measurements[0].unit"),
        ({"measurements": [{"code": "8310-5", "value": "39", "unit": "Cel"}]}, "measurements[0].value"),
        ({"measurements": []}, "measurements"),
        ({"measurements": [{"code": "8310-5", "value": 39, "unit": "Cel"}], "age": 200}, "age"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_field(client: httpx.Client, body: dict[str, Any], field: str) -> None:
    answer = client.post("/v1/measurements", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
