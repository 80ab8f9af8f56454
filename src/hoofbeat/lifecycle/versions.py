"""The versions of one model in the registry, and the aliases that name four of them."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple, Self

from hoofbeat.domain.errors import InputError, RegistryError
from hoofbeat.lifecycle.server import AbsentError, MlflowServer, TakenError

#: What the model is called unless told otherwise.
MODEL = "hoofbeat"
#: Names that mean the same in an address, a search and a file.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]{0,99}")
_BUNDLE = re.compile(r"\d{4}\.\d\d\.\d\d-[0-9a-f]{12}")

#: Tags of a version that others look for.
BUNDLE, DIGEST = "bundle_version", "bundle_digest"


class Alias(StrEnum):
    """What a version is to the services: tried in the shadow, answering a share, answering, or to be gone back to."""

    STAGING = "staging"
    CANARY = "canary"
    PRODUCTION = "production"
    PREVIOUS = "previous"


def is_bundle_version(text: str) -> bool:
    """Whether a bundle may call itself so."""
    return bool(_BUNDLE.fullmatch(text))


class Version(NamedTuple):
    """A version of the model: one bundle, for good.

    Attributes:
        number: its number, as text.
        source: where its bundle lies.
        run_id: MLflow run that brought it; empty where none did.
        tags: what was noted when it was registered.
    """

    number: str
    source: str
    run_id: str
    tags: Mapping[str, str]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """A version as the server tells it."""
        tags = {str(tag["key"]): str(tag.get("value", "")) for tag in told.get("tags", ())}
        return cls(str(told["version"]), str(told.get("source", "")), str(told.get("run_id", "")), tags)

    @property
    def bundle(self) -> str:
        """What its bundle calls itself; empty where somebody else registered it."""
        return self.tags.get(BUNDLE, "")


class RegisteredModel:
    """The versions of one model.

    Args:
        server: the registry.
        model: name of the model.

    Raises:
        InputError: the name cannot be used.
    """

    def __init__(self, server: MlflowServer, model: str = MODEL) -> None:
        if not _NAME.fullmatch(model):
            raise InputError(
                f"{model!r} cannot name a model in the registry",
                hint="use letters, digits, spaces, and _ . -; at most a hundred",
            )
        self.server = server
        self.model = model

    def require_model(self) -> None:
        """Make the registered model if it is missing."""
        try:
            self.server.post("registered-models/create", name=self.model)
        except TakenError:
            return

    def aliases(self) -> dict[Alias, str]:
        """Which version each alias means now; an alias that nobody set is missing."""
        try:
            model = self.server.get("registered-models/get", name=self.model)["registered_model"]
        except AbsentError:
            return {}
        told = {one["alias"]: str(one["version"]) for one in model.get("aliases", ())}
        return {alias: told[alias] for alias in Alias if alias in told}

    def point(self, alias: Alias, version: str | None) -> None:
        """Let an alias mean a version from now on; ``None`` takes it away."""
        if version is None:
            try:
                self.server.post("registered-models/alias", method="DELETE", name=self.model, alias=alias.value)
            except AbsentError:
                return
        else:
            self.server.post("registered-models/alias", name=self.model, alias=alias.value, version=version)

    def get(self, number: str) -> Version:
        """The version of a number.

        Raises:
            RegistryError: there is none.
        """
        try:
            return Version.of(self.server.get("model-versions/get", name=self.model, version=number)["model_version"])
        except AbsentError as error:
            raise RegistryError(
                f"{self.model} has no version {number}", hint="`hoofbeat history --versions` lists them"
            ) from error

    def find(self, named: str) -> Version:
        """The version that a number, an alias or a bundle's own version means.

        Raises:
            RegistryError: there is none.
        """
        if named in set(Alias):
            if (number := self.aliases().get(Alias(named))) is None:
                raise RegistryError(f"No version of {self.model} is {named}", hint="promote one, or name it by number")
            return self.get(number)
        if named.isascii() and named.isdigit():
            return self.get(named)
        found = self.tagged(BUNDLE, named) if is_bundle_version(named) else []
        if not found:
            raise RegistryError(
                f"{self.model} has no version {named!r}",
                hint="name a number, an alias (staging, canary, production, previous) or a bundle's version; "
                "`hoofbeat history --versions` lists them",
            )
        return found[-1]

    def tagged(self, key: str, value: str) -> list[Version]:
        """The versions with this tag, the oldest first."""
        return self._search(f"name='{self.model}' and tags.{key}='{value}'")

    def all(self) -> list[Version]:
        """All versions, the oldest first."""
        return self._search(f"name='{self.model}'")

    def create(self, source: str, run_id: str, tags: Mapping[str, str]) -> Version:
        """Make a version, with its tags, in one step."""
        listed = [{"key": key, "value": value} for key, value in tags.items()]
        made = self.server.post("model-versions/create", name=self.model, source=source, run_id=run_id, tags=listed)
        return Version.of(made["model_version"])

    def _search(self, condition: str) -> list[Version]:
        found = self.server.pages("model-versions/search", "model_versions", {"filter": condition})
        return sorted(map(Version.of, found), key=lambda version: int(version.number))
