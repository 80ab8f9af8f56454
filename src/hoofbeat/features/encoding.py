"""From a case to the row of numbers a cohort model reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.case import Case, Sex
from hoofbeat.domain.errors import TrainingError
from hoofbeat.knowledge.ontology import Ontology

#: The columns after the findings, in this order.
DEMOGRAPHICS = ("age", "sex_female", "sex_male")


@dataclass(frozen=True)
class FeatureEncoder:
    """Columns of a cohort model: findings, then age in years, then sex.

    A finding's column is 1 if any observed finding is that term or a descendant of it, else 0; excluded
    findings say nothing here. Age is NaN where unknown (the model's imputer fills it); both sex columns
    are 0 where the record names neither. The encoder is plain data: ``finding_features`` and the
    ontology are enough to rebuild it, which is what the serving graph does.

    Attributes:
        finding_features: finding ids of the first columns, in ontology order.
        ontology: gives the ancestors of each finding.
    """

    finding_features: tuple[str, ...]
    ontology: Ontology = field(repr=False, compare=False)

    @classmethod
    def fit(
        cls,
        cases: Sequence[Case],
        ontology: Ontology,
        *,
        min_support: int = 5,
        max_features: int | None = None,
    ) -> "FeatureEncoder":
        """Choose the findings worth a column.

        A finding needs ``min_support`` cases that have it and one that has not. Of columns that are equal in
        every case the most general is kept, because it also recognises the siblings that other
        cases may bring. Beyond ``max_features`` the best supported stay.

        Raises:
            TrainingError: there is no case.
        """
        if not cases:
            raise TrainingError("No case to choose features from", hint="ingest cases first")
        occurring = _occurring(cases, ontology)
        has = _has(cases, ontology, occurring)
        support = has.sum(axis=0)
        useful = np.flatnonzero((support >= max(min_support, 1)) & (support < len(cases)))
        # Ancestors stand before descendants in the ontology, so the first of equal columns is the most general.
        _, first = np.unique(np.packbits(has[:, useful], axis=0), axis=1, return_index=True)
        chosen = useful[np.sort(first)]
        if max_features is not None and len(chosen) > max_features:
            chosen = np.sort(chosen[np.argsort(-support[chosen], kind="stable")[:max_features]])
        return cls(tuple(ontology.ids[position] for position in occurring[chosen]), ontology)

    @property
    def names(self) -> tuple[str, ...]:
        """Every column name, in order."""
        return (*self.finding_features, *DEMOGRAPHICS)

    def transform(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Encode ``cases`` as float32 [n, len(names)]."""
        positions = np.array([self.ontology.index[name] for name in self.finding_features], dtype=np.int64)
        has = _has(cases, self.ontology, positions)
        return np.hstack([has.astype(np.float32), _demographics(cases)])


def _occurring(cases: Sequence[Case], ontology: Ontology) -> NDArray[np.int64]:
    """Positions in the ontology of all that the cases have or imply, ascending."""
    observed = {position for case in cases for position in _known(case.observed, ontology)}
    return np.array(sorted({int(above) for position in observed for above in ontology.ancestors(position)}), np.int64)


def _has(cases: Sequence[Case], ontology: Ontology, positions: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each case has the finding at each of ``positions``, or a descendant of it: bool [n, positions]."""
    column = np.full(len(ontology.ids), -1)
    column[positions] = np.arange(len(positions))
    has = np.zeros((len(cases), len(positions)), dtype=np.bool_)
    for row, case in enumerate(cases):
        for position in _known(case.observed, ontology):
            implied = column[ontology.ancestors(position)]
            has[row, implied[implied >= 0]] = True
    return has


def _known(finding_ids: Iterable[str], ontology: Ontology) -> Iterable[int]:
    """Positions of the findings that the ontology holds; others imply nothing."""
    current = (ontology.resolve(finding_id) for finding_id in finding_ids)
    return (ontology.index[finding_id] for finding_id in current if finding_id is not None)


def _demographics(cases: Sequence[Case]) -> NDArray[np.float32]:
    """Age in years (NaN if unknown), female, male: float32 [n, 3]."""
    rows = [(np.nan if case.age is None else case.age, case.sex == Sex.FEMALE, case.sex == Sex.MALE) for case in cases]
    return np.array(rows, dtype=np.float32).reshape(-1, len(DEMOGRAPHICS))
