"""The files by which a browser ranks: listed with their digests, sent piece by piece, and asked for once.

Mirrors: hoofbeat.serving.http.offered
"""

import gzip
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.offline.parts import packed
from hoofbeat.serving import answering
from small_bundles import small_bundle

PARTS = {"findings.onnx", "ranker.onnx", "profiles.onnx", "catalogue.json", "lexicon.json", "rules.json"}


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return Bundle.load(small_bundle(tmp_path / "bundle"))


@pytest.fixture
def http(bundle: Bundle, serve: Callable[..., httpx.Client]) -> httpx.Client:
    return serve(bundle)


def test_every_listed_file_is_what_its_digest_says(http: httpx.Client, bundle: Bundle) -> None:
    listed = http.get("/v1/model/files").json()
    assert listed["version"] == bundle.version
    assert {file["name"] for file in listed["files"]} == PARTS  # this bundle has no cohort model
    for file in listed["files"]:
        answer = http.get(f"/v1/model/files/{file['name']}")
        assert (len(answer.content), sha256(answer.content).hexdigest()) == (file["bytes"], file["sha256"])
        assert answer.headers["content-type"] == "application/octet-stream"


def test_it_is_packed_for_whoever_takes_that(http: httpx.Client) -> None:
    path = "/v1/model/files/lexicon.json"
    plain = http.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with http.stream("GET", path, headers={"Accept-Encoding": "br, gzip"}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(sent) == plain.content


@pytest.mark.parametrize("accepted", ["gzip;q=0", "gzip;q=0.000, br", "gzip; q=0, *", "*;q=0", "br"])
def test_it_is_not_packed_for_who_refuses_that(http: httpx.Client, accepted: str) -> None:
    answer = http.get("/v1/model/files/lexicon.json", headers={"Accept-Encoding": accepted})
    assert "content-encoding" not in answer.headers


def test_it_is_packed_once(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(answering, "packed", lambda chunks: made.append(1) or packed(chunks))
    contents = {http.get("/v1/model/files/lexicon.json").content for _ in range(3)}
    assert (len(contents), len(made)) == (1, 1)


def test_the_same_is_not_sent_twice(http: httpx.Client) -> None:
    path = "/v1/model/files/ranker.onnx"
    assert http.get(path, headers={"If-None-Match": "*"}).status_code == 304
    first = http.get(path)
    assert first.headers["cache-control"] == "private, no-cache"
    again = http.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert http.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


@pytest.mark.parametrize("name", ["manifest.json", "signature.json", "model-card.json", "%2e%2e%2fmanifest.json"])
def test_nothing_else_is_handed_out(http: httpx.Client, name: str) -> None:
    assert http.get(f"/v1/model/files/{name}").status_code == 404


def test_a_file_that_was_replaced_is_refused_and_not_sent(http: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "bundle/catalogue.json").write_text("[]")
    refused = http.get("/v1/model/files/catalogue.json")
    assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
    (tmp_path / "bundle/lexicon.json").unlink()
    assert http.get("/v1/model/files/lexicon.json").status_code == 503


def test_a_service_that_hands_out_nothing_lists_nothing(client: httpx.Client) -> None:
    assert client.get("/v1/model/files").json() == {"version": "test-1", "files": []}
