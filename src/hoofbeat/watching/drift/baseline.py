"""What a window is compared with: the bundle's reference, or days of before that are known to be sound."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import InputError
from hoofbeat.monitoring.windows.layout import FEWEST
from hoofbeat.monitoring.windows.reference import WindowReference
from hoofbeat.monitoring.windows.sketch import Sketch, merged
from hoofbeat.watching.drift.features import FeatureGroup, Features
from hoofbeat.watching.drift.joint import JointTest

Floats = NDArray[np.float64]
Rows = NDArray[np.number]

#: Cases that must have told of a feature before it is compared with them.
_ENOUGH = 100
#: Answers in settings without a reference, to those in settings that have one, up to which these are compared.
_OTHERS = 0.01


class Baseline:
    """Counts to compare with, feature by feature.

    Args:
        reference: of the bundle.
        sources: compare with these sources of the training cohort alone; with all if not given.
        sound: compare with these windows instead of the training cohort and the answers to it.

    Raises:
        InputError: the reference lacks a source, or the sound windows are too few.
    """

    def __init__(self, reference: WindowReference, sources: Iterable[str] = (), sound: Sketch | None = None) -> None:
        self.features = Features(reference.layout)
        vector = self.features.vector
        if sound is None:
            self.cohort = vector(merged(_of(reference, tuple(sources)), reference.layout))
            self._answers = {setting: vector(sketch) for setting, sketch in reference.answers.items()}
        elif sound.cases < _ENOUGH:
            raise InputError(
                f"{sound.cases} cases are too few to compare with", hint=f"name days with {_ENOUGH} cases or more"
            )
        else:
            self.cohort = vector(sound)
            self._answers = {}
        self._counts = self.features.counts(self.cohort)
        self.joint = JointTest(reference.directions, self.features, self.cohort)
        self._predicted = [
            place for place, each in enumerate(self.features.features) if each.group is FeatureGroup.PREDICTIONS
        ]

    def counts(self, window: Rows, past: Rows | None) -> tuple[Floats, NDArray[np.bool_]]:
        """Counts to compare a window with, [feature cells], and of which features they are its own past, [features].

        Args:
            window: row of the window's counts.
            past: row of those before it; it stands in where the reference says nothing of a feature.
        """
        expected = self._counts.copy()
        if self._answers:
            mixed = self.features.counts(self._mixed(window))
            for place in self._predicted:
                cells = self.features.slices[place]
                expected[cells] = mixed[cells]
        own = ~self._says_enough(expected) | (self.features.rare & (expected[self.features.starts] < FEWEST))
        before = np.zeros(len(expected)) if past is None else self.features.counts(past)
        known = self._says_enough(before)
        for place in np.flatnonzero(own).tolist():
            cells = self.features.slices[place]
            expected[cells] = before[cells] if known[place] else 0
        return expected, own

    def _says_enough(self, counts: Floats) -> NDArray[np.bool_]:
        """Of which features enough cases tell, [features]."""
        return np.asarray(np.add.reduceat(counts, self.features.starts) >= _ENOUGH)

    def _mixed(self, window: Rows) -> Floats:
        """The reference's answers, mixed as the settings of the window are, as many as tell that much.

        None where more than a few of the window were asked in settings that the reference has no answers of: these are
        among the window's answers and not among those, and every such house would be told of a drift.
        """
        asked = dict(zip(Setting, self.features.part(window, "setting").tolist(), strict=True))
        known: Mapping[Setting, Rows] = {s: row for s, row in self._answers.items() if asked[s] and row[0]}
        total = sum(asked[setting] for setting in known)
        if not total or sum(asked.values()) - total > _OTHERS * total:
            return np.zeros(len(window))
        shares = {setting: asked[setting] / total for setting in known}
        worth = 1 / sum(shares[setting] ** 2 / float(row[0]) for setting, row in known.items())
        return np.asarray(sum(shares[setting] * worth * row / float(row[0]) for setting, row in known.items()))


def _of(reference: WindowReference, sources: tuple[str, ...]) -> list[Sketch]:
    if unknown := sorted(set(sources) - reference.sources.keys()):
        raise InputError(
            f"The bundle's reference has no source {', '.join(unknown)}",
            hint=f"it has {', '.join(sorted(reference.sources))}",
        )
    return [sketch for name, sketch in reference.sources.items() if not sources or name in sources]
