"""What an answer says beyond its ranking: what is missing, what is not explained, what to ask, what to beware of."""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.going_on.stopping import stop_reason
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.profiles import Floats, Positions, ProfileBook, expand
from hoofbeat.bundle.runtime.questions import LEADING, MOST, best_questions, leading, should_stop
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.bundle.runtime.trust import Judgement, Trust, evidence_row, judge
from hoofbeat.domain.differential import Caution, NextFinding
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording

#: Share of a disease's patients from which a finding is expected: two in five, after small series were shrunk.
EXPECTED = 0.4

#: Findings and diseases named at once: more would not be read.
_MOST_MISSING = 5
_MOST_SHIFTS = 3

#: A move of a probability that is worth a word.
_SMALLEST_SHIFT = 0.01

#: What a record is made of. Those that a line holds by the dozen are made together with it, in half of the time.
Fields = dict[str, Any]


class Asked(NamedTuple):
    """What to ask next, the most informative first, whether asking on would tell little, and why."""

    findings: tuple[NextFinding, ...]
    stop: bool
    reason: Wording | None


class Explainer:
    """Puts profiles and trust of a bundle into words.

    Args:
        book: profiles; its positions are those of ``lexicon`` and ``diseases``.
        lexicon: names of the findings.
        diseases: the catalogue.
        trust: what held-out answers say of the next one, if anything.
    """

    def __init__(
        self, book: ProfileBook, lexicon: Lexicon, diseases: LateRows[Disease], trust: Trust | None = None
    ) -> None:
        self.book = book
        self._entries = lexicon.entries
        self._diseases = diseases
        self._trust = trust
        self._orphan = np.array(list(diseases.column("orphan")))

    def judge(self, probability: Floats, observed: Positions, excluded: Positions, *, speaks: bool) -> Judgement | None:
        """Trust in one answer, if the bundle has any; where nothing ``speaks`` for any disease, nothing is enough."""
        if self._trust is None:
            return None
        evidence = evidence_row(self.book.specificity[observed], len(excluded))
        found = judge(self._trust, probability, self._orphan, evidence)
        return found if speaks else found._replace(sufficient=False, conformal_set=None)

    def expected_missing(self, diseases: Positions, observed: Positions, excluded: Positions) -> list[list[Fields]]:
        """Findings frequent in each disease and not stated, by what an answer would weigh: frequency × specificity.

        One that an observed finding implies is there; one whose ancestor was excluded is absent.

        Returns:
            For each disease the fields of its :class:`~hoofbeat.domain.differential.ExpectedFinding`.
        """
        owner, places = expand(self.book.starts, diseases)
        frequent = self.book.frequencies[places] >= EXPECTED
        owner, places = owner[frequent], places[frequent]
        findings = self.book.findings[places].astype(np.int64)
        kept = ~(self.book.implied(observed) | self.book.ruled_out(excluded))[findings]
        owner, findings, frequencies = owner[kept], findings[kept], self.book.frequencies[places[kept]]
        order = np.lexsort((-frequencies * self.book.specificity[findings], owner))
        ends = np.searchsorted(owner[order], np.arange(len(diseases) + 1))
        shown = [order[begin : min(begin + _MOST_MISSING, end)] for begin, end in pairwise(ends)]
        return [
            [
                {**self.named(finding), "frequency": round(frequency, 3)}
                for finding, frequency in zip(findings[few].tolist(), frequencies[few].tolist(), strict=True)
            ]
            for few in shown
        ]

    def next_findings(
        self, probability: Floats, first: Positions, observed: Positions, excluded: Positions, most: int = MOST
    ) -> Asked:
        """What to ask next, and whether to stop asking.

        Args:
            probability: of every disease, [D].
            first: positions of the leading diseases, the most probable first.
            observed: positions of the observed findings.
            excluded: positions of the excluded ones.
            most: how many findings to offer.
        """
        first = first[:LEADING]
        before = leading(probability, first)
        questions = best_questions(self.book, first, before, observed, excluded, most)
        after = [answer for question in questions for answer in (question.if_present, question.if_absent)]
        shifts = iter(self._shifts(first, before, np.reshape(after, (-1, len(first)))))
        offered = tuple(
            NextFinding(
                **self.named(question.finding),
                gain=round(question.gain, 4),
                probability=round(question.probability, 4),
                if_present=next(shifts),
                if_absent=next(shifts),
            )
            for question in questions
        )
        surest = float(probability[first[0]])
        reason = stop_reason(questions, surest, self._diseases[int(first[0])])
        return Asked(offered, should_stop(questions, surest), reason)

    def _shifts(self, first: Positions, before: NDArray[np.float64], after: NDArray[np.float64]) -> list[list[Fields]]:
        """What each answer moves the most: fields of each :class:`~hoofbeat.domain.differential.Shift`.

        Args:
            first: positions of the leading diseases.
            before: their probabilities, [leading].
            after: the same after each answer, [answers, leading].
        """
        largest = np.argsort(-np.abs(after - before), axis=1, kind="stable")[:, :_MOST_SHIFTS]
        moved = (first[largest], before[largest], np.take_along_axis(after, largest, axis=1))
        return [
            [
                {
                    "disease_id": (disease := self._diseases[position]).id,
                    "names": disease.names,
                    "before": round(earlier, 4),
                    "after": round(later, 4),
                }
                for position, earlier, later in zip(*answer, strict=True)
                if abs(later - earlier) >= _SMALLEST_SHIFT
            ]
            for answer in zip(*(part.tolist() for part in moved), strict=True)
        ]

    def named(self, finding: int) -> Fields:
        """The fields of a :class:`~hoofbeat.domain.differential.NamedFinding`."""
        entry = self._entries[finding]
        return {"finding_id": entry.id, "names": entry.names}


def caution_of(judgement: Judgement | None, *, speaks: bool) -> Caution | None:
    """Why a ranking should not be relied upon; ``speaks``: whether anything in the case speaks for any disease."""
    if not speaks:
        return Caution(
            kind="nothing known",
            texts=Wording(
                en="Nothing in this case speaks for any disease the model knows: the order is little more than how "
                "frequent diseases are.",
                es="Nada de este caso habla a favor de ninguna enfermedad que el modelo conozca: el orden es poco más "
                "que lo frecuentes que son.",
            ),
        )
    if judgement is None or judgement.sufficient:
        return None
    of_ten = max(round(10 * judgement.sufficiency), 1)
    return Caution(
        kind="too little",
        texts=Wording(
            en=f"Too little information: of ten patients like this one, only about {of_ten} would have their disease "
            "among the first ten.",
            es="Información insuficiente: de diez pacientes como este, solo "
            f"{'uno tendría' if of_ten == 1 else f'unos {of_ten} tendrían'} su enfermedad entre las diez primeras.",
        ),
    )
