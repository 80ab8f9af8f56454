"""Bearer tokens of the house's identity provider (OpenID Connect): signed, in time, made out for this service."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from hoofbeat.domain.errors import ConfigError
from hoofbeat.serving.access.issuer import Issuer
from hoofbeat.serving.access.keys import OF_TOKENS
from hoofbeat.serving.access.roles import Caller, Role

#: What a key of a kind signs with here. The token's own word for it never decides: "none" and HS256 are tricks.
_ALGORITHMS = {("RSA", None): "RS256", ("EC", "P-256"): "ES256"}
#: Seconds that two clocks may differ.
_LEEWAY = 60
#: A longer one is not looked at.
_LONGEST = 16 * 1024
_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_ROLES: Mapping[str, Role] = {role.value: role for role in Role}


class Tokens:
    """Verifies tokens of one issuer.

    Args:
        issuer: who signs them.
        audience: for whom they must be made out.
        role_claim: where the roles stand: a name, or several with dots between, as ``realm_access.roles``.

    Raises:
        ConfigError: what verifies them is not installed.
    """

    def __init__(self, issuer: Issuer, audience: str, role_claim: str) -> None:
        try:
            import jwt
        except ModuleNotFoundError:
            raise ConfigError(
                "HOOFBEAT_OIDC_ISSUER: tokens need PyJWT, which is not installed", hint="pip install 'hoofbeat[oidc]'"
            ) from None
        self._jwt = jwt
        self._issuer, self._audience, self._path = issuer, audience, role_claim.split(".")

    def bearer(self, token: str) -> Caller | None:
        """Who shows this token; ``None`` if it is not good. It may fetch the issuer's keys, so it may wait.

        Raises:
            IssuerSilentError: the issuer's keys cannot be had.
        """
        if len(token) > _LONGEST:
            return None
        jwt = self._jwt
        try:
            jwk = self._issuer.key(str(jwt.get_unverified_header(token)["kid"]))
            algorithm = _ALGORITHMS[jwk["kty"], jwk.get("crv")] if jwk else None
            if jwk is None or algorithm is None or jwk.get("alg", algorithm) != algorithm:
                return None
            claims = jwt.decode(
                token,
                jwt.PyJWK(dict(jwk), algorithm),
                algorithms=[algorithm],
                audience=self._audience,
                issuer=self._issuer.address,
                leeway=_LEEWAY,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            return None
        return Caller(self._id(str(claims["sub"])), self._roles(claims))

    def may_wait(self, token: str) -> bool:
        """Whether :meth:`bearer` may ask the issuer for the key of this token, and so wait for it."""
        try:
            key_id = str(self._jwt.get_unverified_header(token)["kid"]) if len(token) <= _LONGEST else None
        except (self._jwt.PyJWTError, KeyError, TypeError, ValueError):
            return False
        return key_id is not None and self._issuer.may_ask(key_id)

    def _id(self, subject: str) -> str:
        """The subject where it is plain, else a digest of it: no sign of it must break a line of the log."""
        plain = _PLAIN.fullmatch(subject)
        return OF_TOKENS + (subject if plain else sha256(subject.encode()).hexdigest()[:32])

    def _roles(self, claims: Mapping[str, Any]) -> frozenset[Role]:
        found: Any = claims
        for name in self._path:
            found = found.get(name) if isinstance(found, Mapping) else None
        if isinstance(found, str):
            found = found.split()
        named = found if isinstance(found, list | dict) else ()
        return frozenset(_ROLES[name] for name in named if isinstance(name, str) and name in _ROLES)
