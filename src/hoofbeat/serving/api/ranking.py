"""Which bundle answers a request, the champion or one on trial, and what is counted of it."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request

from hoofbeat.domain.differential import Differential
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.api.predictions import identified
from hoofbeat.serving.api.schemas import DifferentialRequest
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.rollout.rollout import Rollout
from hoofbeat.serving.turns import scoring

#: Header of the page's sitting: a random token, so that one sitting is answered by one bundle.
SITTING = "Hoofbeat-Sitting"

_T = TypeVar("_T")


def ranked(
    asked: DifferentialRequest, request: Request, bundle: Diagnoser, metrics: ServingMetrics, *, on_trial: bool
) -> Differential:
    """The differential of one case, counted.

    Args:
        asked: the case.
        request: what it came with.
        bundle: the champion.
        metrics: where it is counted.
        on_trial: whether a challenger is asked too, or instead.
    """
    case = asked.case(request.app.state.settings.altitude)
    rollout: Rollout | None = request.app.state.rollout if on_trial else None

    def ask(by: Diagnoser) -> Differential:
        return by.differential(
            case, circumstances=asked.circumstances, top=asked.top, explain=asked.explain, grouped=asked.grouped
        )

    with scoring(request):
        if rollout is None:
            answer = ask(bundle)
        else:
            bundle, answer = rollout.differential(bundle, request.headers.get(SITTING), ask)
    metrics.differential(bundle, case, answer)
    return identified(answer)


def same_sitting(request: Request, bundle: Diagnoser, ask: Callable[[Diagnoser], _T]) -> _T:
    """What the bundle says that answers this sitting's differentials."""
    rollout: Rollout | None = request.app.state.rollout
    with scoring(request):
        return ask(bundle) if rollout is None else rollout.asked(bundle, request.headers.get(SITTING), ask)[1]
