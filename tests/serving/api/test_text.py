"""Notes: what is read from them, and from the text to the differential, over a real server.

Mirrors: hoofbeat.serving.api.note_schemas, hoofbeat.serving.api.extracted
"""

import logging
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from hoofbeat.serving.engine import Diagnoser, Engine
from told_answers import untraced

NOTE = "Mujer de 34 años con fiebre de 39,2 °C. Niega tos. Madre con ectopia del cristalino."


def read(client: httpx.Client, text: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/v1/extraction", json={"text": text} | more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rank(client: httpx.Client, text: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/v1/differential/text", json={"text": text} | more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    [error] = answer.json()["errors"]
    found: dict[str, Any] = error
    return found


def test_a_note_is_read_with_the_words_it_came_from(client: httpx.Client) -> None:
    found = read(client, NOTE)
    told = [(each["id"], each["names"]["es"], each["words"], each["status"]) for each in found["findings"]]
    assert told == [
        ("HP:0001945", "Fiebre", "fiebre", "present"),
        ("HP:0012735", "Tos", "tos", "absent"),
        ("HP:0001083", "Ectopia del cristalino", "ectopia del cristalino", "family"),
    ]
    for each in (*found["findings"], *found["measurements"]):
        assert NOTE[each["start"] : each["end"]] == each["words"]
    [temperature] = found["measurements"]
    assert (temperature["code"], temperature["value"], temperature["unit"]) == ("8310-5", 39.2, "Cel")
    assert temperature["names"].keys() >= {"en", "es"}
    assert (found["age"]["years"], found["sex"]["sex"]) == (34, "female")
    assert (found["language"], found["bundle"]) == ("es", "test-1")


def test_the_language_may_be_told(client: httpx.Client) -> None:
    assert read(client, "Fever", lang="es")["language"] == "es"
    assert read(client, "nothing that means anything here")["findings"] == []


def test_offsets_count_characters_and_not_bytes(client: httpx.Client) -> None:
    text = "😀 ñandú: fever"
    [fever] = read(client, text)["findings"]
    assert text[fever["start"] : fever["end"]] == "fever"


def test_a_text_leads_to_the_differential_of_its_case(client: httpx.Client) -> None:
    answer = rank(client, "Boy of 16 with long slender fingers and ectopia lentis, no cough.", setting="genetics")
    case = {
        "findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}, {"id": "HP:0012735", "excluded": True}],
        "age": 16,
        "sex": "male",
        "setting": "genetics",
    }
    assert untraced(answer["differential"]) == untraced(client.post("/v1/differential", json=case).json())
    assert answer["extraction"] == read(client, "Boy of 16 with long slender fingers and ectopia lentis, no cough.")


def test_what_was_left_out_is_counted_without_a_word_of_it(client: httpx.Client) -> None:
    text = "Fever. Possible ectopia lentis. History of arachnodactyly. Her mother has a cough."
    warnings = rank(client, text)["differential"]["warnings"]
    assert warnings[:3] == [
        "Told as uncertain, left out: 1",
        "Told as past, left out: 1",
        "Told of relatives, left out: 1",
    ]


def test_what_counts_elsewhere_is_not_called_left_out(client: httpx.Client) -> None:
    assert rank(client, "Fever now. Her mother has fever.")["differential"]["warnings"] == []


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ({}, (34.0, "female")),
        ({"age": 3, "sex": "male"}, (3.0, "male")),
        ({"age": None, "sex": "unknown"}, (34.0, "female")),
        ({"age": 0}, (0.0, "female")),
    ],
)
def test_age_and_sex_beside_the_note_count_before_those_it_tells(
    serve: Callable[..., httpx.Client],
    two_diseases: Diagnoser,
    monkeypatch: pytest.MonkeyPatch,
    beside: dict[str, Any],
    expected: tuple[float, str],
) -> None:
    asked: list[Any] = []
    answer = two_diseases.differential
    monkeypatch.setattr(two_diseases, "differential", lambda case, **more: asked.append(case) or answer(case, **more))
    rank(serve(two_diseases), NOTE, **beside)
    assert (asked[-1].age, asked[-1].sex) == expected


