"""A ranking in lines: each disease on its own, or the subtypes of one disease under the best-ranked of them."""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from hoofbeat.bundle.runtime.profiles import Floats, Positions
from hoofbeat.bundle.runtime.questions import LEADING
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.domain.differential import Subtype
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import FALLBACK
from hoofbeat.domain.subtypes import stem, subtype_groups

#: So many times more diseases are looked at where they were too few.
_MANY = 4


class Line(NamedTuple):
    """A line of a differential.

    Attributes:
        rank: of its disease among all of the catalogue, from 1.
        position: of its disease in the catalogue.
        subtypes: what is folded under it.
        group_probability: of the whole group; ``None`` where nothing is grouped.
    """

    rank: int
    position: int
    subtypes: tuple[Subtype, ...] = ()
    group_probability: float | None = None


def single_lines(ranking: Positions, top: int) -> list[Line]:
    """A line for each of the first ``top`` of a ``ranking`` (positions, best first)."""
    return [Line(rank, int(position)) for rank, position in enumerate(ranking[:top], start=1)]


class Groups:
    """The groups of a catalogue; made once, when first asked for: its names never change."""

    def __init__(self, diseases: LateRows[Disease]) -> None:
        self._diseases = diseases

    @cached_property
    def _group(self) -> Positions:
        return np.array(subtype_groups(names[FALLBACK] for names in self._diseases.column("names")), dtype=np.int64)

    def lines(self, ranking: Positions, first: Callable[[int], Positions], probability: Floats, top: int) -> list[Line]:
        """A line for each of the first ``top`` groups, in the order of their best-ranked diseases.

        Subtypes are listed down to the last line, so that nothing ranked above it is lost, and at least among the
        first ``LEADING``. Summed are all of a group, however far down.

        Args:
            ranking: positions of diseases, the best first; at least ``LEADING`` of them, where there are so many.
            first: takes a number to the positions of so many, for where these are too few.
            probability: of every disease of the catalogue, [D].
            top: how many groups, at least one.
        """
        # Groups are as many as the catalogue has names: a part of the order is nearly always enough.
        while True:
            group = self._group[ranking].tolist()
            leaders = dict(zip(reversed(group), reversed(range(len(group))), strict=True))
            if len(leaders) >= top or len(ranking) == len(self._group):
                break
            ranking = first(_MANY * len(ranking))
        leading = sorted(leaders.values())[:top]
        sums = np.bincount(self._group, weights=probability)
        folded: dict[int, list[Subtype]] = {group[place]: [] for place in leading}
        for place, one in enumerate(group[: max(LEADING, leading[-1] + 1)]):
            if one in folded and place != leaders[one]:
                folded[one].append(self._subtype(place + 1, int(ranking[place]), probability))
        return [
            Line(
                place + 1,
                int(ranking[place]),
                tuple(folded[group[place]]),
                min(float(sums[group[place]]), 1.0),
            )
            for place in leading
        ]

    def family(self, position: int) -> tuple[int | None, tuple[int, ...]]:
        """The parent of a disease, and the others of its group: positions in the catalogue.

        The parent bears the group's own name ("Noonan syndrome" of "Noonan syndrome 3"); ``None`` where no entry does,
        or where the disease is it.
        """
        members = np.flatnonzero(self._group == self._group[position]).tolist()
        named = (other for other in members if (name := self._diseases[other].name).lower().strip() == stem(name))
        parent = next(named, None)
        others = tuple(other for other in members if other not in (position, parent))
        return (None if parent == position else parent), others

    def _subtype(self, rank: int, position: int, probability: Floats) -> Subtype:
        disease = self._diseases[position]
        return Subtype(
            disease_id=disease.id,
            names=disease.names,
            rank=rank,
            probability=min(float(probability[position]), 1.0),
        )
