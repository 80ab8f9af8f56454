"""``hoofbeat register`` and ``history``: bundles in the registry, and what was promoted."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.domain.errors import ConfigError
from hoofbeat.lifecycle.history import History, HistoryEntry
from hoofbeat.lifecycle.registering import Registered, register
from hoofbeat.lifecycle.server import MlflowServer
from hoofbeat.lifecycle.versions import MODEL, Alias, RegisteredModel, Version


class RegistryJob(BaseModel):
    """What every job at the registry is told.

    Attributes:
        registry: address of the MLflow server; ``MLFLOW_TRACKING_URI`` if not given.
        model: registered model.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    registry: str | None = None
    model: str = MODEL

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment, with the registry that was named."""
        return os.environ | ({"MLFLOW_TRACKING_URI": self.registry} if self.registry else {})

    def versions(self) -> RegisteredModel:
        """The model in the registry.

        Raises:
            ConfigError: no registry is named.
            InputError: the model's name cannot be used.
        """
        return RegisteredModel(MlflowServer.of(self.environment), self.model)


class TrustingJob(RegistryJob):
    """A job that takes a bundle for good.

    Attributes:
        trusted_keys: public keys whose signature is taken.
        allow_unsigned: take a bundle without a signature: for development only.
    """

    trusted_keys: str = ""
    allow_unsigned: bool = False

    def trusted(self) -> TrustedKeys | None:
        """Whose signature is taken; ``None`` where none is asked for.

        Raises:
            ConfigError: neither keys nor the flag of development are given, or a key is none.
        """
        without = ConfigError(
            "No key is trusted, and a bundle that nobody vouches for is neither registered nor promoted",
            hint="name the public key in HOOFBEAT_TRUSTED_KEYS (--trusted), or, for development only, say "
            "--allow-unsigned",
        )
        return TrustedKeys.required(self.trusted_keys, unsigned=self.allow_unsigned, without=without)


class RegisterJob(TrustingJob):
    """Make a bundle a version of the model.

    Attributes:
        bundle: folder of the bundle.
        source: where the same bundle lies already; it is brought to the registry's own store if not given.
    """

    bundle: Path
    source: str | None = None

    def run(self) -> Registered:
        """Try the bundle, bring it there, try it there, make the version; one that is registered already is told.

        Raises:
            ConfigError: no registry is named, or nobody's signature is trusted.
            BundleError: the bundle would not be served.
            RegistryError: the registry does not do what it is asked for.
        """
        trusted = self.trusted()
        return register(self.versions(), self.bundle, trusted, self.environment, source=self.source)


class HistoryJob(RegistryJob):
    """What was promoted, and what is there to be promoted."""

    def run(self) -> list[HistoryEntry]:
        """All entries, the newest first.

        Raises:
            RegistryError: the registry does not answer, or the history was changed.
        """
        versions = self.versions()
        return History(versions.server, versions.model).entries()[::-1]

    def listed(self) -> list[tuple[Version, tuple[Alias, ...]]]:
        """All versions, the newest first, with the aliases that mean each.

        Raises:
            RegistryError: the registry does not answer.
        """
        versions = self.versions()
        aliases = versions.aliases()
        found = versions.all()[::-1]
        return [
            (version, tuple(alias for alias, number in aliases.items() if number == version.number))
            for version in found
        ]
