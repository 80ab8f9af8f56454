"""What to ask next: the finding whose answer is expected to tell most about which of the leading diseases it is.

With π the probabilities of the leading diseases, renormalised, and P(t|d) the share of a disease's patients with the
finding *t* (never below its mean over all diseases: a profile's silence is no evidence against, as in the ranking), the
expected gain of information is the mutual information of answer and disease (Shannon, Bell System Technical Journal
1948; for choosing what to ask: Lindley, Annals of Mathematical Statistics 1956):

    gain(t) = h(Σ π(d) · P(t|d)) − Σ π(d) · h(P(t|d)),    h(p) = −p · log₂ p − (1 − p) · log₂ (1 − p)
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.profiles import Floats, Positions, ProfileBook

#: Diseases among which a question shall decide.
LEADING = 50

#: Questions offered at once.
MOST = 5

#: Correlation over the leading diseases above which two findings are the same question in other words.
ALIKE = 0.9

#: Bits below which a question is not worth the patient's time.
LEAST_GAIN = 0.1

#: Findings compared with each other at a time: the first few are nearly always enough.
_AT_ONCE = 32

#: Probability from which the first disease is sure enough to stop asking and start confirming.
SURE = 0.9


class Question(NamedTuple):
    """A finding to ask for.

    Attributes:
        finding: position of the finding.
        gain: expected gain of information, bits.
        probability: probability that the answer is yes.
        if_present: probabilities of the leading diseases after a yes, [leading].
        if_absent: the same after a no.
    """

    finding: int
    gain: float
    probability: float
    if_present: NDArray[np.float64]
    if_absent: NDArray[np.float64]


def leading(probability: Floats, first: Positions) -> NDArray[np.float64]:
    """Probabilities of the ``first`` diseases, renormalised: they sum to one."""
    kept = probability[first].astype(np.float64)
    return np.asarray(kept / kept.sum(), dtype=np.float64)


def best_questions(
    book: ProfileBook,
    first: Positions,
    prior: NDArray[np.float64],
    observed: Positions,
    excluded: Positions,
    most: int = MOST,
) -> list[Question]:
    """The most informative findings that neither are stated nor follow from what is, the best first.

    Only findings that some leading profile states itself are asked for, and none beside its own parent or child, or
    beside one that tells the same diseases apart.

    Args:
        book: profiles.
        first: positions of the leading diseases, [leading].
        prior: their probabilities, summing to one.
        observed: positions of the observed findings.
        excluded: positions of the excluded ones: with a finding its descendants are absent.
        most: how many to offer; the first few are the same however many.
    """
    settled = book.implied(observed) | book.ruled_out(excluded)
    findings = np.flatnonzero(book.stated_by_any(first) & ~book.too_general & ~settled)
    chances = _Chances(book, first, findings, prior)
    questions: list[Question] = []
    chosen = np.zeros((0, len(first)))
    taken, above = set[int](), set[int]()
    order = np.flatnonzero(chances.gain > 0)
    order = order[np.argsort(-chances.gain[order], kind="stable")]
    for begin in range(0, len(order), _AT_ONCE):
        columns = order[begin : begin + _AT_ONCE]
        chance = chances.of(columns)
        spread = chance - chances.positive[columns, None]
        spread /= np.sqrt(np.maximum(spread**2 @ prior, 1e-12))[:, None]
        # To those on the list already, and to each other.
        alike = ((spread * prior) @ np.concatenate([chosen, spread]).T > ALIKE).tolist()
        against = list(range(len(chosen)))
        for row, (column, finding) in enumerate(zip(columns.tolist(), findings[columns].tolist(), strict=True)):
            if len(questions) == most:
                return questions
            if finding in above or any(alike[row][other] for other in against):
                continue
            ancestors = book.ancestors(finding).tolist()
            if not taken.isdisjoint(ancestors):
                continue  # a descendant of one on the list, as those in ``above`` are ancestors
            against.append(len(chosen) + row)
            taken.add(finding)
            above.update(ancestors)
            yes, no = prior * chance[row], prior * (1 - chance[row])
            told = float(chances.gain[column]), float(chances.positive[column])
            questions.append(Question(finding, *told, yes / yes.sum(), no / no.sum()))
        chosen = np.concatenate([chosen, spread])[against]
    return questions


class _Chances:
    """P of the module's formula for each of the leading diseases and each of k findings, and what asking gains.

    Most profiles are silent about most findings, and their chance is the background: what that comes to is worked out
    once a finding, and only what a profile states beside it.

    Attributes:
        positive: probability that the answer is yes, [k].
        gain: expected gain of information, bits, [k].
    """

    def __init__(self, book: ProfileBook, first: Positions, findings: Positions, prior: NDArray[np.float64]) -> None:
        told = book.climbed(first, findings)
        background = book.background[findings]
        self._diseases = len(first)
        self._background = background.astype(np.float64)
        self._told = told
        self._chance = np.maximum(told.share, background[told.finding]).astype(np.float64)
        silent, weight = _entropy(self._background), prior[told.disease]
        more = weight * (self._chance - self._background[told.finding])
        self.positive = self._background + np.bincount(told.finding, more, minlength=len(findings))
        unsure = weight * (_entropy(self._chance) - silent[told.finding])
        self.gain = _entropy(self.positive) - silent - np.bincount(told.finding, unsure, minlength=len(findings))

    def of(self, columns: Positions) -> NDArray[np.float64]:
        """The chance of some of the findings in each disease, [columns, leading]."""
        row = np.full(len(self.gain), -1)
        row[columns] = np.arange(len(columns))
        row = row[self._told.finding]
        kept = row >= 0
        chance = np.tile(self._background[columns, None], self._diseases)
        chance[row[kept], self._told.disease[kept]] = self._chance[kept]
        return chance


def should_stop(questions: list[Question], surest: float) -> bool:
    """Whether asking on would tell little: the first disease is ``SURE``, or no question gains ``LEAST_GAIN``."""
    return surest >= SURE or not questions or questions[0].gain < LEAST_GAIN


def _entropy(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The h of the module's formula, in bits."""
    kept = np.clip(chance, 1e-12, 1 - 1e-12)
    return np.asarray(-(kept * np.log2(kept) + (1 - kept) * np.log2(1 - kept)), dtype=np.float64)
