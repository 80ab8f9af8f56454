"""Every case put to a bundle."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.circumstances import Setting
from hoofbeat.evaluation.examination.cases import ExaminationCase
from hoofbeat.evaluation.examination.result import CaseAnswer
from hoofbeat.evaluation.ranking import pessimistic_ranks


def answers(bundle: Bundle, cases: Iterable[ExaminationCase], settings: Sequence[Setting]) -> Iterator[CaseAnswer]:
    """One answer for each case and setting: the rank of the best accepted disease, ties against us."""
    positions = {
        any_id: position
        for position, disease in enumerate(bundle.diseases)
        for any_id in (disease.id, *disease.equivalent_ids)
    }
    for case in cases:
        accepted = sorted({positions[any_id] for any_id in case.accepted or () if any_id in positions})
        for setting in settings:
            probability, score = bundle.answer(case.asked(), case.circumstances(setting))
            yield CaseAnswer(
                case=case.case,
                setting=setting,
                half=case.half,
                orphan=case.orphan,
                listed=bool(accepted),
                rank=_rank(score, accepted),
                claimed=min(float(probability[bundle.first(score, 1)[0]]), 1.0),
            )


def _rank(score: np.ndarray, accepted: Sequence[int]) -> int:
    """Rank of the best of them; 0 if there is none."""
    if not accepted:
        return 0
    scores = np.broadcast_to(score, (len(accepted), len(score)))
    return int(pessimistic_ranks(scores, np.array(accepted)).min())
