"""How far the answers of a run may be trusted: fitted and judged on the answers that evaluation held out."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.export.profiles import profile_book
from hoofbeat.bundle.runtime.trust import Trust
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import TrainingError
from hoofbeat.evaluation.held_out import Bench, HeldOutAnswers
from hoofbeat.evaluation.protocols import REVEALED, ProtocolResults
from hoofbeat.evaluation.trust import Judged, judge_trust
from hoofbeat.models.common.shown import with_common
from hoofbeat.models.trust import HeldOut, evidence_of, fit_trust, numbered
from hoofbeat.monitoring.windows.answers import CountedAnswers

#: Fewer held-out answers than these teach no trust.
FEWEST_ANSWERS = 200


class Trusted(NamedTuple):
    """What is exported, and how it was judged; ``None`` both where it could not be fitted.

    The answers judged are those to every case of the cohort, in its order, then those to cases told in part. Those to
    whole cases are counted for what a service's answers are compared with.
    """

    trust: Trust | None = None
    judged: Judged | None = None
    answers: CountedAnswers | None = None

    @property
    def figures(self) -> dict[str, float]:
        """The figures there is a case to take from."""
        found = self.judged.figures if self.judged else {}
        return {name: value for name, value in found.items() if np.isfinite(value)}


def trust_of(bench: Bench, found: ProtocolResults, seed: int) -> Trusted:
    """Fit trust on all held-out answers, and judge it across publications."""
    held = _held_out(bench, found, seed)
    orphan = np.array([disease.orphan for disease in bench.teaching.catalogue.diseases], dtype=np.bool_)
    ids = tuple(disease.id for disease in bench.teaching.catalogue.diseases)
    if len(held.truth) < FEWEST_ANSWERS:
        return Trusted(answers=_counted(held, ids, orphan, None))
    try:
        judged = judge_trust(held, orphan, seed=seed)
        return Trusted(fit_trust(held, orphan, seed=seed), judged, _counted(held, ids, orphan, judged))
    except TrainingError:  # one publication, or a cohort in which every answer is right: nothing to learn from
        return Trusted(answers=_counted(held, ids, orphan, None))


def _counted(held: HeldOut, ids: Sequence[str], orphan: NDArray[np.bool_], judged: Judged | None) -> CountedAnswers:
    """The answers to whole cases, counted."""
    whole = np.flatnonzero(held.complete)
    first = held.first[whole]
    return CountedAnswers.of(
        [ids[place] for place in first],
        held.probability[whole, first],
        orphan[first],
        None if judged is None else judged.enough[whole],
        None if judged is None else np.where(judged.shown, judged.size, 0)[whole].astype(np.int64),
    )


def _held_out(bench: Bench, found: ProtocolResults, seed: int) -> HeldOut:
    """The answers of the evaluation, as trust reads them."""
    teaching = bench.teaching
    groups = numbered([case.kept_together for case in teaching.cohort.cases])
    shown = with_common(teaching.profiles(), teaching.ontology, teaching.catalogue)
    specificity = profile_book(teaching.ontology, shown).specificity
    parts = [
        (
            answers.probability,
            np.where(answers.supported, answers.truth, -1),
            evidence_of(cases, teaching.ontology, specificity),
            groups[answers.rows],
            np.full(len(cases), complete),
        )
        for answers, cases, complete in _asked(teaching.cohort.cases, found, seed)
    ]
    return HeldOut(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _asked(
    cases: tuple[Case, ...], found: ProtocolResults, seed: int
) -> Iterator[tuple[HeldOutAnswers, list[Case], bool]]:
    """Answers, their cases as they were told, and whether all of them was told."""
    yield found.held_out, list(cases), True
    for count, answers in zip(REVEALED, found.told_less, strict=False):
        yield answers, [cases[row].with_few_findings(count, seed) for row in answers.rows], False
