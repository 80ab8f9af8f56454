"""A true sign never lowers a common disease: no disease that lacks the sign overtakes it.

Mirrors: hoofbeat.models.common.evidence
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.circumstances import Circumstances, Setting
from hoofbeat.knowledge.common import StatementSource, common_entries, statements
from hoofbeat.knowledge.release import Knowledge

#: A sign counts as usual from this share of the patients on.
OFTEN = 0.3

PRIMARY_CARE = Circumstances(setting=Setting.PRIMARY_CARE)


def _usual_signs() -> Mapping[str, tuple[str, ...]]:
    """Findings that the curated rows state often, by disease, the most frequent first."""
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for row in statements()[StatementSource.CURATED]:
        if row.frequency >= OFTEN:
            shares[row.disease][row.finding] = max(row.frequency, shares[row.disease].get(row.finding, 0.0))
    return {disease: tuple(sorted(told, key=lambda sign: (-told[sign], sign))) for disease, told in shares.items()}


SIGNS = _usual_signs()
#: Two signs to begin with and one to add.
DISEASES = [
    pytest.param(entry.id, id=f"{entry.id} {entry.name}")
    for entry in common_entries()
    if len(SIGNS.get(entry.id, ())) > 2
]


class Stated:
    """Which diseases of a bundle state a finding, anything that implies it, or anything that it implies."""

    def __init__(self, bundle: Bundle, knowledge: Knowledge) -> None:
        self.ontology = knowledge.ontology
        self.size = len(bundle.diseases)
        self.place = {
            any_id: place
            for place, disease in enumerate(bundle.diseases)
            for any_id in (disease.id, *disease.equivalent_ids)
        }
        self._told: dict[int, set[int]] = defaultdict(set)
        self._below: dict[int, list[int]] = defaultdict(list)
        of_orphan = knowledge.annotations
        pairs = set(zip(of_orphan["disease_id"], of_orphan["finding_id"], strict=True))
        pairs |= {(row.disease, row.finding) for told in statements().values() for row in told}
        for disease, finding in pairs:
            current = self.ontology.resolve(finding)
            if disease in self.place and current is not None:
                self._told[self.ontology.index[current]].add(self.place[disease])
        for finding in range(len(self.ontology.terms)):
            for above in self.ontology.ancestors(finding):
                self._below[int(above)].append(finding)

    def by(self, sign: str) -> NDArray[np.bool_]:
        """Whether each disease states the sign, bool [D]."""
        place = self.ontology.index[self.ontology.resolve(sign) or ""]
        related = {*map(int, self.ontology.ancestors(place)), *self._below[place]}
        stated = np.zeros(self.size, dtype=np.bool_)
        stated[list(set[int]().union(*(self._told[finding] for finding in related if finding in self._told)))] = True
        return stated


@pytest.fixture(scope="module")
def bundle(demo_bundle: Path) -> Bundle:
    return Bundle.load(demo_bundle)


@pytest.fixture(scope="module")
def stated(bundle: Bundle, demo_run: Path) -> Stated:
    return Stated(bundle, Knowledge.load(demo_run / "knowledge"))


@pytest.mark.parametrize("disease", DISEASES)
def test_no_disease_without_a_true_sign_overtakes(bundle: Bundle, stated: Stated, disease: str) -> None:
    first, second, *others = SIGNS[disease]
    ours, before = stated.place[disease], scores(bundle, first, second)
    overtaken = {}
    for sign in others:
        after = scores(bundle, first, second, sign)
        by = (before < before[ours]) & (after > after[ours])
        if by.any() and (by := by & ~stated.by(sign)).any():
            names = [bundle.diseases[place].names["en"] for place in np.flatnonzero(by)[:5]]
            overtaken[f"{sign} {bundle.lexicon.name(sign)}"] = names
    begun = " and ".join(bundle.lexicon.name(sign) for sign in (first, second))
    assert not overtaken, f"{bundle.diseases[ours].names['en']}, begun with {begun}, is overtaken on: {overtaken}"


def scores(bundle: Bundle, *signs: str) -> NDArray[np.float32]:
    """Score of every disease for somebody of whom these signs alone are known."""
    case = Case(case_id="signs", findings=tuple(Finding(id=sign) for sign in signs))
    _, score = bundle.answer(case, PRIMARY_CARE)
    return score
