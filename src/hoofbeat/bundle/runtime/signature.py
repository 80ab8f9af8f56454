"""Signing a bundle's manifest, which seals every other file, with Ed25519 (RFC 8032)."""

import base64
import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hoofbeat.bundle.runtime.manifest import MANIFEST, SIGNATURE, Manifest, read_manifest
from hoofbeat.domain.errors import BundleSignatureError, ConfigError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIVATE_KEY, PUBLIC_KEY = "hoofbeat.key", "hoofbeat.pub"

#: Stands before the manifest in what is signed, so that no signature made for something else fits.
_PURPOSE = b"hoofbeat bundle manifest 1\n"
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64


class TrustedKeys:
    """The public keys whose signature is taken.

    Args:
        keys: raw public keys, 32 bytes each.
    """

    def __init__(self, keys: Iterable[bytes]) -> None:
        self._keys = {key_name(key): key for key in keys}

    @classmethod
    def parse(cls, text: str) -> "TrustedKeys":
        """Read what ``HOOFBEAT_TRUSTED_KEYS`` says: files, folders of ``*.pub``, or keys in base64, by commas.

        Raises:
            ConfigError: a part is none of these, or there is none.
        """
        parts = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
        keys = [key for part in parts for key in _keys_of(part)]
        if not keys:
            raise ConfigError(
                "HOOFBEAT_TRUSTED_KEYS names no public key", hint="name a file hoofbeat.pub, a folder of such, or keys"
            )
        return cls(keys)

    @classmethod
    def required(cls, text: str, *, unsigned: bool, without: ConfigError) -> "TrustedKeys | None":
        """The keys of ``text``; ``None`` where a bundle may be unsigned, which is for development only.

        Args:
            text: as :meth:`parse` reads it; may be empty.
            unsigned: take a bundle without a signature.
            without: raised where no key is named and a signature is asked for.

        Raises:
            ConfigError: ``without``, or a key is none.
        """
        if unsigned:
            return None
        if not text:
            raise without
        return cls.parse(text)

    def __len__(self) -> int:
        """Number of different keys."""
        return len(self._keys)

    def verify(self, manifest: bytes, signature: bytes | None) -> str:
        """Check a manifest's signature; the name of the key that made it.

        Args:
            manifest: the manifest's bytes as they lie in the bundle.
            signature: the bytes of its ``signature.json``; ``None`` where there is none.

        Raises:
            BundleSignatureError: unsigned, signed by a key that is not trusted, or signed for another manifest.
        """
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        if signature is None:
            raise BundleSignatureError(
                "The bundle is not signed", hint="sign it: hoofbeat bundle sign BUNDLE --key hoofbeat.key"
            )
        name, value = _read_signature(signature)
        if name not in self._keys:
            raise BundleSignatureError(
                f"The bundle is signed by key {name}, trusted are {', '.join(sorted(self._keys))}",
                hint="name its public key in HOOFBEAT_TRUSTED_KEYS if you trust who holds it",
            )
        try:
            Ed25519PublicKey.from_public_bytes(self._keys[name]).verify(value, _PURPOSE + manifest)
        except InvalidSignature as error:
            raise BundleSignatureError(
                f"The signature by key {name} does not fit the bundle's {MANIFEST}",
                hint="it was changed after it was signed: copy the bundle again, or sign it anew",
            ) from error
        return name


def key_name(key: bytes) -> str:
    """A raw public key's name: the first 16 digits of its SHA-256."""
    return hashlib.sha256(key).hexdigest()[:16]


