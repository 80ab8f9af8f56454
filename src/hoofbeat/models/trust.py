"""Fitting trust on held-out answers.

The sufficiency by which a held-out case chooses its stratum comes from a model of the other publications, so every case
may fix a threshold (cross-conformal prediction: Vovk, Annals of Mathematics and Artificial Intelligence 2015). No
publication is ever split, because patients of one publication resemble each other. What is promised is in
``bundle.runtime.trust``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from hoofbeat.bundle.runtime.trust import (
    LARGEST_SET,
    Logistic,
    Stratum,
    Trust,
    answer_features,
    evidence_row,
    sufficiency_of,
    terms_of,
)
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import TrainingError
from hoofbeat.knowledge.ontology import Ontology

#: Share of the patients of known diseases whose disease the conformal set shall hold.
COVERAGE = 0.9

#: Below this, two such patients in three have their disease outside the first ten.
ENOUGH = 1 / 3

#: Sufficiency at which a new stratum begins: too little, some, fair, much.
STRATA = (0.0, ENOUGH, 0.5, 0.7)

#: A threshold fixed by fewer cases would move with each of them.
FEWEST_CASES = 100

Floats = NDArray[np.float32]
Positions = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class HeldOut:
    """Answers to n cases that no model had read.

    Attributes:
        probability: probability of every disease of the catalogue, float32 [n, D].
        truth: position of the case's disease, [n]; −1 where nothing speaks of it, listed or not: such a case counts
            against sufficiency, and makes no claim on the sets.
        evidence: evidence, as :func:`evidence_of` makes it, float32 [n, 4].
        groups: number of what must not be split, as :func:`numbered` makes it, [n].
        complete: whether the case is told as it was recorded, [n]. Others, of whom only a few findings are told, teach
            sufficiency what little information looks like, and fix no threshold.
    """

    probability: Floats
    truth: Positions
    evidence: Floats
    groups: Positions
    complete: Mask

    @property
    def everyone(self) -> Positions:
        """All rows, [n]."""
        return np.arange(len(self.truth))

    def split(self, rows: Positions, folds: int, seed: int | None = None) -> Iterator[tuple[Positions, Positions]]:
        """Of some rows those to fit on and those to ask, fold by fold, no group in both; at most one fold a group.

        Raises:
            TrainingError: all cases come from one publication.
        """
        distinct = len(np.unique(self.groups[rows]))
        if distinct < 2:
            raise TrainingError(
                "All held-out answers come from one publication: trust cannot be fitted",
                hint="ingest cases of another publication",
            )
        split = GroupKFold(min(folds, distinct), shuffle=seed is not None, random_state=seed)
        yield from ((rows[taught], rows[asked]) for taught, asked in split.split(rows, groups=self.groups[rows]))

    @cached_property
    def features(self) -> NDArray[np.float64]:
        """What sufficiency is judged by, [n, 9]."""
        rows = zip(self.probability, self.evidence, strict=True)
        return np.array([answer_features(probability, evidence) for probability, evidence in rows])

    @cached_property
    def right(self) -> Mask:
        """Whether the right disease is among the first ten, ties counted against it, [n]."""
        ranks = [
            np.count_nonzero(probability >= own) for probability, own in zip(self.probability, self.own, strict=True)
        ]
        return np.asarray((self.truth >= 0) & (np.array(ranks) <= 10), dtype=np.bool_)

    @cached_property
    def first(self) -> Positions:
        """Position of the most probable disease, [n]."""
        return np.asarray(self.probability.argmax(axis=1), dtype=np.int64)

    @cached_property
    def own(self) -> Floats:
        """Probability of each case's own disease, [n]; 0 where nothing speaks of it."""
        probability = self.probability[np.arange(len(self.truth)), self.truth]
        return np.where(self.truth >= 0, probability, 0).astype(np.float32)


def numbered(groups: Sequence[str | None]) -> Positions:
    """A number for each publication or patient; a case without one is a group by itself."""
    known: dict[str | int, int] = {}
    return np.array([known.setdefault(row if group is None else group, len(known)) for row, group in enumerate(groups)])


