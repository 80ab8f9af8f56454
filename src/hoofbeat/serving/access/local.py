"""Whether a request comes from this very machine, which needs no key."""

import re

from starlette.requests import HTTPConnection
from starlette.types import Scope

from hoofbeat.loopback import is_loopback

#: Headers that proxies add; all that begin with the last one besides.
_OF_PROXIES = ("forwarded", "via", "x-real-ip")
_FORWARDED = "x-forwarded-"

#: A Host header: a name, or an address of IPv6 in brackets, and perhaps a port.
_HOST = re.compile(r"(?:\[(?P<address>[0-9A-Fa-f:.]+)\]|(?P<name>[^:\[\]]+))(?::\d*)?")


def from_this_machine(scope: Scope) -> bool:
    """By its address, under a name of its own, and not through a proxy.

    A page of another site that points its name at this machine would else read every case in the browser of who opens
    it, and a proxy would lend its address to all who ask it. nginx as it comes says nothing of itself and asks for this
    machine by name, but by HTTP/1.0, which nobody else speaks any more (nor does nginx from release 1.29.7 on).
    """
    asked = HTTPConnection(scope)
    if scope.get("http_version") == "1.0":
        return False
    if any(name in _OF_PROXIES or name.startswith(_FORWARDED) for name in asked.headers):
        return False
    # Read here: the library takes its own address in the place of a name that it thinks malformed, such as a_b.example,
    # which browsers visit all the same.
    hosts = asked.headers.getlist("host")
    host = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
    if host is None or asked.client is None:
        return False
    return is_loopback(asked.client.host) and is_loopback((host["address"] or host["name"]).lower())
