"""The keys that an identity provider signs with: found by discovery, kept for a while, asked for anew when they change.

OpenID Connect Discovery 1.0, section 4: what an issuer says of itself lies at ``/.well-known/openid-configuration`` and
names the address of its keys (a JSON Web Key Set, RFC 7517).
"""

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPException
from time import monotonic
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from hoofbeat.domain.errors import ConfigError, IssuerSilentError
from hoofbeat.loopback import is_loopback

#: Seconds until a key that the provider has withdrawn is taken no longer.
KEPT = 3600.0
#: Seconds between two fetches, whatever strangers show us: a token with an invented key id must not cause a request.
APART = 30.0

_PATIENCE = 3.0  # seconds for one document
_MOST = 1024 * 1024  # bytes of an answer
_PIECE = 1 << 16


class _NoRedirect(HTTPRedirectHandler):
    """An address that was checked must not become another."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


class Issuer:
    """The signing keys of one issuer by their ids; thread-safe.

    Args:
        address: the issuer, as its tokens name it.
        kept: seconds that the keys are believed.
        apart: least seconds between two fetches.
        clock: tells seconds.

    Raises:
        ConfigError: the address is neither https nor one of this machine.
    """

    def __init__(
        self, address: str, *, kept: float = KEPT, apart: float = APART, clock: Callable[[], float] = monotonic
    ) -> None:
        _require_safe(address, "HOOFBEAT_OIDC_ISSUER")
        self.address = address
        self._kept, self._apart, self._clock = kept, apart, clock
        self._open = build_opener(_NoRedirect).open
        self._lock = threading.Lock()
        self._keys: Mapping[str, Mapping[str, Any]] = {}
        self._fetched = self._tried = -float("inf")

    def key(self, key_id: str) -> Mapping[str, Any] | None:
        """The public key of this id, as JWK; ``None`` if the issuer has none.

        Raises:
            IssuerSilentError: the issuer does not answer, and what is known of its keys is too old.
        """
        if (known := self._known(key_id)) is not None:  # nobody who is known waits for a stranger's fetch
            return known
        with self._lock:
            if self._known(key_id) is None and (now := self._clock()) - self._tried >= self._apart:
                self._tried = now
                with suppress(OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError, ConfigError):
                    self._keys, self._fetched = self._fetch(), now
        if not self._fresh:
            raise IssuerSilentError("The identity provider does not hand out its keys", hint="try again in a minute")
        return self._keys.get(key_id)

    def may_ask(self, key_id: str) -> bool:
        """Whether :meth:`key` may ask the issuer for this key, and so wait."""
        return self._known(key_id) is None

    @property
    def _fresh(self) -> bool:
        return self._clock() - self._fetched < self._kept

    def _known(self, key_id: str) -> Mapping[str, Any] | None:
        return self._keys.get(key_id) if self._fresh else None

    def _fetch(self) -> Mapping[str, Mapping[str, Any]]:
        told = self._read(f"{self.address.rstrip('/')}/.well-known/openid-configuration")
        if told["issuer"] != self.address:
            raise ValueError("the issuer calls itself otherwise")
        keys = self._read(_require_safe(told["jwks_uri"], "jwks_uri"))["keys"]
        if not isinstance(keys, list):
            raise TypeError("no list of keys")
        return {key["kid"]: key for key in keys if "kid" in key and key.get("use", "sig") == "sig"}

    def _read(self, address: str) -> Any:
        request = Request(address, headers={"Accept": "application/json"})  # noqa: S310  # https, or this machine
        content, until = b"", monotonic() + _PATIENCE
        with self._open(request, timeout=_PATIENCE) as answer:
            while piece := answer.read1(_PIECE):  # the timeout holds for each piece alone
                content += piece
                if len(content) > _MOST or monotonic() > until:
                    raise URLError("too long an answer")
        return json.loads(content)


def _require_safe(address: str, what: str) -> str:
    """The address, if nobody on the way can change what it answers.

    Raises:
        ConfigError: somebody could.
    """
    try:
        parts = urlsplit(address)
        safe = parts.scheme == "https" and bool(parts.hostname)
        safe = safe or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    except (ValueError, AttributeError):
        safe = False
    if not safe or parts.username or parts.query or parts.fragment:
        raise ConfigError(
            f"{what}: this is no address of an identity provider",
            hint="write it as its tokens do, such as https://login.hospital.example/realms/staff",
        )
    return address
