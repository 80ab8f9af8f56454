"""The newest bundle that can be trusted and answers, else the last good one with the reason."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import MANIFEST, SIGNATURE, FileSeal, read_manifest
from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.bundle.supply import supply as module
from hoofbeat.bundle.supply.supply import Supply
from hoofbeat.domain.errors import (
    BundleChecksumError,
    BundleError,
    BundleFetchError,
    BundleFormatError,
    BundleIncompleteError,
    BundleSignatureError,
)
from hoofbeat.serving.engine import probe
from small_bundles import Signer, change_manifest, small_bundle, spoilt, version

from .conftest import Elsewhere

Supplying = Callable[..., Supply]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder that the bundle's address names."""
    return tmp_path / "there"


@pytest.fixture
def supply(place: Path, tmp_path: Path, trusted: TrustedKeys) -> Supplying:
    def make(cache: Path | None = tmp_path / "cache", trusted: TrustedKeys | None = trusted) -> Supply:
        return Supply(str(place), trusted=trusted, cache=cache, check=probe, environment={})

    return make


@pytest.fixture
def remote(elsewhere: Elsewhere, tmp_path: Path, trusted: TrustedKeys, monkeypatch: pytest.MonkeyPatch) -> Supplying:
    """As if the same folder lay on another machine, each address under the system's folder for temporary files."""
    monkeypatch.setattr(module, "place_of", lambda *_: lambda: elsewhere)
    monkeypatch.setattr(module, "DEFAULT_CACHE", tmp_path / "temporary")

    def make(address: str = "s3://bucket/bundle", cache: Path | None = None) -> Supply:
        return Supply(address, trusted=trusted, cache=cache, check=probe, environment={})

    return make


def put(place: Path, signer: Signer | None, number: int = 0) -> str:
    """Put another version where the bundle lies; its name."""
    shutil.rmtree(place, ignore_errors=True)
    small_bundle(place, number)
    if signer is not None:
        signer.signed(place)
    return version(place)


def test_a_signed_bundle_is_taken_and_then_nothing_is_newer(supply: Supplying, place: Path, signer: Signer) -> None:
    name, source = put(place, signer), supply()
    assert (source.first().bundle.version, source.first().refused) == (name, "")
    assert source.newer() is None
    newer = put(place, signer, 1)
    found = source.newer()
    assert found is not None
    assert found.version == newer != name
    assert source.newer() is None


def test_without_a_signature_nothing_is_taken_but_for_development(supply: Supplying, place: Path) -> None:
    name = put(place, None)
    with pytest.raises(BundleSignatureError, match="The bundle is not signed"):
        supply().first()
    assert supply(trusted=None).first().bundle.version == name


def test_another_hand_is_not_trusted(supply: Supplying, place: Path, tmp_path: Path) -> None:
    put(place, Signer(tmp_path / "other"))
    with pytest.raises(BundleSignatureError, match="is signed by key"):
        supply().first()
    assert not (tmp_path / "cache").exists()


def test_a_name_that_leaves_the_bundle_is_refused_though_it_is_signed(
    supply: Supplying, place: Path, signer: Signer, tmp_path: Path
) -> None:
    put(place, None)
    change_manifest(place, files=read_manifest(place).files | {"../../out": FileSeal(bytes=0, sha256="0")})
    manifest = (place / MANIFEST).read_bytes()
    other = signer.signed(small_bundle(tmp_path / "other"))
    with pytest.raises(BundleFormatError, match="can be none of a bundle"):
        signer.signed(place)
    shutil.copy(other / SIGNATURE, place)
    (place / MANIFEST).write_bytes(manifest)
    with pytest.raises(BundleSignatureError):
        supply().first()
    with pytest.raises(BundleFormatError, match="can be none of a bundle"):
        supply(trusted=None).first()
    assert not (tmp_path / "cache").exists()


def test_a_folder_without_cache_is_read_where_it_lies(supply: Supplying, place: Path, signer: Signer) -> None:
    put(place, signer)
    source = supply(cache=None)
    source.first()
    spoilt(place)
    with pytest.raises(BundleChecksumError):
        supply(cache=None).first()


def test_a_link_that_moves_is_a_newer_bundle(place: Path, signer: Signer, tmp_path: Path, trusted: TrustedKeys) -> None:
    versions = [version(signer.signed(small_bundle(tmp_path / str(number), number))) for number in (1, 2)]
    place.symlink_to("1")
    source = Supply(place.as_uri(), trusted=trusted, environment={})
    assert source.first().bundle.version == versions[0]
    (tmp_path / "next").symlink_to("2")
    (tmp_path / "next").replace(place)
    found = source.newer()
    assert found is not None
    assert found.version == versions[1]


def test_a_broken_newer_one_is_told_and_a_mended_one_taken(supply: Supplying, place: Path, signer: Signer) -> None:
    put(place, signer)
    source = supply()
    source.first()
    put(place, signer, 1)
    spoilt(place)
    for _ in range(2):
        with pytest.raises(BundleChecksumError, match=r"lexicon\.json is not the file"):
            source.newer()
    good = put(place, signer, 1)
    found = source.newer()
    assert found is not None
    assert found.version == good


def test_after_a_restart_the_last_good_one_answers_with_the_reason(
    supply: Supplying, place: Path, signer: Signer
) -> None:
    good = put(place, signer)
    supply().first()
    put(place, signer, 1)
    spoilt(place)
    source = supply()
    supplied = source.first()
    assert supplied.bundle.version == good
    assert "lexicon.json is not the file that the manifest names" in supplied.refused
    with pytest.raises(BundleChecksumError):
        source.newer()
    newest = put(place, signer, 2)
    found = source.newer()
    assert found is not None
    assert found.version == newest


