"""Who should see the patient: by what the ranking gives to diseases that must not wait, and to rare hereditary ones.

Three rules, the first that holds:

- ``now``: one disease of which a delay of hours or days harms (``cant_miss``) has at least ``NOW``. To act on a
  probability p is right where p · (harm of missing it) exceeds (1 − p) · (harm of acting in vain), so from
  p = 1 / (1 + ratio of the two harms) on (Pauker & Kassirer, New England Journal of Medicine 1980); ``NOW`` takes the
  ratio as nine.
- ``genetics``: orphan diseases that OMIM lists, most of them hereditary, have at least ``RARE`` together, and there is
  enough information or one of them has at least ``NAMED``.
- ``soon``: the diseases of the first rule have at least ``NOW`` together, none of them alone.

Nothing is suggested where nothing in the case speaks for any disease. What the rules did on presentations and
examination cases is in docs/going-on.md.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.profiles import Floats
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import FALLBACK, Wording
from hoofbeat.domain.next_steps import Referral

#: Probability from which a disease that must not wait is a reason to act at once.
NOW = 0.1

#: Share of the probability from which rare hereditary diseases explain a case best: more likely than not. By itself it
#: says little, for what the ranking cannot place goes to orphan diseases in general.
RARE = 0.5

#: Probability from which a single one of them is named.
NAMED = 0.1

#: More diseases than these would not be read.
_MOST_NAMED = 3

#: Diseases below this are no reason to name them.
_LEAST_NAMED = 0.01

_OMIM = "OMIM:"


class Referrer:
    """Applies the rules to the answers of one catalogue.

    Args:
        diseases: the catalogue.
    """

    def __init__(self, diseases: LateRows[Disease]) -> None:
        self._diseases = diseases

    def refer(self, probability: Floats, *, sufficient: bool | None) -> Referral | None:
        """What to suggest after an answer, if anything.

        Args:
            probability: of every disease, [D].
            sufficient: whether the answer rests on enough; ``None`` where that was not judged.
        """
        urgent = np.where(self._urgent, probability, 0)
        if (alone := self._first(urgent, NOW)).size:
            return self._now(alone, probability)
        hereditary = np.where(self._hereditary, probability, 0)
        share = float(hereditary.sum(dtype=np.float64))
        named = self._first(hereditary, NAMED)
        if share >= RARE and (sufficient or named.size):
            return self._genetics(named if named.size else self._first(hereditary, _LEAST_NAMED), probability, share)
        together = float(urgent.sum(dtype=np.float64))
        if together >= NOW:
            return self._soon(self._first(urgent, _LEAST_NAMED), probability, together)
        return None

    def _first(self, probability: Floats, least: float) -> NDArray[np.int64]:
        """Positions of those with at least so much, the most probable first, at most ``_MOST_NAMED``."""
        found = np.flatnonzero(probability >= least)
        return found[np.argsort(-probability[found], kind="stable")][:_MOST_NAMED]

    def _now(self, places: NDArray[np.int64], probability: Floats) -> Referral:
        english, spanish = self._listed(places, probability, " or ", " o ")
        return Referral(
            kind="now",
            texts=Wording(
                en=f"A delay of hours or days would harm if it is {english}: have that ruled out now.",
                es=f"Una demora de horas o días haría daño si es {spanish}: que se descarte ya.",
            ),
            because=self._ids(places),
        )

    def _soon(self, places: NDArray[np.int64], probability: Floats, together: float) -> Referral:
        english, spanish = self._listed(places, probability)
        return Referral(
            kind="soon",
            texts=Wording(
                en=f"Diseases that must not wait have {_percent(together)} in 100 together, none of them much alone"
                f"{english and f' (first {english})'}: have the patient seen again soon.",
                es=f"Las enfermedades que no pueden esperar suman un {_percent(together)} %, ninguna mucho por sí sola"
                f"{spanish and f' (primero {spanish})'}: que se vuelva a ver pronto al paciente.",
            ),
            because=self._ids(places),
        )

    def _genetics(self, places: NDArray[np.int64], probability: Floats, share: float) -> Referral:
        english, spanish = self._listed(places, probability)
        return Referral(
            kind="genetics",
            texts=Wording(
                en=f"Rare diseases, most of them hereditary, have {_percent(share)} in 100 together"
                f"{english and f' (first {english})'}: a question for a genetics or rare-disease clinic.",
                es=f"Las enfermedades raras, en su mayoría hereditarias, suman un {_percent(share)} %"
                f"{spanish and f' (primero {spanish})'}: una pregunta para una consulta de genética o de enfermedades "
                "raras.",
            ),
            because=self._ids(places),
        )

    def _listed(
        self, places: NDArray[np.int64], probability: Floats, english_last: str = ", ", spanish_last: str = ", "
    ) -> tuple[str, str]:
        """The diseases with their probabilities, in English and in Spanish; empty texts for none."""
        shares = [_percent(float(probability[place])) for place in places]
        names = [self._diseases[int(place)].names for place in places]
        english = [f"{name[FALLBACK]} ({share} in 100)" for name, share in zip(names, shares, strict=True)]
        spanish = [f"{name.best('es')} ({share} %)" for name, share in zip(names, shares, strict=True)]
        return _joined(english, english_last), _joined(spanish, spanish_last)

    def _ids(self, places: NDArray[np.int64]) -> tuple[str, ...]:
        return tuple(self._diseases[int(place)].id for place in places)

    @cached_property
    def _urgent(self) -> NDArray[np.bool_]:
        return np.array(list(self._diseases.column("cant_miss", False)), dtype=np.bool_)

    @cached_property
    def _hereditary(self) -> NDArray[np.bool_]:
        columns = (self._diseases.column(name, ()) for name in ("orphan", "id", "equivalent_ids"))
        rare = (bool(orphan) and _of_omim((id_, *others)) for orphan, id_, others in zip(*columns, strict=True))
        return np.array(list(rare), dtype=np.bool_)


def _of_omim(ids: Sequence[str]) -> bool:
    return any(each.startswith(_OMIM) for each in ids)


def _percent(share: float) -> int:
    return min(max(round(100 * share), 1), 99)


def _joined(items: Sequence[str], last: str) -> str:
    """Items as a sentence lists them: commas, and ``last`` before the last one."""
    *before, end = items or [""]
    return f"{', '.join(before)}{last}{end}" if before else end
