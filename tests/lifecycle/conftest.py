"""One real registry for all tests of the folder; each takes a model of its own in it."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.lifecycle.promotion import Promoter
from hoofbeat.lifecycle.registering import register
from hoofbeat.lifecycle.server import MlflowServer
from hoofbeat.lifecycle.trying import tried
from hoofbeat.lifecycle.versions import Alias, RegisteredModel, Version
from real_registry import registry_at
from small_bundles import Signer, small_bundle

_MODELS = count(1)


class SmallRegistry:
    """A model in a registry, and bundles to put there.

    Args:
        url: the registry.
        folder: where bundles are made.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.model = f"model {next(_MODELS)}"
        self.signer = Signer(folder / "keys")
        self.trusted = TrustedKeys.parse(str(self.signer.public))
        self.environment = {"MLFLOW_TRACKING_URI": url, "HOOFBEAT_TRUSTED_KEYS": str(self.signer.public)}
        self.versions = RegisteredModel(MlflowServer.of(self.environment), self.model)
        self.promoter = Promoter(self.versions, self.trusted, "somebody", self.environment)

    def bundle(self, number: int) -> Path:
        """A signed bundle; every number is another one."""
        folder = self.folder / str(number)
        return folder if folder.exists() else self.signer.signed(small_bundle(folder, number))

    def registered(self, number: int) -> Version:
        """The version of the bundle of this number."""
        return register(self.versions, self.bundle(number), self.trusted, self.environment).version

    def require_sound(self) -> dict[Alias, str]:
        """Fetch and try whatever an alias means; the aliases."""
        aliases = self.versions.aliases()
        for number in set(aliases.values()):
            tried(self.versions.server.version(self.model, number, {}), self.trusted)
        return aliases


@pytest.fixture(scope="session")
def registry_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with registry_at(tmp_path_factory.mktemp("registry")) as url:
        yield url


@pytest.fixture
def registry(registry_url: str, tmp_path: Path) -> SmallRegistry:
    return SmallRegistry(registry_url, tmp_path)


@pytest.fixture
def words(registry: SmallRegistry) -> Callable[..., list[str]]:
    """A command line at the registry."""
    return lambda *given: [*given, "--registry", registry.url, "--model", registry.model]
