"""What the rules need to know of the cases beside the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.evaluation.accepted import places_of
from hoofbeat.evaluation.groups import AGE_BANDS, SEXES, UNKNOWN, age_band, sex_group
from hoofbeat.lifecycle.gate.cases import GateCase
from hoofbeat.lifecycle.gate.paired import codes_of

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CaseFacts:
    """Of ``n`` cases, those of the frozen set first.

    Attributes:
        codes: disease of each case as a number, [n].
        orphan: cases of an orphan disease, [n].
        common: cases of a common one; neither where no catalogue has the disease, [n].
        frozen: cases of the frozen set; the others are the latest, [n].
        groups: ``age 18-39`` or ``sex female`` → its cases, [n].
    """

    codes: NDArray[np.int64]
    orphan: Mask
    common: Mask
    frozen: Mask
    groups: Mapping[str, Mask]

    def diseases(self, rows: Mask) -> int:
        """How many diseases these cases have."""
        return len(np.unique(self.codes[rows]))


def facts_of(frozen: Sequence[GateCase], recent: Sequence[GateCase], bundles: Sequence[Bundle]) -> CaseFacts:
    """Facts of the cases of both sets; a disease is what the first bundle that lists it calls it."""
    cases = [*frozen, *recent]
    catalogues = [([*one.diseases.column("id")], [*one.diseases.column("orphan")], places_of(one)) for one in bundles]
    named: list[tuple[str, bool | None]] = []
    for case in cases:
        found = ((ids[p[x]], bool(rare[p[x]])) for ids, rare, p in catalogues for x in case.accepted if x in p)
        named.append(next(found, (case.accepted[0], None)))
    names = [*(f"age {band}" for band in (*AGE_BANDS, UNKNOWN)), *(f"sex {sex}" for sex in SEXES)]
    in_group: dict[str, list[int]] = {name: [] for name in names}
    for row, case in enumerate(cases):
        in_group[f"age {age_band(case.case.age)}"].append(row)
        in_group[f"sex {sex_group(case.case.sex)}"].append(row)
    return CaseFacts(
        codes=codes_of([disease for disease, _ in named]),
        orphan=np.array([rare is True for _, rare in named], dtype=np.bool_),
        common=np.array([rare is False for _, rare in named], dtype=np.bool_),
        frozen=np.arange(len(cases)) < len(frozen),
        groups={name: np.isin(np.arange(len(cases)), rows) for name, rows in in_group.items() if rows},
    )
