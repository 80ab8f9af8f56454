"""The manifest: it names the bundle by its content, and knows when a file is not the one exported."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.bundle.runtime.manifest import MANIFEST, FileSeal, Manifest, read_manifest
from hoofbeat.domain.errors import BundleChecksumError, BundleError, BundleFormatError, BundleIncompleteError

#: What every bundle holds, and what none must.
FILES = ["findings.onnx", "ranker.onnx", "profiles.onnx", "cohort.onnx", "catalogue.json", "lexicon.json"]
FURTHER = ["disease_synonyms.json"]


def edit(folder: Path, **changes: Any) -> None:
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps(content | changes), encoding="utf-8")


def test_a_sound_bundle_is_read(sound: Path) -> None:
    manifest = read_manifest(sound)
    assert sorted(manifest.files) == sorted(FILES + FURTHER)
    assert manifest.version.startswith(f"{manifest.created:%Y.%m.%d}-")
    assert manifest.files["catalogue.json"].bytes == (sound / "catalogue.json").stat().st_size


def test_the_version_follows_the_content(sound: Path) -> None:
    manifest = read_manifest(sound)
    assert manifest.named() == manifest
    for change in ({"seed": 1}, {"metrics": {"top_1": 0.6}}, {"labels": manifest.labels[::-1]}, {"simulated": False}):
        assert manifest.model_copy(update=change).named().version != manifest.version
    assert Manifest.model_validate_json(manifest.model_dump_json()).digest() == manifest.digest()


def test_a_seal_is_size_and_sha256(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert FileSeal.of(tmp_path / "file") == FileSeal(bytes=3, sha256=digest)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(damaged: Path, name: str) -> None:
    (damaged / name).unlink()
    with pytest.raises(BundleIncompleteError, match=rf"{name} is missing: the bundle is half-written"):
        read_manifest(damaged)


@pytest.mark.parametrize("name", FILES)
def test_one_changed_bit_is_noticed(damaged: Path, name: str) -> None:
    content = bytearray((damaged / name).read_bytes())
    content[len(content) // 2] ^= 1
    (damaged / name).write_bytes(content)
    with pytest.raises(BundleChecksumError, match=rf"{name}: SHA-256 .* the manifest says"):
        read_manifest(damaged)


def test_a_truncated_file_is_noticed(damaged: Path) -> None:
    path = damaged / "findings.onnx"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BundleChecksumError, match=r"findings\.onnx: .*copy or export"):
        read_manifest(damaged)


def test_a_folder_that_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleIncompleteError, match=r"No manifest\.json in .* → give the folder of an exported bundle"):
        read_manifest(tmp_path)
    with pytest.raises(BundleIncompleteError, match=r"No manifest\.json in"):
        read_manifest(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"3", b"null", b"\xff\xfe", b'{"format": 6}', b'{"format": 6, "unheard of": 2}', b"[" * 100_000],
)
def test_what_is_no_manifest(damaged: Path, content: bytes) -> None:
    (damaged / MANIFEST).write_bytes(content)
    with pytest.raises(BundleFormatError, match=r"manifest\.json is not a bundle manifest → export"):
        read_manifest(damaged)


@pytest.mark.parametrize("other", [1, 2, 3, 4, 5, 7, 0, "6", None])
def test_another_format_is_refused_by_its_number(damaged: Path, other: object) -> None:
    edit(damaged, format=other)
    with pytest.raises(BundleFormatError, match=rf"bundle format {other}, this version reads 6"):
        read_manifest(damaged)


@pytest.mark.parametrize(
    "change",
    [
        {"metrics": {"top_1": 1.0}},
        {"version": "2026.01.01-000000000000"},
        {"simulated": False},
        {"files": {}},
        {"created": "2020-01-01T00:00:00Z"},
    ],
)
def test_an_edited_manifest_is_noticed(damaged: Path, change: dict[str, Any]) -> None:
    edit(damaged, **change)
    with pytest.raises(BundleChecksumError, match=r"manifest\.json was changed after export"):
        read_manifest(damaged)


@pytest.mark.parametrize("name", FILES)
def test_a_manifest_must_list_what_a_bundle_cannot_do_without(
    damaged: Path, reseal: Callable[..., None], name: str
) -> None:
    (damaged / name).unlink()
    reseal(damaged)
    with pytest.raises(BundleIncompleteError, match=rf"manifest\.json does not list {name}"):
        read_manifest(damaged)


def test_every_refusal_is_a_bundle_error(sound: Path, tmp_path: Path) -> None:
    """A copy that broke off after any number of files is refused."""
    names = sorted(path.name for path in sound.iterdir())
    for count in range(len(names)):
        partial = tmp_path / str(count)
        partial.mkdir()
        for name in names[:count]:
            shutil.copy(sound / name, partial)
        with pytest.raises(BundleError):
            read_manifest(partial)