def test_the_last_good_one_answers_when_the_place_is_gone(supply: Supplying, place: Path, signer: Signer) -> None:
    good = put(place, signer)
    supply().first()
    shutil.rmtree(place)
    supplied = supply().first()
    assert supplied.bundle.version == good
    assert f"No manifest.json in {place}" in supplied.refused


def test_the_last_good_one_must_be_trusted_and_whole_too(
    supply: Supplying, place: Path, signer: Signer, tmp_path: Path
) -> None:
    put(place, signer)
    supply().first()
    shutil.rmtree(place)
    other = TrustedKeys.parse(str(Signer(tmp_path / "other").public))
    with pytest.raises(BundleIncompleteError, match=r"No manifest\.json"):
        supply(trusted=other).first()
    kept = tmp_path / "cache" / (tmp_path / "cache" / "last-good").read_text()
    spoilt(kept)
    with pytest.raises(BundleIncompleteError, match=r"No manifest\.json"):
        supply().first()


def test_a_bundle_that_does_not_answer_is_none(
    place: Path, signer: Signer, tmp_path: Path, trusted: TrustedKeys
) -> None:
    def check(bundle: Bundle) -> str | None:
        return "it is mute" if bundle.version == mute else None

    good = put(place, signer)
    mute = ""
    make = {"trusted": trusted, "cache": tmp_path / "cache", "environment": {}, "check": check}
    Supply(str(place), **make).first()  # type: ignore[arg-type]
    mute = put(place, signer, 1)
    supplied = Supply(str(place), **make).first()  # type: ignore[arg-type]
    assert (supplied.bundle.version, supplied.refused.split(" → ")[0]) == (good, "it is mute")


def test_what_lies_elsewhere_is_fetched_once(remote: Supplying, elsewhere: Elsewhere, signer: Signer) -> None:
    put(elsewhere.source, signer)
    remote().first()
    remote().first()
    asked = elsewhere.asked
    assert (asked.pop("manifest.json"), asked.pop("signature.json")) == (2, 2)
    assert len(asked) == 6
    assert set(asked.values()) == {1}


def test_a_damaged_kept_file_is_fetched_anew(
    remote: Supplying, elsewhere: Elsewhere, signer: Signer, tmp_path: Path
) -> None:
    good = put(elsewhere.source, signer)
    remote().first()
    [kept] = (tmp_path / "temporary").glob("*/*/lexicon.json")
    spoilt(kept.parent)
    supplied = remote().first()
    assert (supplied.bundle.version, supplied.refused) == (good, "")
    assert elsewhere.asked["lexicon.json"] == 2
    assert kept.read_bytes() == (elsewhere.source / "lexicon.json").read_bytes()


def test_a_place_that_does_not_answer(remote: Supplying, elsewhere: Elsewhere, signer: Signer) -> None:
    good = put(elsewhere.source, signer)
    remote().first()
    elsewhere.gone = True
    supplied = remote().first()
    assert supplied.bundle.version == good
    assert supplied.refused == "The place does not answer → wait"


def test_the_last_good_one_of_another_address_does_not_answer(
    remote: Supplying, elsewhere: Elsewhere, signer: Signer
) -> None:
    put(elsewhere.source, signer)
    remote("s3://bucket/bundle").first()
    elsewhere.gone = True
    with pytest.raises(BundleFetchError, match="does not answer"):
        remote("s3://bucket/another").first()


def test_a_named_cache_follows_the_service_to_another_address(
    remote: Supplying, elsewhere: Elsewhere, signer: Signer, tmp_path: Path
) -> None:
    """Who puts each version under a prefix of its own must be able to fall back, too."""
    good = put(elsewhere.source, signer)
    remote("s3://bucket/1", cache=tmp_path / "cache").first()
    put(elsewhere.source, None, 1)
    supplied = remote("s3://bucket/2", cache=tmp_path / "cache").first()
    assert supplied.bundle.version == good
    assert "not signed" in supplied.refused


def test_a_place_without_a_bundle_is_named_by_its_address(remote: Supplying, elsewhere: Elsewhere) -> None:
    with pytest.raises(BundleError, match=r"No manifest\.json in s3://bucket/bundle → give the place"):
        remote().first()


def test_what_stands_before_a_signature_has_a_limit(remote: Supplying, elsewhere: Elsewhere, signer: Signer) -> None:
    put(elsewhere.source, signer)
    (elsewhere.source / SIGNATURE).write_bytes(b" " * 5000)
    with pytest.raises(BundleFetchError, match=r"signature\.json has more than 4096 bytes"):
        remote().first()
    (elsewhere.source / MANIFEST).write_bytes(b" " * ((32 << 20) + 1))
    with pytest.raises(BundleFetchError, match=r"manifest\.json has more than"):
        remote().first()


def test_files_that_change_between_check_and_use_change_nothing(
    supply: Supplying, place: Path, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was checked is what is read: the folder may be another one a moment later."""
    good = put(place, signer)
    read = Path.read_bytes

    def read_and_swap(path: Path) -> bytes:
        content = read(path)
        if path.suffix in (".onnx", ".json") and path.parent == place:
            path.write_bytes(b"something else")
        return content

    monkeypatch.setattr(Path, "read_bytes", read_and_swap)
    assert supply(cache=None).first().bundle.version == good