def make_keys(folder: Path) -> str:
    """Write a new pair of keys, ``hoofbeat.key`` (PEM, its owner's alone) and ``hoofbeat.pub``; the pair's name.

    Raises:
        ConfigError: a key lies there already.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    folder.mkdir(parents=True, exist_ok=True)
    private, public = folder / PRIVATE_KEY, folder / PUBLIC_KEY
    if taken := [path for path in (private, public) if path.exists()]:
        raise ConfigError(f"{taken[0]} exists: a key is never written over", hint="choose another --output")
    key = Ed25519PrivateKey.generate()
    private.touch(mode=0o600, exist_ok=False)
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    raw = _raw(key.public_key())
    public.write_text(base64.b64encode(raw).decode() + "\n", encoding="ascii")
    return key_name(raw)


def sign(bundle: Path, key_file: Path) -> str:
    """Sign a bundle's manifest, which must be whole: writes ``signature.json``; the key's name.

    Raises:
        BundleError: the bundle is incomplete, damaged or of another format.
        ConfigError: the file holds no private Ed25519 key.
    """
    key = _private_key(key_file)
    manifest = _manifest_of(bundle)
    read_manifest(bundle, manifest)
    name = key_name(_raw(key.public_key()))
    value = base64.b64encode(key.sign(_PURPOSE + manifest)).decode()
    text = json.dumps({"format": 1, "algorithm": "Ed25519", "key": name, "signature": value}, indent=1)
    draft = bundle / f"{SIGNATURE}.part"
    draft.write_text(text + "\n", encoding="ascii")
    draft.replace(bundle / SIGNATURE)
    return name


def verify_bundle(bundle: Path, trusted: TrustedKeys) -> tuple[Manifest, str]:
    """Check the signature and every file of a bundle in a folder; its manifest and the name of the key.

    Raises:
        BundleError: it is unsigned, incomplete, damaged, or of another format.
    """
    manifest, signature = _manifest_of(bundle), bundle / SIGNATURE
    name = trusted.verify(manifest, signature.read_bytes() if signature.is_file() else None)
    return read_manifest(bundle, manifest), name


def _manifest_of(bundle: Path) -> bytes:
    if not (bundle / MANIFEST).is_file():
        read_manifest(bundle)  # says what is missing
    return (bundle / MANIFEST).read_bytes()


def _private_key(path: Path) -> "Ed25519PrivateKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError as error:
        raise ConfigError(
            f"{path} is missing", hint="name the private key with --key, or make one: hoofbeat bundle keys --output DIR"
        ) from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ConfigError(f"{path} holds no private key", hint="make one: hoofbeat bundle keys --output DIR") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(f"{path} holds no Ed25519 key", hint="make one: hoofbeat bundle keys --output DIR")
    return key


def _raw(key: "Ed25519PublicKey") -> bytes:
    return key.public_bytes_raw()


def _keys_of(part: str) -> list[bytes]:
    path = Path(part)
    with suppress(OSError):  # longer than any file's name
        if path.is_dir():
            return [_key_in(file) for file in sorted(path.glob("*.pub"))]
        if path.is_file():
            return [_key_in(path)]
    return [_key(part, "A part of HOOFBEAT_TRUSTED_KEYS, neither a file nor a folder here,")]


def _key_in(file: Path) -> bytes:
    try:
        return _key(file.read_text(encoding="ascii", errors="replace"), str(file))
    except OSError as error:
        raise ConfigError(f"{file} cannot be read ({error.strerror})", hint="allow it, or name another key") from error


def _key(text: str, where: str) -> bytes:
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise ConfigError(f"{where} is no public Ed25519 key in base64", hint="give the file hoofbeat.pub, or its line")
    return raw


def _read_signature(signature: bytes) -> tuple[str, bytes]:
    try:
        said = json.loads(signature)
        name, value = str(said["key"]), base64.b64decode(str(said["signature"]), validate=True)
        known = said["format"] == 1 and said["algorithm"] == "Ed25519" and len(value) == _SIGNATURE_BYTES
    except (ValueError, KeyError, TypeError, RecursionError):
        known = False
    if not known or not name.isalnum():
        raise BundleSignatureError(f"The bundle's {SIGNATURE} is none that this version reads", hint="sign it anew")
    return name, value
