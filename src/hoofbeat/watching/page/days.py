"""What the windows tell of each day, for people: no share of fewer than five cases."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hoofbeat.monitoring.windows.layout import FEWEST, WindowLayout
from hoofbeat.monitoring.windows.sketch import Sketch

Floats = NDArray[np.float64]

#: Counted thing → title of its picture.
SHOWN = {
    "rarity": "What stands first: common and orphan diseases",
    "probability": "How sure the first answer is",
    "sufficiency": "Whether enough was told",
    "setting": "Where one asks",
    "age": "Age in years",
    "sex": "Sex",
}


class DailyShares(NamedTuple):
    """Shares of the cells of one counted thing.

    Attributes:
        title: what the picture is called.
        cells: names of the cells that any case fell into.
        shares: share of the day's cases, float64 [days, cells]; NaN where it is of one to four cases.
    """

    title: str
    cells: tuple[str, ...]
    shares: Floats


def daily_cases(days: Mapping[date, Sketch]) -> Floats:
    """Cases of each day, float64 [days]; NaN of one to four."""
    return _told(np.array([sketch.cases for sketch in days.values()], dtype=np.float64))


def daily_shares(days: Mapping[date, Sketch], layout: WindowLayout) -> tuple[DailyShares, ...]:
    """What is shown of the days, in the order of ``SHOWN``; nothing of a thing that no case told of."""
    found = []
    for name, title in SHOWN.items():
        counts = np.array([sketch.counts[name] for sketch in days.values()], dtype=np.float64)
        counts = counts.reshape(len(days), len(layout.cells[name]))
        seen = np.flatnonzero(counts.sum(axis=0))
        if len(seen):
            totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
            cells = tuple(str(layout.cells[name][place]) for place in seen)
            found.append(DailyShares(title, cells, (_told(counts) / totals)[:, seen]))
    return tuple(found)


def _told(counts: Floats) -> Floats:
    return np.where((counts > 0) & (counts < FEWEST), np.nan, counts)
