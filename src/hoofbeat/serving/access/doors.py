"""The ways in that a service has, as its settings say."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from anyio import CapacityLimiter, move_on_after, to_thread

from hoofbeat.domain.errors import ConfigError, IssuerSilentError
from hoofbeat.loopback import is_loopback
from hoofbeat.serving.access.keys import PREFIX, KeyRing
from hoofbeat.serving.access.roles import Caller
from hoofbeat.serving.config import ServiceConfig

if TYPE_CHECKING:
    from hoofbeat.serving.access.tokens import Tokens

#: Seconds that a request waits for the issuer's keys.
_WAIT = 3.0


@dataclass(frozen=True)
class Doors:
    """Who is let in besides whoever sits at this machine.

    Attributes:
        keys: who shows an API key, if there are any.
        tokens: who shows a token of the house's identity provider, if there is one.
        open: everybody, to all but cases: something else stands before the service and asks.
        loopback: this machine without a key.
    """

    keys: KeyRing | None = None
    tokens: "Tokens | None" = None
    open: bool = False
    loopback: bool = True
    #: One at a time may wait for the issuer in a thread: a slow one must not take the threads that answer.
    _asking: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1), repr=False, compare=False)

    @classmethod
    def of(cls, config: ServiceConfig) -> Self:
        """The doors that the settings name.

        Raises:
            ConfigError: the file of keys, or the identity provider, cannot be used as it is named.
        """
        if bool(config.oidc_issuer) != bool(config.oidc_audience):
            raise ConfigError(
                "Of HOOFBEAT_OIDC_ISSUER and HOOFBEAT_OIDC_AUDIENCE one is set",
                hint="set both: a token that was made out for another program is none for this one",
            )
        tokens = None
        if config.oidc_issuer:
            from hoofbeat.serving.access.issuer import Issuer  # most services have none, and shall start soon
            from hoofbeat.serving.access.tokens import Tokens

            tokens = Tokens(Issuer(config.oidc_issuer), config.oidc_audience, config.oidc_role_claim)
        return cls(KeyRing(config.keys_file) if config.keys_file else None, tokens, config.open, config.loopback)

    async def caller(self, shown: str) -> Caller | None:
        """Who shows this key or token; ``None`` if it is not good.

        Raises:
            IssuerSilentError: it is a token, and the issuer's keys cannot be had, or not soon.
        """
        if shown.startswith(PREFIX):
            return self.keys.bearer(shown) if self.keys else None
        if self.tokens is None:
            return None
        if not self.tokens.may_wait(shown):
            return await to_thread.run_sync(self.tokens.bearer, shown)
        with move_on_after(_WAIT):  # what was begun goes on, and the next request finds the keys
            return await to_thread.run_sync(self.tokens.bearer, shown, abandon_on_cancel=True, limiter=self._asking)
        raise IssuerSilentError("The identity provider is slow to hand out its keys", hint="try again in a minute")


def require_door(config: ServiceConfig, host: str | None = None) -> None:
    """Refuse to answer others than this machine with no door but an unguarded one.

    Args:
        config: the settings.
        host: where the service will listen; ``None`` where another program listens for it.

    Raises:
        ConfigError: nobody could be let in, or told from others.
    """
    here = host is not None and is_loopback(host)
    if config.open or config.keys_file or config.oidc_issuer or (here and config.loopback):
        return
    where = "for a host that listens itself" if host is None else f"on {host}"
    whom = "nobody, for HOOFBEAT_LOOPBACK=0 lets nobody in without a key" if here else f"{where}, beyond this machine"
    raise ConfigError(
        f"Nothing says who may ask, and this service would answer {whom}",
        hint="make a key (hoofbeat keys add ID --file FILE) and set HOOFBEAT_KEYS_FILE=FILE, or set "
        "HOOFBEAT_OIDC_ISSUER and HOOFBEAT_OIDC_AUDIENCE; HOOFBEAT_OPEN=1 only where another gate asks first "
        "(docs/access.md)",
    )
