"""How far to trust one answer: is there enough information, and how many diseases hold the right one nine times in ten.

**Sufficiency** is the probability that the right disease is among the first ten, by a logistic model of what the answer
looks like (sure or spread out) and of what it rests on (how many findings, how specific). Below ``Trust.enough`` the
ranking is called what it is: too little information.

**The conformal set** holds every disease at least as probable as a threshold (the least ambiguous sets of Sadinle, Lei
& Wasserman, Journal of the American Statistical Association 2019). The threshold is the quantile of held-out patients'
own probabilities, taken apart for each kind of answer (Mondrian conformal prediction: Vovk, Gammerman & Shafer,
Algorithmic Learning in a Random World, 2005): by sufficiency, and by whether an orphan or a common disease comes first.
So the promise holds within each kind. It is made to patients whose disease the catalogue knows: one that nothing speaks
of is in no list. A set is shown only in strata most of whose sets are short: to show whichever happen to be short would
pick the answers that are surer than they should be.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from hoofbeat.bundle.runtime.largest import among_largest
from hoofbeat.domain.frozen import Frozen

#: What an answer rests on: columns of the evidence, in order. Specificity in nats, over the observed findings.
EVIDENCE = ("observed", "excluded", "specificity, mean", "specificity, largest")

#: A list longer than this helps nobody: no set is given then.
LARGEST_SET = 50

#: Share of a stratum's sets that must be that short for any of them to be shown.
MOSTLY = 0.5

#: How near to 0 and 1 a probability may come before its log-odds are taken.
_CLOSE = 1e-6

#: Standard deviations beyond which a feature counts no further: nothing was learned out there.
_FARTHEST = 3.0

Array = NDArray[np.floating]


class Stratum(Frozen):
    """One kind of answer and its set.

    Attributes:
        orphan: whether the first disease is an orphan one.
        above: smallest sufficiency of this kind; the stratum ends where the next one begins.
        threshold: probability from which a disease belongs to the set; 0 where too few cases stand behind it.
        short: share of the stratum's sets with at most ``LARGEST_SET`` diseases.
        cases: held-out patients of known diseases that fixed the threshold.
    """

    orphan: bool
    above: float = Field(ge=0, le=1)
    threshold: float = Field(ge=0)
    short: float = Field(default=0.0, ge=0, le=1)
    cases: int = Field(ge=0)


class Logistic(Frozen):
    """A logistic model: weights of the terms, and the intercept in nats."""

    weights: tuple[float, ...]
    intercept: float

    def of(self, terms: Array) -> NDArray[np.float64]:
        """Probability, [...], from terms [..., 18]."""
        nats = terms @ np.array(self.weights) + self.intercept
        return np.asarray(1 / (1 + np.exp(-np.clip(nats, -50, 50))), dtype=np.float64)


class Trust(Frozen):
    """What held-out answers say of the next one.

    Attributes:
        coverage: share of the patients whose disease the set shall hold, of those whose disease the catalogue knows.
        enough: sufficiency from which an answer counts as resting on enough.
        centre: mean of each of :func:`answer_features`, in their order.
        scale: standard deviation of each.
        weights: weights of the standardised features, then of their squares.
        intercept: intercept of the logistic model, in nats.
        strata: every kind of answer.
        cases: held-out answers it was fitted on.
        unlisted: how likely the disease is none that anything is known of, from the same terms; ``None`` where no
            held-out patient had such a disease.
    """

    coverage: float = Field(gt=0, lt=1)
    enough: float = Field(ge=0, le=1)
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    strata: tuple[Stratum, ...]
    cases: int = Field(ge=1)
    unlisted: Logistic | None = None


class Judgement(NamedTuple):
    """Trust in one answer.

    Sufficiency in 0–1 and whether it is enough; the set's size, ``None`` if none is given; and the probability that the
    disease is none of those that anything is known of, ``None`` where no held-out patient had such a disease.
    """

    sufficiency: float
    sufficient: bool
    conformal_set: int | None
    unlisted: float | None = None


def evidence_row(specificity: Array, excluded: int) -> NDArray[np.float32]:
    """Evidence of one case, float32 [4], from the specificity of its observed findings [n] (nats)."""
    told = specificity if len(specificity) else np.zeros(1)
    observed = len(specificity)
    return np.array([observed, excluded, told.mean(), told.max()], dtype=np.float32)


def answer_features(probability: Array, evidence: Array) -> NDArray[np.float64]:
    """What sufficiency is judged by, float64 [9].

    Args:
        probability: probability of every disease of the catalogue, [D].
        evidence: evidence, as :func:`evidence_row` makes it.
    """
    best = min(50, len(probability))
    first = np.sort(probability[among_largest(probability, best)])[: -best - 1 : -1].astype(np.float64)
    kept = np.maximum(probability, np.float32(1e-12))
    observed, excluded, mean, largest = (float(value) for value in evidence)
    return np.array(
        [
            _log_odds(first[0]),
            _log_odds(first[:10].sum()),
            _log_odds(first.sum()),
            np.log(max(first[0], _CLOSE) / max(first[min(1, best - 1)], _CLOSE)),
            -(kept * np.log(kept)).sum(),
            np.log1p(observed),
            np.log1p(excluded),
            mean,
            largest,
        ]
    )


def terms_of(features: Array, centre: Array, scale: Array) -> NDArray[np.float64]:
    """Terms of the logistic model, [..., 18]: the standardised features, and their squares."""
    standard = np.clip((features - centre) / scale, -_FARTHEST, _FARTHEST)
    return np.concatenate([standard, standard**2], axis=-1)


def sufficiency_of(trust: Trust, features: Array) -> NDArray[np.float64]:
    """Probability that the right disease is among the first ten, [...], from features [..., 9]."""
    terms = terms_of(features, np.array(trust.centre), np.array(trust.scale))
    return Logistic(weights=trust.weights, intercept=trust.intercept).of(terms)


def unlisted_of(trust: Trust, features: Array) -> float | None:
    """Probability that the disease is none that anything is known of, from features [9]; ``None`` if never learned."""
    if trust.unlisted is None:
        return None
    return float(trust.unlisted.of(terms_of(features, np.array(trust.centre), np.array(trust.scale))))


def stratum_of(trust: Trust, sufficiency: float, orphan: bool) -> Stratum:
    """The kind of an answer of which an ``orphan`` or a common disease is the first."""
    reached = [s for s in trust.strata if s.orphan == orphan and sufficiency >= s.above]
    return max(reached, key=lambda stratum: stratum.above)


def judge(trust: Trust, probability: Array, orphan: NDArray[np.bool_], evidence: Array) -> Judgement:
    """Judge one answer.

    A set that holds nothing belongs to an answer less sure than its kind usually is: it is not shown either.

    Args:
        trust: fitted on held-out answers.
        probability: probability of every disease of the catalogue, [D].
        orphan: which of them are orphan diseases, [D].
        evidence: evidence, as :func:`evidence_row` makes it.
    """
    features = answer_features(probability, evidence)
    sufficiency = float(sufficiency_of(trust, features))
    stratum = stratum_of(trust, sufficiency, bool(orphan[int(probability.argmax())]))
    size = int((probability >= stratum.threshold).sum())
    sufficient = sufficiency >= trust.enough
    shown = sufficient and stratum.short >= MOSTLY and 0 < size <= LARGEST_SET
    return Judgement(sufficiency, sufficient, size if shown else None, unlisted_of(trust, features))


def _log_odds(probability: float) -> float:
    kept = min(max(probability, _CLOSE), 1 - _CLOSE)
    return float(np.log(kept / (1 - kept)))