def evidence_of(cases: Sequence[Case], ontology: Ontology, specificity: Floats) -> Floats:
    """What the answers to standardised cases rest on, float32 [cases, 4]; see ``bundle.runtime.trust.EVIDENCE``.

    Args:
        cases: findings that the ontology lacks are ignored, as the models ignore them.
        ontology: findings.
        specificity: specificity of every finding in nats, [T] (``ProfileBook.specificity``).
    """
    rows = []
    for case in cases:
        observed = [ontology.index[finding] for finding in case.observed if finding in ontology.index]
        excluded = sum(finding in ontology.index for finding in case.excluded)
        rows.append(evidence_row(specificity[observed], excluded))
    return np.array(rows, dtype=np.float32).reshape(-1, 4)


def fit_trust(held: HeldOut, orphan: Mask, *, seed: int = 0, rows: Positions | None = None) -> Trust:
    """Fit sufficiency and the thresholds of the conformal sets.

    Args:
        held: answers to cases that no model had read.
        orphan: which diseases of the catalogue are orphan ones, [D].
        seed: seed of the cross-fitting.
        rows: the answers that teach; all if ``None``.

    Raises:
        TrainingError: all cases come from one publication, or the right disease is always or never in the first ten.
    """
    rows = held.everyone if rows is None else rows
    sufficiency = np.zeros(len(held.truth))
    for taught, asked in held.split(rows, 2, seed):
        model = _sufficiency(held.features[taught], held.right[taught])
        sufficiency[asked] = sufficiency_of(model, held.features[asked])
    usable = rows[held.complete[rows] & (held.truth[rows] >= 0)]
    first_is_orphan, number = orphan[held.first[usable]], np.digitize(sufficiency[usable], STRATA) - 1
    strata = tuple(
        _stratum(kind, STRATA[n], held, usable[(first_is_orphan == kind) & (number == n)])
        for kind in (True, False)
        for n in range(len(STRATA))
    )
    fitted = _sufficiency(held.features[rows], held.right[rows])
    return fitted.model_copy(update={"strata": strata, "unlisted": _unlisted(held, rows, fitted)})


def _unlisted(held: HeldOut, rows: Positions, fitted: Trust) -> Logistic | None:
    """How likely a disease is none that anything is known of; ``None`` where all or none of the patients have one."""
    unknown = held.truth[rows] < 0
    if len(np.unique(unknown)) < 2:
        return None
    terms = terms_of(held.features[rows], np.array(fitted.centre), np.array(fitted.scale))
    model = LogisticRegression(max_iter=1000).fit(terms, unknown)
    return Logistic(weights=tuple(model.coef_[0].tolist()), intercept=float(model.intercept_[0]))


def _sufficiency(features: NDArray[np.float64], right: Mask) -> Trust:
    """The logistic model; no stratum yet."""
    if len(np.unique(right)) < 2:
        raise TrainingError(
            "The right disease is always or never among the first ten: sufficiency cannot be learned",
            hint="ingest more cases",
        )
    centre, spread = features.mean(axis=0), features.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    model = LogisticRegression(max_iter=1000).fit(terms_of(features, centre, scale), right)
    return Trust(
        coverage=COVERAGE,
        enough=ENOUGH,
        centre=tuple(centre.tolist()),
        scale=tuple(scale.tolist()),
        weights=tuple(model.coef_[0].tolist()),
        intercept=float(model.intercept_[0]),
        strata=(),
        cases=len(right),
    )


def _stratum(orphan: bool, above: float, held: HeldOut, rows: Positions) -> Stratum:
    """The largest threshold that (n + 1) · coverage of the n patients' own diseases reach."""
    n = len(rows)
    if n < FEWEST_CASES:
        return Stratum(orphan=orphan, above=above, threshold=0.0, cases=n)
    needed = int(np.ceil((n + 1) * COVERAGE))
    threshold = float(np.sort(held.own[rows])[::-1][needed - 1])
    sizes = [np.count_nonzero(held.probability[row] >= threshold) for row in rows]
    return Stratum(
        orphan=orphan, above=above, threshold=threshold, short=float(np.mean(np.array(sizes) <= LARGEST_SET)), cases=n
    )
