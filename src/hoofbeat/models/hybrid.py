"""The hybrid pools knowledge model, re-ranker and cohort model into one probability over the whole catalogue.

It is a log-linear pool (Genest & Zidek, Statistical Science 1986). *s(d)* is the score of disease *d* by the knowledge
model, refined by the re-ranker; *p(d)* is its probability by the cohort model, if the cohort model has learned *d*:

    z(d) = a · s(d) + [d learned] · (b · log max(p(d), ε) + c),    P(d) = (1 − η) · softmax(z)(d) + η / D

*a* is the inverse temperature that calibrates the knowledge model (Guo et al. 2017); *b* says how far to trust the
cohort model; *c* sets its scale against the diseases it never saw. They are fitted by maximum likelihood on cases that
neither model has read and whose disease is listed, under one η for all: without any, a few patients whose evidence says
nothing of their disease would make every other answer timid.

*η* is then what keeps the first answer as sure as it was right (Platt 1999), over all of these cases; one whose disease
nothing lists is wrong. With *p* the largest part of the softmax,

    η = max(0, 1 − σ(l + m · log(p / (1 − p))) / p)

Where the catalogue has common diseases, z is only the half of it that speaks of orphan ones: ``models.common`` ranks
the others, and mixes both by where one asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import GENETICS, Circumstances
from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.models.common.model import CommonModel
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.models.pairs import PairWorld
from hoofbeat.models.reranker import Reranker


class CohortRanker(Protocol):
    """A fitted cohort model, as the hybrid sees it."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Disease ids, one a column of the answer."""
        ...

    def predict(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Probabilities, float32 [cases, classes]."""
        ...


def learned_by(cohort: CohortRanker | None, cases: Sequence[Case]) -> NDArray[np.float32]:
    """Probabilities of a cohort model, float32 [cases, classes]; no column without one."""
    return cohort.predict(cases) if cohort else np.zeros((len(cases), 0), dtype=np.float32)


#: Probabilities closer than this to 0 or 1 are taken to be so far from it.
CERTAIN = 1e-6


@dataclass(frozen=True)
class HybridParameters:
    """Parameters of the pool, with the symbols of the module's formula.

    Attributes:
        evidence: a, weight of the knowledge score.
        cohort: b, weight of the cohort model's log-probability.
        offset: c, nats added to every disease the cohort model has learned.
        level: l, log-odds that the first disease is right where the softmax gives it even odds.
        slope: m, growth of these log-odds with those of the softmax; level 0 and slope 1 leave the softmax as it is.
        floor: ε, least cohort probability; a smaller one counts as ε.
    """

    evidence: float = 1.0
    cohort: float = 0.0
    offset: float = 0.0
    level: float = 0.0
    slope: float = 1.0
    floor: float = 1e-3

    @property
    def sureness(self) -> NDArray[np.float32]:
        """Level and slope, float32 [2]."""
        return np.array([self.level, self.slope], dtype=np.float32)


@dataclass(frozen=True)
class HybridRanker:
    """Ranks the whole catalogue.

    Attributes:
        knowledge: knowledge model, which scores every disease.
        cohort: cohort model of the diseases with enough cases; ``None`` where no disease has enough.
        parameters: parameters of the pooling.
        reranker: re-ranker of the best candidates; ``None`` where too few cases could teach it.
        pairs: knowledge from which the re-ranker's columns are made; set together with it.
        common: the common diseases; ``None`` where the catalogue has none of ours.
        circumstances: where one asks, and of whom.
    """

    knowledge: KnowledgeModel
    cohort: CohortRanker | None = None
    parameters: HybridParameters = HybridParameters()
    reranker: Reranker | None = None
    pairs: PairWorld | None = None
    common: CommonModel | None = None
    circumstances: Circumstances = GENETICS

    def under(self, circumstances: Circumstances) -> "HybridRanker":
        """The same ranking, asked elsewhere."""
        return replace(self, circumstances=circumstances)

    @property
    def speaks_of(self) -> NDArray[np.bool_]:
        """Diseases that any statement or case speaks of, bool [D]."""
        known = self.knowledge.speaks_of.copy()
        if self.common:
            known[self.common.positions] = True
        return known

    @property
    def class_positions(self) -> NDArray[np.int64]:
        """Catalogue positions of the diseases the cohort model has learned.

        Raises:
            KnowledgeError: the catalogue lacks one of them.
        """
        positions = []
        for disease in self.cohort.classes if self.cohort else ():
            position = self.knowledge.catalogue.find(disease)
            if position is None:
                raise KnowledgeError(
                    f"The cohort model has learned {disease}, which the catalogue lacks",
                    hint="train the model again with this catalogue",
                )
            positions.append(position)
        return np.array(positions, dtype=np.int64)

    def refined(self, cases: Sequence[Case], scores: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        """Scores as the re-ranker refines them, s of the module's formula, float32 [cases, D].

        Args:
            cases: standardised.
            scores: what the knowledge model says of them, if it has been asked.
        """
        scores = self.knowledge.scores(cases) if scores is None else scores
        if self.reranker is None or self.pairs is None:
            return scores
        return self.reranker.refine(self.pairs, cases, scores)

    def logits(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Logits, z of the module's formula or of the mixture with common diseases, float32 [cases, D]."""
        return self.joined(cases, self.knowledge.scores(cases), learned_by(self.cohort, cases))

    def joined(
        self, cases: Sequence[Case], scores: NDArray[np.float32], learned: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """The logits of cases of which knowledge model and cohort model have been asked."""
        logits = pool(self.refined(cases, scores), learned, self.class_positions, self.parameters)
        if self.common is None:
            return logits
        shares = raised_by_cohort(learned, self.class_positions, self.parameters.floor, logits.shape[1])
        return self.common.mixed(logits, shares, cases, [self.circumstances] * len(cases)).logits

    def scores(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Scores that the ranking sorts by, float32 [cases, D]: the logits."""
        return self.logits(cases)

    @property
    def sureness(self) -> NDArray[np.float32]:
        """(l, m) where one asks, float32 [2]."""
        own = self.common.parameters.sureness.get(self.circumstances.setting) if self.common else None
        return self.parameters.sureness if own is None else np.array(own, dtype=np.float32)

    def probabilities(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Probability of every disease of the catalogue, float32 [cases, D]; rows sum to one."""
        return with_sureness(self.logits(cases), np.tile(self.sureness, (len(cases), 1)))


def pool(
    scores: NDArray[np.float32],
    learned: NDArray[np.float32],
    positions: NDArray[np.int64],
    parameters: HybridParameters,
    out: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Pool knowledge scores [n, D] with cohort probabilities [n, C] that stand at ``positions`` [C].

    A probability that is NaN belongs to a disease that this case's cohort model has not learned, and adds nothing. The
    logits are written to ``out``, if given: a matrix of cases by catalogue takes longer to be given than to be filled.
    """
    logits = np.multiply(parameters.evidence, scores, out=np.empty_like(scores) if out is None else out)
    share = parameters.cohort * np.log(np.maximum(learned, parameters.floor)) + parameters.offset
    logits[:, positions] += np.nan_to_num(share)
    return logits


def raised_by_cohort(
    learned: NDArray[np.float32], positions: NDArray[np.int64], floor: float, diseases: int
) -> NDArray[np.float32]:
    """Log-probability of the cohort model [n, C] for every disease above the least, ε; float32 [n, D], in nats."""
    raised = np.zeros((len(learned), diseases), dtype=np.float32)
    raised[:, positions] = np.nan_to_num(np.log(np.maximum(learned, floor) / floor))
    return raised


def softmax(logits: NDArray[np.float32], out: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """Row-wise softmax, stable for any finite input; written to ``out``, which may be the input, if given."""
    shares = np.subtract(logits, logits.max(axis=1, keepdims=True), out=out)
    np.exp(shares, out=shares)
    shares /= shares.sum(axis=1, keepdims=True)
    return np.asarray(shares, dtype=np.float32)


def with_sureness(logits: NDArray[np.float32], sureness: NDArray[np.float32]) -> NDArray[np.float32]:
    """P of the module's formula from z [n, D] and the (l, m) of each case [n, 2]."""
    certain = softmax(logits)
    first = certain.max(axis=1)
    level, slope = sureness.T
    right = expit(level + slope * _log_odds(certain))
    share = np.maximum(0, 1 - right / first)[:, None]
    certain *= 1 - share
    certain += share / np.float32(logits.shape[1])
    return certain


def _log_odds(certain: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log-odds of the first answer of each softmax, [n].

    By the sum of all others: near 1, what is missing to 1 has lost its digits.
    """
    rows = np.arange(len(certain)), certain.argmax(axis=1)
    others = certain.copy()
    others[rows] = 0
    odds = np.maximum(certain[rows], CERTAIN) / np.maximum(others.sum(axis=1), CERTAIN)
    return np.asarray(np.log(odds), dtype=np.float32)


def fit_pool(
    scores: NDArray[np.float32],
    learned: NDArray[np.float32],
    positions: NDArray[np.int64],
    truth: NDArray[np.int64],
    *,
    floor: float = 1e-3,
) -> HybridParameters:
    """Fit a, b, c, then l and m, by maximum likelihood, with a weak pull of a, b, c towards (1, 0, 0).

    A few thousand cases determine the five parameters well; more cost time, so sample before.

    Args:
        scores: knowledge scores of cases the model has not read, [n, D].
        learned: cohort probabilities of the cases, by models that have not read them either, [n, C].
        positions: catalogue positions of the cohort classes, [C].
        truth: catalogue position of each case's disease; −1 where nothing lists it.
        floor: ε, least cohort probability.
    """
    usable = np.flatnonzero(truth >= 0)
    if len(usable) == 0:
        return HybridParameters(floor=floor)
    likelihood = _Likelihood(scores[usable], learned[usable], positions, truth[usable], floor)
    learnable = 1.0 if len(positions) else 0.0
    found = minimize(
        likelihood,
        np.array([0.5, 0.0, 0.0, 0.2]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.01, 10.0), (0.0, 10.0 * learnable), (-20.0 * learnable, 20.0 * learnable), (1e-4, 0.9)],
    )
    a, b, c, _ = (float(value) for value in found.x)
    pooled = pool(scores, learned, positions, HybridParameters(a, b, c, floor=floor))
    certain = softmax(pooled, out=pooled)
    return HybridParameters(a, b, c, *_fit_sureness(certain, truth), floor)


def _fit_sureness(certain: NDArray[np.float32], truth: NDArray[np.int64]) -> tuple[float, float]:
    """Fit l and m to softmaxes [n, D] and the diseases' positions [n], −1 for one that nothing lists."""
    right = certain.argmax(axis=1) == truth
    if right.all() or not right.any():
        return 0.0, 1.0
    fitted = LogisticRegression(C=100.0).fit(_log_odds(certain)[:, None], right)
    return float(fitted.intercept_[0]), max(0.0, float(fitted.coef_[0, 0]))


class _Likelihood:
    """Mean negative log-likelihood of (a, b, c, η) and its gradient."""

    def __init__(
        self,
        scores: NDArray[np.float32],
        learned: NDArray[np.float32],
        positions: NDArray[np.int64],
        truth: NDArray[np.int64],
        floor: float,
    ) -> None:
        self.scores, self.learned, self.positions, self.truth = scores, learned, positions, truth
        self.floor = floor
        self.rows = np.arange(len(truth))
        self.room = np.empty_like(scores)
        column = np.full(scores.shape[1], -1, dtype=np.int64)
        column[positions] = np.arange(len(positions))
        self.is_learned = np.isfinite(learned)
        self.log_learned = np.nan_to_num(np.log(np.maximum(learned, floor)))
        # What z(true disease) grows by per unit of a, b and c; the last column stands for diseases in no class.
        self.actual = np.column_stack(
            [
                scores[self.rows, truth],
                np.pad(self.log_learned, ((0, 0), (0, 1)))[self.rows, column[truth]],
                np.pad(self.is_learned, ((0, 0), (0, 1)))[self.rows, column[truth]],
            ]
        ).astype(np.float64)

    def __call__(self, values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        a, b, c, unexplained = values
        here = HybridParameters(a, b, c, floor=self.floor)
        logits = pool(self.scores, self.learned, self.positions, here, out=self.room)
        by_evidence = softmax(logits, out=logits)
        of_truth = by_evidence[self.rows, self.truth].astype(np.float64)
        uniform = 1.0 / self.scores.shape[1]
        total = (1 - unexplained) * of_truth + unexplained * uniform
        in_classes = by_evidence[:, self.positions]
        expected = np.column_stack(
            [
                np.einsum("nd,nd->n", by_evidence, self.scores),
                (in_classes * self.log_learned).sum(axis=1),
                (in_classes * self.is_learned).sum(axis=1),
            ]
        )
        explained = (1 - unexplained) * of_truth / total
        slope = ((expected - self.actual) * explained[:, None]).mean(axis=0)
        pull = values[:3] - np.array([1.0, 0.0, 0.0])
        gradient = np.append(slope + 2e-3 * pull, ((of_truth - uniform) / total).mean())
        return float(-np.log(total).mean() + 1e-3 * pull @ pull), gradient
