"""What a bundle answers to a case as it was registered, held against what was confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import track
from hoofbeat.domain.circumstances import GENETICS, Circumstances
from hoofbeat.evaluation.accepted import places_of
from hoofbeat.watching.outcomes.followed import Followed

#: Log loss of a disease that nothing lists, and the most that any case counts: nats.
WORST_LOSS = 10.0


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """One answer, and the confirmed diagnosis where there is one.

    Attributes:
        registered: time of the registration.
        confirmed: time of the confirmation; ``None`` while there is none.
        sureness: probability of the first disease.
        first_ten: probability of the first ten together.
        first_orphan: whether the first disease is an orphan one: known before any label.
        age: age in years.
        sex: sex as recorded.
        source: source of the case.
        disease: canonical id of the confirmed disease, its recorded id where the catalogue lacks it; empty without.
        orphan: whether the confirmed disease is an orphan one; one that the catalogue lacks counts as such.
        rank: rank of the confirmed disease, 0 for one that the catalogue lacks.
        loss: −log of its probability (nats), at most ``WORST_LOSS``.
        in_set: whether the conformal set holds it; ``None`` where no set was given.
    """

    registered: datetime
    confirmed: datetime | None
    sureness: float
    first_ten: float
    first_orphan: bool
    age: float | None = None
    sex: str = "unknown"
    source: str = "app"
    disease: str = ""
    orphan: bool = False
    rank: int = 0
    loss: float = WORST_LOSS
    in_set: bool | None = None


def judge_cases(
    bundle: Bundle, followed: Sequence[Followed], circumstances: Circumstances = GENETICS
) -> list[JudgedAnswer | None]:
    """Put every case to a bundle, in the order given; ``None`` where it knows nothing of the case.

    Args:
        bundle: the bundle that answers.
        followed: cases as they were registered.
        circumstances: where one asks.
    """
    places = places_of(bundle)
    orphans = np.array([bool(one) for one in bundle.diseases.column("orphan")])
    return [_judged(bundle, one, circumstances, places, orphans) for one in track(followed, "Asking the bundle")]


def _judged(
    bundle: Bundle,
    followed: Followed,
    circumstances: Circumstances,
    places: Mapping[str, int],
    orphans: NDArray[np.bool_],
) -> JudgedAnswer | None:
    weighed = bundle.weighed(followed.case, circumstances)
    if weighed is None:
        return None
    probability, score, judgement = weighed
    first = bundle.first(score, 10)
    answer = JudgedAnswer(
        registered=followed.registered,
        confirmed=followed.confirmed,
        sureness=float(probability[first[0]]),
        first_ten=float(probability[first].sum()),
        first_orphan=bool(orphans[first[0]]),
        age=followed.case.age,
        sex=followed.case.sex.value,
        source=followed.source,
    )
    if followed.disease is None:
        return answer
    size = judgement.conformal_set if judgement else None
    place = places.get(followed.disease)
    if place is None:
        return replace(answer, disease=followed.disease, orphan=True, in_set=None if size is None else False)
    rank = bundle.rank(score, place)
    return replace(
        answer,
        disease=bundle.manifest.labels[place],
        orphan=bool(orphans[place]),
        rank=rank,
        loss=float(-np.log(max(float(probability[place]), np.exp(-WORST_LOSS)))),
        in_set=None if size is None else rank <= size,
    )
