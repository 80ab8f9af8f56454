"""How long answers take of a service that gets a fifth of one core."""

import time
from typing import Any

from pairs import quantiles
from processes import used
from served import Case, Place, serving
from throttling import one_core, throttled

WARM_UP, SHARE = 5, 0.2


def slowly(place: Place, cases: list[Case]) -> dict[str, Any]:
    """Questions one after the other to a service that gets a share of one core; what warms up is told apart."""

    def asked(chosen: list[Case]) -> list[float]:
        return [service.ask("/v1/differential", {**case, "explain": True}) for case in chosen]

    with serving(place, *one_core()) as (service, _), throttled(service.process, SHARE) as how:
        warming = asked(cases[:WARM_UP])
        service.ask("/v1/findings?q=arach")
        begun, before = time.perf_counter(), used(service.process)
        seconds = asked(cases[WARM_UP:])
        share = (used(service.process) - before) / (time.perf_counter() - begun)
    most = {"most_ms": round(1000 * max(seconds), 1), "most_warming_up_ms": round(1000 * max(warming), 1)}
    told = {"how": how, "share": SHARE, "share_used": round(share, 3), "asked": len(seconds)}
    return quantiles(seconds) | most | told
