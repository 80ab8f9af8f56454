"""How often one may ask: a bucket of tokens for each key, or for each address where nobody shows one."""

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, ip_address
from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

from hoofbeat.serving.http.paths import Templates, path_of
from hoofbeat.serving.http.problems import problem

#: So many a minute for a key where the settings say nothing: ten a second, more than anybody types.
USUAL = 600

#: Buckets that are remembered; the one unused for longest is forgotten first, and is full by then.
_BUCKETS = 10_000
_MINUTE = 60.0


class RateLimit:
    """Refuse with 429 who asks more often than so many times a minute, and no more than those at once.

    Nobody is slowed on this machine, nor where another gate asks first, unless a rate is set: such a gate lends its
    address to all who ask it.

    Args:
        per_minute: requests a minute; 0: as many as one likes; ``None``: the usual, for keys and tokens alone.
        limited: templates of the addresses that count.
        clock: tells seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        per_minute: int | None,
        limited: Iterable[str],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._app = app
        self._rate = USUAL if per_minute is None else per_minute
        self._keys_alone = per_minute is None
        self._limited = Templates(limited)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        wait = 0.0
        if scope["type"] == "http" and self._rate and self._limited.of(path_of(scope)) is not None:
            key_id = scope.get("state", {}).get("key_id")
            if key_id or not self._keys_alone:
                wait = self._wait(f"key {key_id}" if key_id else _address(scope))
        if wait:
            after = {"Retry-After": str(math.ceil(wait))}
            refusal = problem(429, f"More than {self._rate} requests a minute → ask again later.", headers=after)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _wait(self, who: str) -> float:
        """Take a token; 0 if there was one, else the seconds until there is."""
        now = self._clock()
        tokens, since = self._buckets.pop(who, (float(self._rate), now))
        tokens = min(float(self._rate), tokens + (now - since) * self._rate / _MINUTE)
        allowed = tokens >= 1
        self._buckets[who] = (tokens - allowed, now)
        if len(self._buckets) > _BUCKETS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) * _MINUTE / self._rate


def _address(scope: Scope) -> str:
    """The client's address; of IPv6 its network, of which one client has every address."""
    host = (scope.get("client") or ("unknown", 0))[0]
    try:
        found = ip_address(host)
    except ValueError:
        return f"address {host}"
    return f"network {int(found) >> 64}" if isinstance(found, IPv6Address) else f"address {host}"
