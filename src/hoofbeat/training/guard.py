"""Which candidate wins: the best by macro-F1, unless it pays for it with the orphan diseases."""

from collections.abc import Mapping
from dataclasses import dataclass

#: The metric that decides.
CRITERION = "macro_f1"

#: The metric that must not be given away for it.
GUARD = "orphan_macro_recall"

#: How much of the guard's metric a winner may lack to the best candidate. Macro-recall over 200 diseases moves by about
#: 0.01 from one seed to the next.
MARGIN = 0.02

Metrics = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Verdict:
    """Who wins, and why not the one with the best ``CRITERION``.

    Attributes:
        winner: name of the candidate.
        guarded: the candidates better by ``CRITERION`` that the guard kept from winning, best first.
        reason: one sentence for people; empty where the guard decided nothing.
    """

    winner: str
    guarded: tuple[str, ...] = ()
    reason: str = ""


def choose(metrics: Metrics) -> Verdict:
    """The best by ``CRITERION`` among those the guard lets through; of equals the first.

    Args:
        metrics: figures of each candidate, by name. Without orphan disease there is no ``GUARD``, and nothing to guard.
    """
    ranked = sorted(metrics, key=lambda name: -metrics[name][CRITERION])
    winner = next(name for name in ranked if passes(name, metrics))
    guarded = tuple(ranked[: ranked.index(winner)])
    return Verdict(winner, guarded, _reason(winner, guarded, metrics) if guarded else "")


def passes(name: str, metrics: Metrics) -> bool:
    """Whether the candidate's recall over orphan diseases is within ``MARGIN`` of the best one's."""
    best = max(figures.get(GUARD, 0.0) for figures in metrics.values())
    return best - metrics[name].get(GUARD, 0.0) <= MARGIN


def _reason(winner: str, guarded: tuple[str, ...], metrics: Metrics) -> str:
    best = max(metrics, key=lambda name: metrics[name][GUARD])
    refused = ", ".join(f"{name} ({metrics[name][GUARD]:.3f})" for name in guarded)
    return (
        f"The guard decided: {winner} wins though macro-F1 is higher for {refused}, whose macro-recall over orphan "
        f"diseases, in brackets, is more than {MARGIN} below the {metrics[best][GUARD]:.3f} of {best}."
    )
