"""The same behaviour wherever the service runs: every test here, against every place.

Mirrors: deploy
"""

import gzip
import json
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.signature import PRIVATE_KEY, PUBLIC_KEY, make_keys, sign
from hoofbeat.domain.case import Case, Finding
from places.base import Answer, NotHere, Place
from places.every import PLACES
from told_answers import untraced

pytestmark = pytest.mark.slow

FINDINGS = ("HP:0001166", "HP:0001083", "HP:0002616")
CASE = {"age": 16, "sex": "male", "top": 5, "explain": False}
JSON = {"content-type": "application/json", "accept": "application/json"}


class Signed(NamedTuple):
    """A signed bundle and the public key of who signed it."""

    bundle: Path
    key: Path


@pytest.fixture(scope="module")
def signed(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Signed:
    folder = tmp_path_factory.mktemp("signed")
    shutil.copytree(demo_bundle, folder / "bundle")
    make_keys(folder / "keys")
    sign(folder / "bundle", folder / "keys" / PRIVATE_KEY)
    return Signed(folder / "bundle", folder / "keys" / PUBLIC_KEY)


@pytest.fixture(scope="module", params=PLACES)
def place(request: pytest.FixtureRequest, signed: Signed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    # Some listen beyond this machine, some cannot tell where a request is from.
    environment = {"HOOFBEAT_TRUSTED_KEYS": signed.key.read_text().strip(), "HOOFBEAT_OPEN": "1"}
    with ExitStack() as stack:
        try:
            started = PLACES[request.param](signed.bundle, environment, tmp_path_factory.mktemp(request.param))
            running = stack.enter_context(started)
        except NotHere as reason:
            pytest.skip(f"{request.param}: {reason}")
        yield running


@pytest.fixture(scope="module")
def bundle(signed: Signed) -> Bundle:
    return Bundle.load(signed.bundle)


def asked(place: Place, body: Mapping[str, object]) -> Answer:
    return place.ask("POST", "/v1/differential", json.dumps(body).encode(), JSON)


def findings(*ids: str) -> dict[str, Any]:
    return {"findings": [{"id": each} for each in ids], **CASE}


def test_it_is_up(place: Place) -> None:
    assert place.ask("GET", "/healthz").status == 200


def test_it_is_ready(place: Place) -> None:
    answer = place.ask("GET", "/readyz")
    assert (answer.status, json.loads(answer.body)["status"]) == (200, "ready")


def test_it_answers_with_the_bundle_that_was_signed(place: Place, bundle: Bundle) -> None:
    assert json.loads(asked(place, findings(*FINDINGS)).body)["bundle"] == bundle.version


def test_it_ranks_as_the_bundle_does(place: Place, bundle: Bundle) -> None:
    case = Case(case_id="x", age=16, sex="male", findings=tuple(Finding(id=each) for each in FINDINGS))
    expected = bundle.differential(case, top=5, explain=False).differential
    told = json.loads(asked(place, findings(*FINDINGS)).body)["differential"]
    assert [line["disease_id"] for line in told] == [line.disease_id for line in expected]
    assert [line["probability"] for line in told] == pytest.approx([line.probability for line in expected], abs=1e-6)


def test_it_finds_words_with_accents_and_spaces(place: Place, bundle: Bundle) -> None:
    answer = place.ask("GET", "/v1/findings?q=luxaci%C3%B3n+del+cristalino&limit=5")
    assert answer.status == 200
    assert "HP:0001083" in [found["id"] for found in json.loads(answer.body)]


def test_it_says_which_field_is_wrong_as_readable_text(place: Place) -> None:
    answer = asked(place, {**findings(*FINDINGS), "age": "sixteen"})
    assert (answer.status, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [error["field"] for error in json.loads(answer.body)["errors"]] == ["age"]


def test_it_refuses_what_is_no_json(place: Place) -> None:
    answer = place.ask("POST", "/v1/differential", b"\xff{", JSON)
    assert (answer.status, json.loads(answer.body)["status"]) == (422, 422)


def test_it_refuses_a_body_beyond_its_limit(place: Place) -> None:
    answer = place.ask("POST", "/v1/differential", b" " * 70_000, JSON)
    assert (answer.status, json.loads(answer.body)["status"]) == (413, 413)


def test_it_knows_its_addresses_and_methods(place: Place) -> None:
    assert place.ask("GET", "/v1/nothing").status == 404
    assert place.ask("GET", "/v1/differential").status == 405


def test_it_hands_out_the_page_with_its_headers(place: Place) -> None:
    answer = place.ask("GET", "/")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert b"<html" in answer.body


def test_it_hands_out_scripts_as_scripts(place: Place) -> None:
    answer = place.ask("GET", "/app.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert plain(answer).decode("utf-8")


def test_it_answers_several_at_once(place: Place) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: asked(place, findings(FINDINGS[number % 3])), range(12)))
    assert {answer.status for answer in answers} == {200}
    by_finding = [{str(untraced(json.loads(answer.body))) for answer in answers[start::3]} for start in range(3)]
    assert [len(different) for different in by_finding] == [1, 1, 1]
    assert len(set.union(*by_finding)) == 3


def test_it_counts_without_telling_of_whom(place: Place) -> None:
    asked(place, {**findings("HP:0001250"), "age": 47.25})
    place.ask("GET", "/v1/findings?q=calambres")
    told = place.ask("GET", "/metrics").body.decode()
    assert 'route="/v1/differential"' in told
    for secret in ("47.25", "HP:0001250", "calambres"):
        assert secret not in told


def plain(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body
