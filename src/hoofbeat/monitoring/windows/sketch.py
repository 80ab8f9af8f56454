"""A sketch: how many cases fell into each cell, and nothing that leads from one cell to another."""

from collections.abc import Iterable, Mapping
from threading import Lock
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.errors import InputError
from hoofbeat.monitoring.windows.layout import WindowLayout

Counts = NDArray[np.int64]

#: The cells one case falls into, by what is counted: positions, each once.
Told = Mapping[str, Iterable[int]]


class Sketch:
    """Counts of cases in the cells of a layout; thread-safe.

    Args:
        layout: names the cells.
    """

    def __init__(self, layout: WindowLayout) -> None:
        self.layout = layout
        self._lock = Lock()
        self._cases = 0
        self._counts = {name: np.zeros(len(cells), dtype=np.int64) for name, cells in layout.cells.items()}

    @property
    def cases(self) -> int:
        """How many cases were added."""
        return self._cases

    @property
    def counts(self) -> Mapping[str, Counts]:
        """Counts by what is counted, int64 [cells of the layout]."""
        return MappingProxyType(self._counts)

    def add(self, told: Told) -> None:
        """Count one case, as ``CaseCells.of`` tells its cells."""
        with self._lock:
            self._cases += 1
            for name, places in told.items():
                counts = self._counts[name]
                for place in places:
                    counts[place] += 1

    def merge(self, other: "Sketch") -> None:
        """Count everything that another sketch of the same layout has counted.

        Raises:
            InputError: its cells are others.
        """
        if other.layout.digest != self.layout.digest:
            raise InputError(
                f"Counts in the cells {other.layout.digest} cannot be added to those in {self.layout.digest}",
                hint="compare windows with the bundle that they were counted for",
            )
        content = other.to_json()
        with self._lock:
            self._add_up(content)

    def to_json(self) -> dict[str, Any]:
        """The counts as JSON has them; what nobody fell into is left out."""
        with self._lock:
            counts = {name: counts.tolist() for name, counts in self._counts.items() if counts.any()}
            return {"cases": self._cases, "counts": counts}

    @classmethod
    def from_json(cls, content: Any, layout: WindowLayout) -> "Sketch":
        """A sketch from what :meth:`to_json` made.

        Raises:
            ValueError: it is none of this layout; the message says which count is wrong.
        """
        if not isinstance(content, dict) or content.keys() != {"cases", "counts"}:
            raise ValueError("not the counts of a window")
        cases, counts = content["cases"], content["counts"]
        if not _is_count(cases) or not isinstance(counts, dict):
            raise ValueError("cases and counts are no counts")
        for name, values in counts.items():
            if len(layout.cells.get(name, ())) != (len(values) if isinstance(values, list) else -1):
                raise ValueError(f"{_shown(name, layout)}: not as many counts as there are cells")
            if not all(map(_is_count, values)) or max(values, default=0) > cases:
                raise ValueError(f"{name}: a count is negative, no whole number, or more than all cases")
        sketch = cls(layout)
        sketch._add_up(content)
        return sketch

    def _add_up(self, content: Mapping[str, Any]) -> None:
        self._cases += content["cases"]
        for name, values in content["counts"].items():
            self._counts[name] += np.array(values, dtype=np.int64)


def merged(sketches: Iterable[Sketch], layout: WindowLayout) -> Sketch:
    """All of them together.

    Raises:
        InputError: one has other cells than the layout.
    """
    total = Sketch(layout)
    for sketch in sketches:
        total.merge(sketch)
    return total


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _shown(name: object, layout: WindowLayout) -> str:
    """A name of ours; any other may be anything, and is not repeated."""
    return str(name) if name in layout.cells else "an unknown count"
