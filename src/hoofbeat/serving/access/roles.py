"""Two roles, and what each may ask."""

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """What somebody does with the service."""

    PHYSICIAN = "physician"
    ENGINEER = "engineer"


class Caller(NamedTuple):
    """Who asks, once a key or a token was found good.

    Attributes:
        key_id: id of the key, or of the token's subject: letters, digits, ``_.-``.
        roles: what the caller may be taken for.
    """

    key_id: str
    roles: frozenset[Role]


#: For all: health checks tell nothing but up or down, and what a model is for, and its limits, everybody should read.
OPEN: frozenset[str] = frozenset({"/healthz", "/readyz", "/v1/model-card"})

_BOTH = frozenset(Role)
_ENGINEER = frozenset({Role.ENGINEER})
_PHYSICIAN = frozenset({Role.PHYSICIAN})

#: Template of an address → who may ask it; whatever is not named here is medical, and a physician's.
_MAY: Mapping[str, Set[Role]] = {
    "/metrics": _ENGINEER,
    "/v1/model": _BOTH,
    "/v1/service": _BOTH,
    "/v1/model/files": _BOTH,
    "/v1/model/files/{name}": _BOTH,
}


def who_may(template: str) -> Set[Role]:
    """The roles that may ask an address, by its template."""
    return _MAY.get(template, _PHYSICIAN)
