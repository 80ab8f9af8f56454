"""Whether a bundle is whole, vouched for, and answers: asked before anything in the registry points at it."""

import hashlib
import tempfile
from pathlib import Path
from typing import NamedTuple

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import MANIFEST, SIGNATURE, Manifest
from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.bundle.supply.cache import BundleCache
from hoofbeat.bundle.supply.folder import FolderPlace
from hoofbeat.bundle.supply.place import Place, read
from hoofbeat.domain.errors import BundleError, BundleIncompleteError
from hoofbeat.serving.engine import probe

#: Bytes that a manifest and a signature may have.
_MANIFEST_LIMIT, _SIGNATURE_LIMIT = 32 << 20, 4096
#: What a bundle is said to be signed by that is not signed.
UNSIGNED = "none"


class Tried(NamedTuple):
    """A bundle that would be served.

    Attributes:
        manifest: what it says of itself.
        digest: SHA-256 (hex) over manifest and signature, and so over all that is in it.
        key: name of the key that signed it; ``none`` where nobody's signature was asked for.
    """

    manifest: Manifest
    digest: str
    key: str


def tried(place: Place, trusted: TrustedKeys | None) -> Tried:
    """Fetch a bundle as serving would, check signature and every file, load it, and ask it something.

    Args:
        place: where it lies.
        trusted: whose signature is taken; ``None`` takes a bundle without one, for development.

    Raises:
        BundleError: it would not be served.
    """
    with tempfile.TemporaryDirectory(prefix="hoofbeat-tried-") as folder:
        # Of this machine too a copy is tried: what is loaded is then what was checked.
        got = fetched(place, trusted, Path(folder))
        bundle = Bundle.load(got.folder, got.manifest)
        if (failure := probe(bundle)) is not None:
            raise BundleError(failure, hint="export the bundle again with this version of hoofbeat")
        return Tried(bundle.manifest, digest_of(got.manifest, got.signature), got.key)


class Fetched(NamedTuple):
    """A bundle that was brought here.

    Attributes:
        folder: where it lies now.
        manifest: what it says of itself, to the byte.
        signature: its signature, where it has one.
        key: name of the key that signed it; ``none`` where nobody's signature was asked for.
    """

    folder: Path
    manifest: bytes
    signature: bytes | None
    key: str


def fetched(place: Place, trusted: TrustedKeys | None, folder: Path) -> Fetched:
    """Bring a bundle below a folder, with its signature checked; its files are not, until it is loaded.

    Raises:
        BundleError: it is not there, or nobody who is trusted has signed it.
    """
    manifest = read(place, MANIFEST, _MANIFEST_LIMIT)
    if manifest is None:
        raise BundleIncompleteError(f"No {MANIFEST} where the bundle lies", hint="export or register it again")
    signature = read(place, SIGNATURE, _SIGNATURE_LIMIT)
    key = UNSIGNED if trusted is None else trusted.verify(manifest, signature)
    return Fetched(BundleCache(folder).keep(place, manifest, signature), manifest, signature, key)


def digest_of(manifest: bytes, signature: bytes | None) -> str:
    """SHA-256 (hex) of what seals a bundle: one that is signed later is another."""
    return hashlib.sha256(manifest + b"\0" + (signature or b"")).hexdigest()


def digest_of_folder(folder: Path) -> str:
    """The same of a bundle in a folder, which need not be sound.

    Raises:
        BundleIncompleteError: there is none.
    """
    place = FolderPlace(folder)
    manifest = read(place, MANIFEST, _MANIFEST_LIMIT)
    if manifest is None:
        raise BundleIncompleteError(f"No {MANIFEST} in {folder}", hint="give the folder of an exported bundle")
    return digest_of(manifest, read(place, SIGNATURE, _SIGNATURE_LIMIT))


def digest_if_any(folder: Path) -> str:
    """The same; empty where there is none, or it cannot be read."""
    try:
        return digest_of_folder(folder)
    except BundleError:
        return ""
