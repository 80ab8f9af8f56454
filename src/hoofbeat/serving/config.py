"""What the environment says a service shall do, and where each setting comes from."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.domain.case import Altitude
from hoofbeat.domain.errors import ConfigError

#: Where each setting is looked for, the first that is set wins; ``PORT`` is what hosts of containers set.
VARIABLES: Mapping[str, tuple[str, ...]] = {
    "bundle": ("HOOFBEAT_BUNDLE",),
    "trusted_keys": ("HOOFBEAT_TRUSTED_KEYS",),
    "allow_unsigned": ("HOOFBEAT_ALLOW_UNSIGNED",),
    "cache": ("HOOFBEAT_CACHE",),
    "refresh_seconds": ("HOOFBEAT_REFRESH_SECONDS",),
    "host": ("HOOFBEAT_HOST",),
    "port": ("HOOFBEAT_PORT", "PORT"),
    "drain_seconds": ("HOOFBEAT_DRAIN_SECONDS",),
    "altitude": ("HOOFBEAT_ALTITUDE",),
    "max_body_bytes": ("HOOFBEAT_MAX_BODY_BYTES",),
}


class ServiceConfig(BaseModel):
    """Settings of one service."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bundle: str = Field(
        default="hoofbeat-output/bundle",
        min_length=1,
        description="where the bundle lies: path, file://, s3://, az://, gs:// or models:/NAME@ALIAS",
    )
    trusted_keys: str = Field(
        default="", description="public keys whose signature is taken: files, folders of *.pub, or keys; by commas"
    )
    allow_unsigned: bool = Field(default=False, description="take a bundle without signature: for development only")
    cache: Path | None = Field(
        default=None, description="folder of fetched bundles and the last good one; a temporary one if not set"
    )
    refresh_seconds: float = Field(
        default=0,
        ge=0,
        le=86400 * 7,
        allow_inf_nan=False,
        description="seconds between looks for a newer bundle; 0: only on SIGHUP",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    drain_seconds: float = Field(
        default=25,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        description="seconds that a stopping service waits for requests in flight",
    )
    altitude: Altitude | None = Field(default=None, description="metres above sea level, for requests that state none")
    max_body_bytes: int = Field(default=64 * 1024, ge=1024, description="bytes of the largest request that is read")

    @classmethod
    def of(cls, environment: Mapping[str, str], **given: object) -> Self:
        """Settings from the environment; what is ``given`` (and not ``None``) counts instead.

        An empty variable is one that is not set, as compose files leave them.

        Raises:
            ConfigError: a value cannot be used; the message names the variable.
        """
        found = {name: environment[variable] for name in cls.model_fields if (variable := _set(name, environment))}
        try:
            return cls.model_validate(found | {name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            told = error.errors()[0]
            name = str(told["loc"][0])
            variable = _set(name, environment) or VARIABLES[name][0]
            raise ConfigError(
                f"{variable}: {told['msg'][:1].lower()}{told['msg'][1:]}",
                hint=f"it is the {cls.model_fields[name].description}",
            ) from error

    def trusted(self) -> TrustedKeys | None:
        """Whose signature is taken; ``None`` where none is asked for.

        Raises:
            ConfigError: neither keys nor the flag of development are set, or a key is none.
        """
        if self.allow_unsigned:
            return None
        if not self.trusted_keys:
            raise ConfigError(
                "No key is trusted, and a bundle that nobody vouches for is not served",
                hint="name the public key in HOOFBEAT_TRUSTED_KEYS (hoofbeat bundle keys makes a pair, hoofbeat bundle "
                "sign signs), or, for development only, set HOOFBEAT_ALLOW_UNSIGNED=1 (--allow-unsigned)",
            )
        return TrustedKeys.parse(self.trusted_keys)


class Shown(NamedTuple):
    """One setting as it is shown.

    Attributes:
        name: the variable.
        value: its value, or only that it is set.
        source: where it comes from: ``environment``, ``default`` or ``not set``.
        meaning: what it says.
    """

    name: str
    value: str
    source: str
    meaning: str


#: Other variables that serving's libraries read, and whether their value is a secret.
_OF_OTHERS: Mapping[str, tuple[str, bool]] = {
    "MLFLOW_TRACKING_URI": ("address of the registry", False),
    "MLFLOW_TRACKING_USERNAME": ("who asks the registry", False),
    "MLFLOW_TRACKING_PASSWORD": ("password at the registry", True),
    "MLFLOW_TRACKING_TOKEN": ("token at the registry", True),
    "AWS_REGION": ("region of the bucket", False),
    "AWS_PROFILE": ("profile of the credentials at S3", False),
    "AWS_ENDPOINT_URL": ("address of another S3 store", False),
    "AWS_ENDPOINT_URL_S3": ("address of another S3 store, counts first", False),
    "AWS_ACCESS_KEY_ID": ("key at S3", True),
    "AWS_SECRET_ACCESS_KEY": ("secret at S3", True),
    "AWS_SESSION_TOKEN": ("session at S3", True),
    "AZURE_STORAGE_ACCOUNT_NAME": ("account at Azure", False),
    "AZURE_STORAGE_ACCOUNT_KEY": ("key at Azure", True),
    "AZURE_STORAGE_SAS_KEY": ("signature at Azure", True),
    "AZURE_STORAGE_CONNECTION_STRING": ("account and key at Azure", True),
    "AZURE_STORAGE_ACCOUNT": ("account at Azure, as its command line calls it", False),
    "AZURE_STORAGE_KEY": ("key at Azure, as its command line calls it", True),
    "AZURE_STORAGE_SAS_TOKEN": ("signature at Azure, as its command line calls it", True),
    "AZURE_STORAGE_ENDPOINT": ("address of another Azure store", False),
    "AZURE_CLIENT_ID": ("service principal or identity at Azure", False),
    "AZURE_TENANT_ID": ("tenant of the service principal at Azure", False),
    "AZURE_CLIENT_SECRET": ("secret of the service principal at Azure", True),
    "GOOGLE_APPLICATION_CREDENTIALS": ("file of credentials at Google", False),
    "GOOGLE_SERVICE_ACCOUNT": ("file of a service account at Google", False),
    "STORAGE_EMULATOR_HOST": ("address of Google's emulator", False),
    "GOOGLE_SERVICE_ACCOUNT_KEY": ("key of a service account at Google", True),
}
#: Whoever and whatever a user writes into an address before its host; a password may hold any sign.
_CREDENTIALS = re.compile(r"(?<=//)\S*@")
#: What signs a request may stand behind the path of an address.
_QUERY = re.compile(r"(?<=\?)\S+")


def shown(environment: Mapping[str, str]) -> list[Shown]:
    """Every setting of a service with its value and source; secrets only as set or not.

    Raises:
        ConfigError: a value cannot be used.
    """
    config = ServiceConfig.of(environment)
    rows = []
    for name, variables in VARIABLES.items():
        field = ServiceConfig.model_fields[name]
        variable = _set(name, environment)
        value = getattr(config, name)
        text = "" if value is None else str(int(value)) if isinstance(value, bool) else f"{value}"
        source = "default" if variable is None else "environment"
        rows.append(Shown(variable or variables[0], _without_secrets(text), source, field.description or ""))
    for variable, (meaning, secret) in _OF_OTHERS.items():
        value = environment.get(variable, "")
        said = "set, not shown" if value and secret else _without_secrets(value)
        rows.append(Shown(variable, said, "environment" if value else "not set", meaning))
    return rows


def unknown(environment: Mapping[str, str], others: frozenset[str] = frozenset()) -> list[str]:
    """Variables that begin like ours and are none: perhaps misspelt."""
    ours = {variable for variables in VARIABLES.values() for variable in variables} | others
    return sorted(name for name in environment if name.startswith("HOOFBEAT_") and name not in ours)


def _without_secrets(value: str) -> str:
    if "PRIVATE KEY" in value:
        return "a private key, not shown: name the public one"
    return _QUERY.sub("…", _CREDENTIALS.sub("…@", value))


def _set(name: str, environment: Mapping[str, str]) -> str | None:
    return next((variable for variable in VARIABLES[name] if environment.get(variable)), None)
