"""What the environment says a service shall do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.domain.case import Altitude
from hoofbeat.domain.errors import ConfigError
from hoofbeat.serving.logs import LogFormat

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
    "max_record_bytes": ("HOOFBEAT_MAX_RECORD_BYTES",),
    "max_batch_bytes": ("HOOFBEAT_MAX_BATCH_BYTES",),
    "cases": ("HOOFBEAT_CASES",),
    "keys_file": ("HOOFBEAT_KEYS_FILE",),
    "oidc_issuer": ("HOOFBEAT_OIDC_ISSUER",),
    "oidc_audience": ("HOOFBEAT_OIDC_AUDIENCE",),
    "oidc_role_claim": ("HOOFBEAT_OIDC_ROLE_CLAIM",),
    "open": ("HOOFBEAT_OPEN",),
    "loopback": ("HOOFBEAT_LOOPBACK",),
    "rate": ("HOOFBEAT_RATE",),
    "request_seconds": ("HOOFBEAT_REQUEST_SECONDS",),
    "concurrency": ("HOOFBEAT_CONCURRENCY",),
    "cors_origins": ("HOOFBEAT_CORS_ORIGINS",),
    "audit": ("HOOFBEAT_AUDIT",),
    "windows": ("HOOFBEAT_WINDOWS",),
    "challenger": ("HOOFBEAT_CHALLENGER",),
    "shadow_share": ("HOOFBEAT_SHADOW_SHARE",),
    "canary": ("HOOFBEAT_CANARY",),
    "canary_share": ("HOOFBEAT_CANARY_SHARE",),
    "workers": ("HOOFBEAT_WORKERS",),
    "log_format": ("HOOFBEAT_LOG_FORMAT",),
}

#: An origin as browsers send it: no path, no slash at its end, and never every one.
_ORIGIN = r"https?://[a-z0-9.\-]+(?::\d{1,5})?"
#: Seconds between looks at an alias, each one small request: a promotion is followed within five.
_ALIAS_SECONDS = 1.0
#: Alias whose followers also try what may follow it.
_PRODUCTION = "@production"


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
    refresh_seconds: float | None = Field(
        default=None,
        ge=0,
        le=86400 * 7,
        allow_inf_nan=False,
        description="seconds between looks for a newer bundle, 0: only on SIGHUP; 1 for models:/NAME@ALIAS, else 0, "
        "if not set",
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
    max_record_bytes: int = Field(
        default=4 * 1024 * 1024,
        ge=1024,
        description="bytes of the largest phenopacket, FHIR Bundle or CDS Hooks request",
    )
    max_batch_bytes: int = Field(
        default=16 * 1024 * 1024, ge=1024, description="bytes of the largest request of many cases"
    )
    cases: str = Field(
        default="",
        description="where cases are kept: local (SQLite under the user's data), sqlite:////FILE or "
        "postgresql://HOST/DATABASE; none are if not set",
    )
    keys_file: Path | None = Field(
        default=None, description="file of API keys, made by hoofbeat keys add; who shows one is let in"
    )
    oidc_issuer: str = Field(
        default="", description="identity provider whose bearer tokens are taken, as its tokens name it: https://…"
    )
    oidc_audience: str = Field(default="", description="audience that a token must be made out for")
    oidc_role_claim: str = Field(
        default="roles",
        min_length=1,
        description="claim of a token that says physician or engineer; dots lead into objects: realm_access.roles",
    )
    open: bool = Field(
        default=False,
        description="ask nobody who they are, but for cases: only where another gate stands before the service",
    )
    loopback: bool = Field(
        default=True,
        description="ask this machine for no key; 0 where a proxy on it asks for others without saying so",
    )
    rate: int | None = Field(
        default=None,
        ge=0,
        le=1_000_000,
        description="requests a minute for a key, a token or else an address, 0 for any number; 600 for keys and "
        "tokens, any number for others, if not set",
    )
    request_seconds: float = Field(
        default=30, gt=0, le=3600, allow_inf_nan=False, description="seconds until an answer must begin"
    )
    concurrency: int = Field(default=100, ge=1, le=10_000, description="requests under way at a time")
    cors_origins: str = Field(
        default="",
        pattern=rf"^(?:{_ORIGIN}(?:,{_ORIGIN})*)?$",
        description="origins whose pages may call CDS Hooks, by commas: https://ehr.hospital.example; none if not set",
    )
    audit: Path | None = Field(default=None, description="file of the audit trail; none is kept if not set")
    windows: Path | None = Field(
        default=None, description="folder of daily counts that drift is found by; nothing is counted if not set"
    )
    challenger: str = Field(
        default="",
        description="bundle that is asked in the shadow, or none; models:/NAME@staging where the bundle is "
        "models:/NAME@production, else none, if not set",
    )
    shadow_share: float = Field(
        default=0.1, ge=0, le=1, description="share of the differentials that it is asked too, 0 to 1"
    )
    canary: str = Field(
        default="",
        description="bundle that answers a share itself, or none; models:/NAME@canary where the bundle is "
        "models:/NAME@production, else none, if not set",
    )
    canary_share: float = Field(default=0.05, ge=0, le=1, description="share of the sittings that it answers, 0 to 1")
    workers: int = Field(default=1, ge=1, le=64, description="processes that answer side by side")
    log_format: LogFormat = Field(default="text", description="form of the log: text or json, one object a line")

    @property
    def looks_every(self) -> float:
        """Seconds between looks for a newer bundle; 0: only when asked to."""
        if self.refresh_seconds is not None:
            return self.refresh_seconds
        return _ALIAS_SECONDS if self.bundle.startswith("models:") else 0

    def on_trial(self, mode: Literal["shadow", "canary"]) -> str:
        """Where the challenger of a mode lies; empty where there shall be none."""
        named = self.challenger if mode == "shadow" else self.canary
        if named or not (self.bundle.startswith("models:") and self.bundle.endswith(_PRODUCTION)):
            return "" if named == "none" else named
        return f"{self.bundle.removesuffix(_PRODUCTION)}@{'staging' if mode == 'shadow' else 'canary'}"

    @property
    def trials_every(self) -> float:
        """Seconds between looks for what is on trial."""
        return self.refresh_seconds or _ALIAS_SECONDS

    @classmethod
    def of(cls, environment: Mapping[str, str], **given: object) -> Self:
        """Settings from the environment; what is ``given`` (and not ``None``) counts instead.

        An empty variable is one that is not set, as compose files leave them.

        Raises:
            ConfigError: a value cannot be used; the message names the variable.
        """
        found = {
            name: environment[variable] for name in cls.model_fields if (variable := variable_of(name, environment))
        }
        try:
            return cls.model_validate(found | {name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            told = error.errors()[0]
            name = str(told["loc"][0])
            variable = variable_of(name, environment) or VARIABLES[name][0]
            raise ConfigError(
                f"{variable}: {told['msg'][:1].lower()}{told['msg'][1:]}",
                hint=f"it is the {cls.model_fields[name].description}",
            ) from error

    def trusted(self) -> TrustedKeys | None:
        """Whose signature is taken; ``None`` where none is asked for.

        Raises:
            ConfigError: neither keys nor the flag of development are set, or a key is none.
        """
        without = ConfigError(
            "No key is trusted, and a bundle that nobody vouches for is not served",
            hint="name the public key in HOOFBEAT_TRUSTED_KEYS (hoofbeat bundle keys makes a pair, hoofbeat bundle "
            "sign signs), or, for development only, set HOOFBEAT_ALLOW_UNSIGNED=1 (--allow-unsigned)",
        )
        return TrustedKeys.required(self.trusted_keys, unsigned=self.allow_unsigned, without=without)


def variable_of(name: str, environment: Mapping[str, str]) -> str | None:
    """The variable that sets a setting; ``None`` if none does."""
    return next((variable for variable in VARIABLES[name] if environment.get(variable)), None)
