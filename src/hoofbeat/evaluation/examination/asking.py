"""Every case put to a bundle."""

from collections.abc import Iterable, Iterator, Sequence

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.circumstances import Setting
from hoofbeat.evaluation.accepted import accepted_places, best_rank, places_of
from hoofbeat.evaluation.examination.cases import ExaminationCase
from hoofbeat.evaluation.examination.result import CaseAnswer


def answers(bundle: Bundle, cases: Iterable[ExaminationCase], settings: Sequence[Setting]) -> Iterator[CaseAnswer]:
    """One answer for each case and setting: the rank of the best accepted disease, ties against us."""
    places = places_of(bundle)
    for case in cases:
        accepted = accepted_places(places, case.accepted or ())
        for setting in settings:
            probability, score = bundle.answer(case.asked(), case.circumstances(setting))
            yield CaseAnswer(
                case=case.case,
                setting=setting,
                half=case.half,
                orphan=case.orphan,
                listed=bool(accepted),
                rank=best_rank(score, accepted),
                claimed=min(float(probability[bundle.first(score, 1)[0]]), 1.0),
            )
