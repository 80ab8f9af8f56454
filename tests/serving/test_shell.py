"""The files that a browser keeps: each with the digest of what is served, and a version of them all."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import httpx

from hoofbeat.serving.app import WEB
from hoofbeat.serving.shell import shell


def test_every_listed_file_is_served_as_its_digest_says(client: httpx.Client) -> None:
    files = client.get("/shell.json").json()["files"]
    assert {"index.html", "app.js", "words/es.js", "manifest.webmanifest"} <= files.keys()
    for name, digest in files.items():
        content = client.get(f"/{name}").content
        assert digest == f"sha256-{b64encode(sha256(content).digest()).decode()}", name


def test_nothing_of_the_page_is_left_out_but_the_worker_and_the_api_page() -> None:
    there = {path.relative_to(WEB).as_posix() for path in WEB.rglob("*") if path.is_file()}
    files = shell(WEB)["files"]
    assert isinstance(files, dict)
    later = {"vendor/ort-wasm-simd-threaded.wasm.xz"}
    assert there - files.keys() == {"sw.js", "docs.html", "reference/docs.js", "styles/docs.css"} | later


def test_the_runtime_is_served_as_its_digest_says_and_packed(client: httpx.Client) -> None:
    runtime = client.get("/shell.json").json()["runtime"]
    answer = client.get(f"/{runtime['name']}")
    assert sha256(answer.content).hexdigest() == runtime["sha256"]
    assert (answer.headers["content-type"], answer.headers["content-encoding"]) == ("application/wasm", "gzip")
    plain = client.get(f"/{runtime['name']}", headers={"Accept-Encoding": "gzip;q=0"})
    assert ("content-encoding" in plain.headers, plain.content == answer.content) == (False, True)
    assert answer.num_bytes_downloaded < 4_500_000 < len(answer.content)
    assert client.get("/vendor/ort.wasm.bundle.min.mjs").headers["content-type"].startswith("text/javascript")


def test_another_content_is_another_version(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.js").write_text("1")
    first = shell(tmp_path)
    assert shell(tmp_path) == first
    (tmp_path / "a/b.js").write_text("2")
    second = shell(tmp_path)
    (tmp_path / "a/b.js").rename(tmp_path / "a/c.js")
    assert len({str(version["version"]) for version in (first, second, shell(tmp_path))}) == 3
