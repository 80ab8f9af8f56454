"""Whether a request comes from this very machine, which needs no key."""

from ipaddress import ip_address

from starlette.requests import HTTPConnection
from starlette.types import Scope

#: Headers that proxies add; all that begin with the last one besides.
_OF_PROXIES = ("forwarded", "via", "x-real-ip")
_FORWARDED = "x-forwarded-"


def is_loopback(host: str) -> bool:
    """Whether this name or address means this machine to itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def from_this_machine(scope: Scope) -> bool:
    """By its address, under a name of its own, and not through a proxy.

    A page of another site that points its name at this machine would else read every case in the browser of who opens
    it, and a proxy would lend its address to all who ask it.
    """
    asked = HTTPConnection(scope)
    if any(name in _OF_PROXIES or name.startswith(_FORWARDED) for name in asked.headers):
        return False
    try:
        name = asked.url.hostname or ""
    except ValueError:  # a Host that is none
        return False
    return is_loopback(asked.client.host if asked.client else "") and is_loopback(name)
