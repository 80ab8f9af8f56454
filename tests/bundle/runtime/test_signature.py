"""Signatures: made and checked through the real command line, and everything that is none refused by what it is.

Mirrors: hoofbeat.cli.bundle
"""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from hoofbeat.bundle.runtime.manifest import MANIFEST, SIGNATURE
from hoofbeat.bundle.runtime.signature import TrustedKeys, make_keys, sign, verify_bundle
from hoofbeat.domain.errors import BundleChecksumError, BundleIncompleteError, BundleSignatureError, ConfigError
from small_bundles import Signer, change_manifest, small_bundle, spoilt, version


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer(tmp_path / "keys")


@pytest.fixture
def signed(signer: Signer, tmp_path: Path) -> Path:
    return signer.signed(small_bundle(tmp_path / "bundle"))


@pytest.fixture
def trusted(signer: Signer) -> TrustedKeys:
    return TrustedKeys.parse(str(signer.public))


def hoofbeat(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hoofbeat", "bundle", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOOFBEAT_")}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_round_as_an_administrator_walks_it(tmp_path: Path) -> None:
    bundle = small_bundle(tmp_path / "bundle")
    made = hoofbeat("keys", "--output", "mine", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    private = tmp_path / "mine" / "hoofbeat.key"
    assert private.stat().st_mode & 0o777 == 0o600
    assert private.read_text().splitlines()[1] not in made.stdout + made.stderr

    again = hoofbeat("keys", "--output", "mine", cwd=tmp_path)
    assert (again.returncode, "a key is never written over" in again.stderr) == (1, True)

    unsigned = hoofbeat("verify", "bundle", "--trusted", "mine/hoofbeat.pub", cwd=tmp_path)
    assert (unsigned.returncode, "The bundle is not signed → sign it" in unsigned.stderr) == (1, True)
    assert hoofbeat("sign", "bundle", "--key", "mine/hoofbeat.key", cwd=tmp_path).returncode == 0
    whole = hoofbeat("verify", "bundle", "--trusted", "mine/hoofbeat.pub", cwd=tmp_path)
    assert whole.returncode == 0, whole.stderr
    assert version(bundle) in whole.stderr

    spoilt(bundle)
    damaged = hoofbeat("verify", "bundle", "--trusted", "mine", cwd=tmp_path)
    assert (damaged.returncode, "lexicon.json: SHA-256" in damaged.stderr) == (1, True)

    missing = hoofbeat("sign", "bundle", cwd=tmp_path)  # the key that stands nowhere by default
    assert missing.returncode == 1
    assert "keys/hoofbeat.key is missing → name the private key" in missing.stderr
    assert "Traceback" not in missing.stderr


def test_keys_are_named_by_file_folder_or_their_own_line(signed: Path, signer: Signer, tmp_path: Path) -> None:
    other = Signer(tmp_path / "other")
    line = signer.public.read_text()
    for said in (
        str(signer.public),
        str(signer.public.parent),
        line,
        f" {line.strip()} ",
        f"{other.public},{line}",
        f"{other.public.read_text()}{line}",
    ):
        assert verify_bundle(signed, TrustedKeys.parse(said))[1] == signer.name
    assert len(TrustedKeys.parse(f"{other.public}, {signer.public.parent}")) == 2


def test_neither_key_is_written_over(tmp_path: Path) -> None:
    for name in ("hoofbeat.key", "hoofbeat.pub"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_text("another's")
        with pytest.raises(ConfigError, match=f"{name} exists: a key is never written over"):
            make_keys(folder)
        assert [path.name for path in folder.iterdir()] == [name]
        assert (folder / name).read_text() == "another's"


def test_a_key_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "hoofbeat.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        make_keys(tmp_path / "keys")
    assert not (tmp_path / "elsewhere").exists()


def test_another_key_is_named(signed: Path, signer: Signer, tmp_path: Path) -> None:
    other = Signer(tmp_path / "other")
    with pytest.raises(BundleSignatureError, match=f"signed by key {signer.name}, trusted are {other.name} → name its"):
        verify_bundle(signed, TrustedKeys.parse(str(other.public)))


def test_a_signature_under_a_trusted_name_must_be_of_that_key(signed: Path, signer: Signer, tmp_path: Path) -> None:
    other = Signer(tmp_path / "other")
    forged = json.loads((signed / SIGNATURE).read_text()) | {"key": other.name}
    (signed / SIGNATURE).write_text(json.dumps(forged))
    with pytest.raises(BundleSignatureError, match=f"signature by key {other.name} does not fit"):
        verify_bundle(signed, TrustedKeys.parse(f"{other.public},{signer.public}"))


def test_a_manifest_changed_after_signing_is_refused(signed: Path, trusted: TrustedKeys) -> None:
    change_manifest(signed, simulated=False)
    with pytest.raises(BundleSignatureError, match=r"does not fit the bundle's manifest\.json → it was changed"):
        verify_bundle(signed, trusted)


def test_one_space_more_is_another_manifest(signed: Path, trusted: TrustedKeys) -> None:
    """What is signed are bytes: nothing is parsed before they are vouched for."""
    path = signed / MANIFEST
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(BundleSignatureError, match="does not fit"):
        verify_bundle(signed, trusted)


def test_a_bare_signature_of_the_manifest_does_not_fit(signed: Path, signer: Signer, trusted: TrustedKeys) -> None:
    """A signature that the key made for another purpose is none of a bundle."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(signer.private.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    value = base64.b64encode(key.sign((signed / MANIFEST).read_bytes())).decode()
    said = json.loads((signed / SIGNATURE).read_text())
    (signed / SIGNATURE).write_text(json.dumps(said | {"signature": value}))
    with pytest.raises(BundleSignatureError, match="does not fit"):
        verify_bundle(signed, trusted)


def test_a_changed_file_is_refused_under_a_good_signature(signed: Path, trusted: TrustedKeys) -> None:
    with pytest.raises(BundleChecksumError, match=r"findings\.onnx: SHA-256"):
        verify_bundle(spoilt(signed, "findings.onnx"), trusted)


def test_a_missing_manifest_is_said(tmp_path: Path, signer: Signer, trusted: TrustedKeys) -> None:
    with pytest.raises(BundleIncompleteError, match=r"No manifest\.json"):
        verify_bundle(tmp_path, trusted)
    with pytest.raises(BundleIncompleteError, match=r"No manifest\.json"):
        sign(tmp_path, signer.private)


def test_a_damaged_bundle_is_not_signed(signer: Signer, tmp_path: Path) -> None:
    bundle = spoilt(small_bundle(tmp_path / "bundle"))
    with pytest.raises(BundleChecksumError):
        sign(bundle, signer.private)
    assert not (bundle / SIGNATURE).exists()


def test_signing_again_replaces_the_signature(signed: Path, tmp_path: Path) -> None:
    other = Signer(tmp_path / "other")
    other.signed(signed)
    assert verify_bundle(signed, TrustedKeys.parse(str(other.public)))[1] == other.name
    assert not list(signed.glob("*.part"))


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"algorithm": "RSA"},
        {"algorithm": None},
        {"signature": ""},
        {"signature": "***"},
        {"signature": base64.b64encode(b"\0" * 63).decode()},
        {"signature": ["a"]},
        {"key": ""},
        {"key": "../key"},
        {"key": "\x1b[31m"},
        {"key": None, "format": None},
    ],
)
def test_a_signature_of_another_kind(signed: Path, trusted: TrustedKeys, change: dict[str, object]) -> None:
    said = json.loads((signed / SIGNATURE).read_text())
    (signed / SIGNATURE).write_text(json.dumps(said | change))
    with pytest.raises(BundleSignatureError, match=r"signature\.json is none that this version reads → sign it anew"):
        verify_bundle(signed, trusted)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"3", b'"key"', b"\xff\xfe", b"[" * 100_000])
def test_a_signature_that_is_garbage(signed: Path, trusted: TrustedKeys, content: bytes) -> None:
    (signed / SIGNATURE).write_bytes(content)
    with pytest.raises(BundleSignatureError, match="is none that this version reads"):
        verify_bundle(signed, trusted)


@pytest.mark.parametrize("said", ["", " , ", "\n"])
def test_no_key_at_all_is_said(said: str) -> None:
    with pytest.raises(ConfigError, match="HOOFBEAT_TRUSTED_KEYS names no public key"):
        TrustedKeys.parse(said)


def test_an_empty_folder_of_keys_is_no_trust(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="names no public key"):
        TrustedKeys.parse(str(tmp_path))


@pytest.mark.parametrize("content", ["", "hello", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA a@b", "QUJD", "é" * 44])
def test_a_file_that_holds_no_key_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "one.pub"
    path.write_text(content, encoding="utf-8")
    for said in (str(path), str(tmp_path)):
        with pytest.raises(ConfigError, match=r"one\.pub is no public Ed25519 key in base64"):
            TrustedKeys.parse(said)


def test_a_private_key_in_the_wrong_place_is_not_told(signer: Signer) -> None:
    secret = signer.private.read_text()
    for said in (secret, str(signer.private)):
        with pytest.raises(ConfigError) as caught:
            TrustedKeys.parse(said)
        assert secret.splitlines()[1] not in str(caught.value)


def test_a_very_long_word_is_no_key() -> None:
    with pytest.raises(ConfigError, match="is no public Ed25519 key"):
        TrustedKeys.parse("A" * 5000)


def test_only_an_ed25519_key_signs(signer: Signer, tmp_path: Path) -> None:
    bundle, path = small_bundle(tmp_path / "bundle"), tmp_path / "other.key"
    elliptic = generate_private_key(SECP256R1())
    path.write_bytes(elliptic.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(ConfigError, match=r"other\.key holds no Ed25519 key"):
        sign(bundle, path)
    locked = Ed25519PrivateKey.generate()
    path.write_bytes(locked.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word")))
    for content in (path.read_bytes(), b"", b"no key", signer.public.read_bytes()):
        path.write_bytes(content)
        with pytest.raises(ConfigError, match=r"other\.key holds no private key → make one"):
            sign(bundle, path)
    with pytest.raises(ConfigError, match=r"nowhere\.key is missing"):
        sign(bundle, tmp_path / "nowhere.key")
