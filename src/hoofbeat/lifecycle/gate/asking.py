"""Both bundles are asked the same cases, and what each answered is kept beside the other's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.trust import stratum_of
from hoofbeat.console import track
from hoofbeat.evaluation.accepted import accepted_places, best_rank, places_of
from hoofbeat.lifecycle.gate.cases import GateCase

#: How far probabilities may add up beyond one, in single precision.
_ROUNDING = 1e-3


@dataclass(frozen=True, eq=False)
class BundleAnswers:
    """What one bundle answered to ``n`` cases.

    Attributes:
        ranks: of the right disease, ties against the bundle; 0 for one that its catalogue lacks, int64 [n].
        confidence: probability of the first answer, float64 [n].
        covered: whether the set of that kind of answer holds the right disease, 1 or 0; NaN where the bundle promises
            no set or its catalogue lacks the disease, float64 [n].
        sound: whether the probabilities are numbers that add up to no more than one, bool [n].
    """

    ranks: NDArray[np.int64]
    confidence: NDArray[np.float64]
    covered: NDArray[np.float64]
    sound: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64]) -> "BundleAnswers":
        """The answers to the cases at these positions."""
        return BundleAnswers(self.ranks[rows], self.confidence[rows], self.covered[rows], self.sound[rows])


def ask(bundle: Bundle, cases: Sequence[GateCase], title: str) -> BundleAnswers:
    """Ask a bundle every case.

    Args:
        bundle: asked one case after the other.
        cases: the cases.
        title: of the progress that is shown.
    """
    places = places_of(bundle)
    orphan = np.array([*bundle.diseases.column("orphan")], dtype=np.bool_)
    rows = [_asked(bundle, case, places, orphan) for case in track(cases, title, total=len(cases))]
    ranks, confidence, covered, sound = (np.array(column) for column in zip(*rows, strict=True))
    return BundleAnswers(ranks.astype(np.int64), confidence, covered, sound)


def _asked(
    bundle: Bundle, told: GateCase, places: Mapping[str, int], orphan: NDArray[np.bool_]
) -> tuple[int, float, float, bool]:
    probability, score, judgement = bundle.judged_answer(told.case, told.circumstances)
    right = accepted_places(places, told.accepted)
    covered, trust = float("nan"), bundle.manifest.trust
    if judgement is not None and trust is not None and right:
        kind = stratum_of(trust, judgement.sufficiency, bool(orphan[int(probability.argmax())]))
        covered = float(max(probability[right]) >= kind.threshold)
    sound = bool(np.isfinite(probability).all() and np.isfinite(score).all())
    sound = sound and float(probability.min()) >= 0 and float(probability.sum()) <= 1 + _ROUNDING
    first = float(probability[bundle.first(score, 1)[0]])
    return best_rank(score, right), min(max(first, 0.0), 1.0) if sound else 0.0, covered, sound
