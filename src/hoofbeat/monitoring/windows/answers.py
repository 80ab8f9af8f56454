"""Answers to cases that nothing had learned from, counted: what the answers of a service are compared with."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.frozen import Frozen
from hoofbeat.monitoring.windows.layout import FEWEST, PROBABILITIES, SET_SIZES, WindowLayout
from hoofbeat.monitoring.windows.sketch import Sketch

Mask = NDArray[np.bool_]


class CountedAnswers(Frozen):
    """Counts of the first disease and of the trust in each answer.

    Attributes:
        cases: how many answers.
        counts: by what is counted, in the cells of any layout.
        diseases: how often each disease came first; those of fewer than five answers are left out.
    """

    cases: int
    counts: dict[str, tuple[int, ...]]
    diseases: dict[str, int]

    @classmethod
    def of(
        cls,
        first: Sequence[str],
        probability: NDArray[np.floating],
        orphan: Mask,
        sufficient: Mask | None = None,
        set_size: NDArray[np.integer] | None = None,
    ) -> "CountedAnswers":
        """Count answers.

        Args:
            first: id of the first disease of each, [n].
            probability: its probability, [n].
            orphan: whether it is an orphan disease, [n].
            sufficient: whether the answer rests on enough, [n]; ``None`` where nothing judges it.
            set_size: diseases in the conformal set, [n], 0 where none is shown; ``None`` as above.
        """
        counts = {
            "probability": np.bincount(
                np.searchsorted(PROBABILITIES, probability, side="right"), minlength=len(PROBABILITIES) + 1
            ),
            "rarity": np.bincount(orphan.astype(np.int64), minlength=2),
        }
        if sufficient is not None:
            counts["sufficiency"] = np.bincount(sufficient.astype(np.int64), minlength=3)
        if set_size is not None:
            none = len(SET_SIZES) + 1
            places = np.where(set_size > 0, np.searchsorted(SET_SIZES, set_size, side="left"), none)
            counts["set_size"] = np.bincount(places, minlength=none + 1)
        often = {disease: count for disease, count in Counter(first).most_common() if count >= FEWEST}
        return cls(cases=len(first), counts={name: tuple(its.tolist()) for name, its in counts.items()}, diseases=often)

    def sketch(self, layout: WindowLayout, setting: Setting) -> Sketch:
        """The same in the cells of a layout, as of answers given in this setting."""
        known = [self.diseases.get(disease, 0) for disease in layout.diseases]
        asked = [self.cases * (each is setting) for each in Setting]
        counts = {name: list(its) for name, its in self.counts.items()}
        counts |= {"disease": [*known, self.cases - sum(known)], "setting": asked}
        return Sketch.from_json({"cases": self.cases, "counts": counts}, layout)


def most_frequent(answers: Mapping[Setting, CountedAnswers], most: int) -> tuple[str, ...]:
    """The diseases that come first most often, over all settings."""
    total: Counter[str] = Counter()
    for counted in answers.values():
        total.update(counted.diseases)
    return tuple(disease for disease, _ in total.most_common(most))
