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

#: A finding of more diseases than this is a body system, and nobody can answer for a body system.
TOO_GENERAL = 0.2

#: Correlation over the leading diseases above which two findings are the same question in other words.
ALIKE = 0.9

#: Bits below which a question is not worth the patient's time.
LEAST_GAIN = 0.1

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
    shown, share = book.climbed(first)
    askable = book.stated_by_any(first)[shown] & (book.background[shown] <= TOO_GENERAL)
    askable &= ~book.implied(observed)[shown] & ~book.below_any(shown, excluded)
    findings = shown[askable]
    chance = np.maximum(share[:, askable], book.background[findings]).astype(np.float64)
    positive = prior @ chance
    gain = _entropy(positive) - prior @ _entropy(chance)
    spread = chance - positive
    spread /= np.sqrt(np.maximum(prior @ spread**2, 1e-12))
    questions: list[Question] = []
    chosen: list[int] = []
    taken, above = set[int](), set[int]()
    for column in np.argsort(-gain, kind="stable"):
        if len(questions) == most or gain[column] <= 0:
            break
        finding = int(findings[column])
        ancestors = book.ancestors(finding).tolist()
        if finding in above or not taken.isdisjoint(ancestors):
            continue  # an ancestor, or a descendant, of one on the list
        if chosen and ((prior * spread[:, column]) @ spread[:, chosen] > ALIKE).any():
            continue
        chosen.append(int(column))
        taken.add(finding)
        above.update(ancestors)
        yes, no = prior * chance[:, column], prior * (1 - chance[:, column])
        questions.append(
            Question(finding, float(gain[column]), float(positive[column]), yes / yes.sum(), no / no.sum())
        )
    return questions


def should_stop(questions: list[Question], surest: float) -> bool:
    """Whether asking on would tell little: the first disease is ``SURE``, or no question gains ``LEAST_GAIN``."""
    return surest >= SURE or not questions or questions[0].gain < LEAST_GAIN


def _entropy(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The h of the module's formula, in bits."""
    kept = np.clip(chance, 1e-12, 1 - 1e-12)
    return np.asarray(-(kept * np.log2(kept) + (1 - kept) * np.log2(1 - kept)), dtype=np.float64)
