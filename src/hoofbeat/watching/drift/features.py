"""What is compared: features of a window, each a few cells, all taken from its counts at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from hoofbeat.monitoring.windows.layout import MEASURED, WindowLayout
from hoofbeat.monitoring.windows.sketch import Sketch

Floats = NDArray[np.float64]


class FeatureGroup(StrEnum):
    """What kind of thing a feature tells of; each is a detector."""

    FINDINGS = "findings"
    MEASUREMENTS = "measurements"
    DEMOGRAPHICS = "demographics"
    MISSINGNESS = "missingness"
    UNKNOWN_TERMS = "unknown_terms"
    PREDICTIONS = "predictions"


@dataclass(frozen=True)
class Feature:
    """One feature.

    Attributes:
        group: kind.
        name: what a reader knows it by: id or code, or words.
        cells: names of its cells.
        rare: whether a reference that never saw it says nothing of it: nobody could enter it then.
    """

    group: FeatureGroup
    name: str
    cells: tuple[str, ...]
    rare: bool = False


class Features:
    """All features of a layout, and their counts.

    Args:
        layout: names the cells of the windows.
    """

    def __init__(self, layout: WindowLayout) -> None:
        self._starts: dict[str, int] = {}
        start = 1
        for name, cells in layout.cells.items():
            self._starts[name] = start
            start += len(cells)
        self._length = start
        self.layout = layout
        self.features: list[Feature] = []
        self._rows: list[dict[int, int]] = []
        for feature, rows in self._specified():
            self.features.append(feature)
            self._rows.extend(rows)
        ends = np.cumsum([len(feature.cells) for feature in self.features])
        self.slices = [slice(end - len(f.cells), end) for f, end in zip(self.features, ends.tolist(), strict=True)]
        places = [(row, column, factor) for row, its in enumerate(self._rows) for column, factor in its.items()]
        rows_, columns, factors = (np.array(each) for each in zip(*places, strict=True))
        self._taken = csr_matrix((factors, (rows_, columns)), shape=(len(self._rows), self._length), dtype=float)
        two = [place for place, feature in enumerate(self.features) if len(feature.cells) == 2]
        self.two = np.array(two)
        self.starts = np.array([cells.start for cells in self.slices])
        self.rare = np.array([feature.rare for feature in self.features])
        self.more = [place for place in range(len(self.features)) if place not in set(two)]
        #: Their cells, [more, most cells], and the number of all cells where one has no such cell.
        most = max(len(self.features[place].cells) for place in self.more)
        self.wide = np.full((len(self.more), most), len(self._rows))
        for row, place in enumerate(self.more):
            its = self.slices[place]
            self.wide[row, : its.stop - its.start] = range(its.start, its.stop)

    def vector(self, sketch: Sketch) -> NDArray[np.int64]:
        """A sketch as one row: number of cases, then all counts, int64 [1 + cells]; rows of days may be added up."""
        return np.concatenate([[sketch.cases], *(sketch.counts[name] for name in self._starts)])

    def counts(self, vectors: NDArray[np.number]) -> Floats:
        """Counts of all cells of all features one after the other, [..., feature cells], from rows [..., 1 + cells]."""
        return np.asarray((self._taken @ np.atleast_2d(vectors).T).T.reshape(*vectors.shape[:-1], -1))

    def part(self, vectors: NDArray[np.number], name: str) -> NDArray[np.number]:
        """The counts of one name of the layout, [..., its cells]."""
        start = self._starts[name]
        return vectors[..., start : start + len(self.layout.cells[name])]

    def _specified(self) -> Iterator[tuple[Feature, list[dict[int, int]]]]:
        """Each feature, and which counts make each of its cells, with their signs."""
        group = FeatureGroup
        for name in ("findings", "systems"):
            for place, cell in enumerate(self.layout.cells[name]):
                at = self._starts[name] + place
                yield Feature(group.FINDINGS, cell, ("present", "not told")), [{at: 1}, {0: 1, at: -1}]
        yield self._whole(group.FINDINGS, "number of findings", "observed")
        yield self._whole(group.DEMOGRAPHICS, "age", "age", leave_out=1)
        yield self._whole(group.DEMOGRAPHICS, "sex", "sex", leave_out=1)
        yield self._whole(group.DEMOGRAPHICS, "setting", "setting")
        yield self._share(group.MISSINGNESS, "age", "age", ("missing", "given"), {len(self.layout.cells["age"]) - 1})
        yield self._share(group.MISSINGNESS, "sex", "sex", ("missing", "given"), {len(self.layout.cells["sex"]) - 1})
        yield self._share(group.MISSINGNESS, "excluded findings", "excluded", ("missing", "given"), {0})
        yield self._share(group.MISSINGNESS, "measurements", "measuring", ("given", "missing"), {1}, rare=True)
        for bins in self.layout.measurements:
            name = MEASURED + bins.code
            its = range(self._starts[name], self._starts[name] + len(self.layout.cells[name]))
            measured = dict.fromkeys(its, 1)
            rows = [measured, {0: 1} | dict.fromkeys(its, -1)]
            yield Feature(group.MISSINGNESS, bins.code, ("given", "missing"), rare=True), rows
            yield self._whole(group.MEASUREMENTS, bins.code, name)
        yield self._share(group.UNKNOWN_TERMS, "unknown terms", "unknown_terms", ("some", "none"), {1})
        for told, name in _PREDICTED.items():
            yield self._whole(group.PREDICTIONS, told, name)

    def _whole(
        self, group: FeatureGroup, told: str, name: str, leave_out: int = 0
    ) -> tuple[Feature, list[dict[int, int]]]:
        cells = self.layout.cells[name][: len(self.layout.cells[name]) - leave_out]
        return Feature(group, told, cells), [{self._starts[name] + place: 1} for place in range(len(cells))]

    def _share(
        self, group: FeatureGroup, told: str, name: str, cells: tuple[str, str], first: set[int], *, rare: bool = False
    ) -> tuple[Feature, list[dict[int, int]]]:
        places = range(len(self.layout.cells[name]))
        rows = [
            {self._starts[name] + place: 1 for place in places if (place in first) is inside}
            for inside in (True, False)
        ]
        return Feature(group, told, cells, rare), rows


_PREDICTED = {
    "probability of the first": "probability",
    "rarity of the first": "rarity",
    "sufficiency": "sufficiency",
    "probability of an unlisted disease": "unlisted",
    "size of the conformal set": "set_size",
    "first disease": "disease",
}
