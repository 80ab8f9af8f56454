"""The newest bundle of an address that can be trusted and answers; the last good one where there is none."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import MANIFEST, SIGNATURE
from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.bundle.supply.cache import BundleCache
from hoofbeat.bundle.supply.folder import FolderPlace
from hoofbeat.bundle.supply.place import Place, place_of, read
from hoofbeat.bundle.supply.shelf import Shelf
from hoofbeat.domain.errors import BundleChecksumError, BundleError, BundleFetchError, BundleIncompleteError

#: Bytes that a manifest, and a signature, may have: both are read before anything vouches for them.
_MANIFEST_LIMIT, _SIGNATURE_LIMIT = 32 << 20, 4096
#: Seconds until a version that was refused is fetched again.
_REFUSED_SECONDS = 30.0
DEFAULT_CACHE = Path(tempfile.gettempdir()) / "hoofbeat-bundles"


class Supplied(NamedTuple):
    """A bundle that answers.

    Attributes:
        bundle: the bundle.
        refused: why a newer one was not taken, empty where there is none: then this is the last good one.
    """

    bundle: Bundle
    refused: str = ""


class Supply:
    """What one service takes its bundles from.

    Args:
        address: where the bundle lies (``place_of`` lists the kinds).
        trusted: whose signature is taken; ``None`` takes bundles without one, for development.
        cache: where bundles are kept; ``None`` keeps those of other machines in the system's folder for temporary
            files, each address apart, and reads a folder of this machine where it is.
        check: asks a bundle something and says why it does not answer, ``None`` if it does.
        environment: where credentials and the registry's address stand.
        main: the supply that it stands beside: it shares its cache and what is loaded, and leaves its last good bundle
            alone; ``None`` where it is one itself.
    """

    def __init__(
        self,
        address: str,
        *,
        trusted: TrustedKeys | None,
        cache: Path | None = None,
        check: Callable[[Bundle], str | None] = lambda _: None,
        environment: Mapping[str, str],
        main: "Supply | None" = None,
    ) -> None:
        self._address = address
        self._environment = environment
        self._find = place_of(address, environment)
        self._trusted = trusted
        if main is None:
            self._cache = BundleCache(cache) if cache is not None else _temporary(address)
        else:
            self._cache = main._cache
        self._shelf: Shelf = Shelf() if main is None else main._shelf
        self._is_main = main is None
        self._always_keep = cache is not None
        self._check = check
        self._taken: bytes | None = None
        self._identity: str | None = None
        self._refused: tuple[str, BundleError, float] | None = None

    def beside(self, address: str, check: Callable[[Bundle], str | None]) -> "Supply":
        """A supply of another address that shares this one's keys, cache and loaded bundles.

        Args:
            address: where its bundles lie.
            check: asks a bundle something and says why it does not answer, ``None`` if it does.

        Raises:
            ConfigError: the address means no place.
        """
        beside = Supply(address, trusted=self._trusted, check=check, environment=self._environment, main=self)
        beside._always_keep = self._always_keep
        return beside

    def forget(self) -> None:
        """Take what the address means then at the next look, whatever was taken before."""
        self._taken = self._identity = self._refused = None

    def first(self) -> Supplied:
        """The newest bundle, or the last good one with the reason.

        Raises:
            BundleError: neither can be had; the reason is that of the newest.
        """
        try:
            bundle = self._take(self._find())
        except BundleError as error:
            if (bundle := self._last_good()) is None:
                raise
            return Supplied(bundle, str(error))
        assert bundle is not None  # noqa: S101  # nothing was left out
        return Supplied(bundle)

    def newer(self) -> Bundle | None:
        """A bundle other than the one taken last, ``None`` if there is none.

        Where the place has an identity, as a version in a registry has, nothing else is asked for until it is another.

        Raises:
            BundleError: there is another, and it cannot be had: the one taken last goes on.
        """
        place = self._find()
        if place.identity is not None and place.identity == self._identity:
            return None
        if self._refused is not None and self._refused[0] == place.identity and monotonic() < self._refused[2]:
            raise self._refused[1]
        try:
            return self._take(place, besides=self._taken)
        except BundleFetchError:  # the next look may find the place answering
            raise
        except BundleError as error:  # what lies there is no good: not to be fetched again at every look
            if place.identity is not None:
                self._refused = place.identity, error, monotonic() + _REFUSED_SECONDS
            raise

    def _take(self, place: Place, besides: bytes | None = None) -> Bundle | None:
        manifest = read(place, MANIFEST, _MANIFEST_LIMIT)
        if manifest is None:
            raise BundleIncompleteError(
                f"No {MANIFEST} in {place.folder or self._address}",
                hint="give the place of an exported bundle, or export it again",
            )
        if manifest == besides:
            self._identity = place.identity
            return None
        signature = self._vouched(place, manifest)
        if place.folder is not None and not self._always_keep:
            bundle = self._load(place.folder, manifest)
        else:
            bundle = self._kept(place, manifest, signature)
        self._taken, self._identity = manifest, place.identity
        return bundle

    def _vouched(self, place: Place, manifest: bytes) -> bytes | None:
        """The signature beside a manifest, verified where somebody must vouch for it."""
        signature = read(place, SIGNATURE, _SIGNATURE_LIMIT)
        if self._trusted is not None:
            self._trusted.verify(manifest, signature)
        return signature

    def _kept(self, place: Place, manifest: bytes, signature: bytes | None) -> Bundle:
        folder = self._cache.keep(place, manifest, signature)
        try:
            bundle = self._load(folder, manifest)
        except (BundleChecksumError, BundleIncompleteError):  # damaged since it was kept: once more from its place
            self._cache.forget(folder)
            folder = self._cache.keep(place, manifest, signature)
            bundle = self._load(folder, manifest)
        if self._is_main:
            self._cache.answered(folder)
        return bundle

    def _load(self, folder: Path, manifest: bytes) -> Bundle:
        if (bundle := self._shelf.find(manifest)) is None:
            bundle = Bundle.load(folder, manifest)
        if (failure := self._check(bundle)) is not None:
            raise BundleError(failure, hint="export the bundle again with this version of hoofbeat")
        self._shelf.put(manifest, bundle)
        return bundle

    def _last_good(self) -> Bundle | None:
        try:
            if (folder := self._cache.last_good()) is None:
                return None
            place = FolderPlace(folder)
            manifest = read(place, MANIFEST, _MANIFEST_LIMIT)
            if manifest is None:
                return None
            self._vouched(place, manifest)
            bundle = self._load(folder, manifest)
        except BundleError:
            return None
        self._taken, self._identity = manifest, None
        return bundle


def _temporary(address: str) -> BundleCache:
    """The last good bundle of another address is no answer to this one: each has a folder of its own."""
    return BundleCache(DEFAULT_CACHE / hashlib.sha256(address.encode()).hexdigest()[:16], beside_strangers=True)