def test_a_man_of_the_text_is_none_where_a_pregnancy_is_given(client: httpx.Client) -> None:
    answer = rank(client, "A 30-year-old man with fever.", pregnant=True)
    assert answer["differential"]["warnings"] == [
        "The sex that the text tells is not used: the patient is given as pregnant"
    ]
    assert answer["extraction"]["sex"]["sex"] == "male"
    error = refused(client.post("/v1/differential/text", json={"text": "Fever.", "pregnant": True, "sex": "male"}))
    assert error["field"] == "pregnant"


def test_options_are_those_of_the_differential(client: httpx.Client) -> None:
    answer = rank(client, "Fever and cough.", top=1, explain=False, grouped=False, setting="emergency")
    [line] = answer["differential"]["differential"]
    assert (line["contributions"], line["group_probability"]) == ([], None)
    assert answer["differential"]["setting"] == "emergency"


@pytest.mark.parametrize("path", ["/v1/extraction", "/v1/differential/text"])
@pytest.mark.parametrize(
    ("content", "field", "hint"),
    [
        ({}, "text", "add this field"),
        ({"text": ""}, "text", "what the patient has"),
        ({"text": 5}, "text", "as one text"),
        ({"text": None}, "text", "as one text"),
        ({"text": "a " * 25_001}, "text", "50,000 characters"),
        ({"text": "fever", "lang": "fr"}, "lang", "en or es"),
        ({"text": "fever", "note": "cough"}, "note", "perhaps text is meant"),
    ],
)
def test_what_cannot_be_read_is_told_how(
    client: httpx.Client, path: str, content: dict[str, Any], field: str, hint: str
) -> None:
    error = refused(client.post(path, json=content))
    assert error["field"] == field
    assert hint in error["hint"]


@pytest.mark.parametrize("path", ["/v1/extraction", "/v1/differential/text"])
def test_half_a_character_is_refused(client: httpx.Client, path: str) -> None:
    body = b'{"text": "fever \\ud83d"}'
    error = refused(client.post(path, content=body, headers={"Content-Type": "application/json"}))
    assert (error["field"], error["message"]) == ("text", "this holds half a character")


@pytest.mark.parametrize("path", ["/v1/extraction", "/v1/differential/text"])
def test_a_note_larger_than_the_body_limit_is_refused_as_such(client: httpx.Client, path: str) -> None:
    answer = client.post(path, json={"text": "é" * 40_000})  # 80 KB as UTF-8, 240 KB as httpx would escape it
    assert answer.status_code == 413


def test_a_text_that_tells_of_nothing_is_refused_with_what_was_left_out(client: httpx.Client) -> None:
    error = refused(client.post("/v1/differential/text", json={"text": "Her mother has a cough."}))
    assert error["field"] == "text"
    assert "no finding that is present or absent" in error["message"]
    assert "Told of relatives, left out: 1" in error["message"]
    assert "mother" not in str(error)


def test_no_word_of_a_note_is_logged_counted_or_refused_with(
    serve: Callable[..., httpx.Client], two_diseases: Diagnoser, caplog: pytest.LogCaptureFixture
) -> None:
    words = "Zacarías Quiñones, fever, teléfono 5551234"
    client = serve(two_diseases)
    with caplog.at_level(logging.DEBUG):
        read(client, words)
        rank(client, words)
        problems = [
            client.post(address, json={"text": [words]}).text + client.post(address, json={words: words}).text
            for address in ("/v1/extraction", "/v1/differential/text")
        ]
        metrics = client.get("/metrics").text
    for told in (*problems, metrics, caplog.text):
        assert not any(word in told for word in ("Zacar", "5551234", "Qui", "fever"))
    assert 'route="/v1/differential/text"' in metrics
    assert "hoofbeat_differentials_total 1.0" in metrics


def test_without_a_bundle_a_note_waits(serve: Callable[..., httpx.Client]) -> None:
    answer = serve(Engine()).post("/v1/extraction", json={"text": "fever"})
    assert answer.status_code == 503
    assert "still loading" in answer.json()["detail"]


def test_the_examples_of_the_page_are_answered(client: httpx.Client) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    for name, address in (("ExtractionRequest", "extraction"), ("NoteDifferentialRequest", "differential/text")):
        assert schemas[name]["examples"]
        for example in schemas[name]["examples"]:
            assert client.post(f"/v1/{address}", json=example).status_code == 200, example
