"""Keys, and places that know how often they were asked."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.bundle.supply.folder import FolderPlace
from hoofbeat.domain.errors import BundleFetchError
from small_bundles import Signer


class Elsewhere:
    """A folder as if it lay on another machine.

    Args:
        source: where its content really lies.
    """

    folder = identity = None

    def __init__(self, source: Path) -> None:
        self.source = source
        self.asked: Counter[str] = Counter()
        self.gone = False

    def chunks(self, name: str) -> Iterator[bytes]:
        self.asked[name] += 1
        if self.gone:
            raise BundleFetchError("The place does not answer", hint="wait")
        yield from FolderPlace(self.source).chunks(name)


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return Signer(tmp_path_factory.mktemp("signer") / "keys")


@pytest.fixture(scope="session")
def trusted(signer: Signer) -> TrustedKeys:
    return TrustedKeys.parse(str(signer.public))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    """The place ``tmp_path / "there"``."""
    return Elsewhere(tmp_path / "there")
