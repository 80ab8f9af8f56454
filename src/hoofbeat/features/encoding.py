"""From a case to the row of numbers a cohort model reads."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.numbers import DEMOGRAPHICS, NumericFeature, number_names, number_row
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import TrainingError
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.site import PREFIX as SITE_PREFIX


@dataclass(frozen=True)
class FeatureEncoder:
    """Columns of a cohort model: findings, then site features that were excluded, then age in years, sex, measurements.

    A finding's column is 1 if any observed finding is that term or a descendant of it, else 0; one concluded from a
    measurement counts like any other. Excluded findings say nothing there. A site feature may have a second column, 1
    where it was asked and denied: in a questionnaire "no" is not "unasked", while what publications list as absent is
    often what the disease usually has. Age is NaN where unknown
    (the model's imputer fills it); both sex columns are 0 where the record names neither. Every measurement has two
    columns: its value, NaN where unknown, and whether it is known, because who is measured is no accident. The encoder
    is plain data: ``finding_features``, ``numbers`` and the ontology are enough to rebuild it, which is what the
    serving graph does.

    Attributes:
        finding_features: finding ids of the first columns, in ontology order.
        ontology: gives the ancestors of each finding.
        numbers: measurements with a column, sorted by code.
        excluded_features: site features with a column for their exclusion, in ontology order.
    """

    finding_features: tuple[str, ...]
    ontology: Ontology = field(repr=False, compare=False)
    numbers: tuple[NumericFeature, ...] = ()
    excluded_features: tuple[str, ...] = ()

    @classmethod
    def fit(
        cls,
        cases: Sequence[Case],
        ontology: Ontology,
        *,
        min_support: int = 5,
        max_features: int | None = None,
        with_excluded: bool = False,
    ) -> "FeatureEncoder":
        """Choose the findings and measurements worth a column.

        A finding needs ``min_support`` cases that have it and one that has not. Of columns that are equal in
        every case the most general is kept, because it also recognises the siblings that other
        cases may bring. Beyond ``max_features`` the best supported stay. A measurement needs ``min_support`` cases
        that have it, in its most frequent unit. ``with_excluded`` gives exclusions of site features a column too: where
        ``min_support`` cases deny the feature, and as many were not asked (else the finding's column says it all).

        Raises:
            TrainingError: there is no case.
        """
        if not cases:
            raise TrainingError("No case to choose features from", hint="ingest cases first")
        occurring = _occurring(cases, ontology)
        has = np.zeros((len(cases), len(occurring)), dtype=np.bool_)
        _mark(has, cases, ontology, occurring)
        support = has.sum(axis=0)
        useful = np.flatnonzero((support >= max(min_support, 1)) & (support < len(cases)))
        # Ancestors stand before descendants in the ontology, so the first of equal columns is the most general.
        _, first = np.unique(np.packbits(has[:, useful], axis=0), axis=1, return_index=True)
        chosen = useful[np.sort(first)]
        if max_features is not None and len(chosen) > max_features:
            chosen = np.sort(chosen[np.argsort(-support[chosen], kind="stable")[:max_features]])
        findings = tuple(ontology.ids[position] for position in occurring[chosen])
        excluded = excluded_site_features(cases, ontology, min_support) if with_excluded else ()
        return cls(findings, ontology, _numbers(cases, max(min_support, 1)), excluded)

    @property
    def names(self) -> tuple[str, ...]:
        """Every column name, in order."""
        denied = (f"{name} excluded" for name in self.excluded_features)
        return (*self.finding_features, *denied, *number_names(self.numbers))

    @property
    def age(self) -> int:
        """The column that holds the age."""
        return len(self.finding_features) + len(self.excluded_features)

    @property
    def values(self) -> slice:
        """The columns that hold values of measurements."""
        first = self.age + len(DEMOGRAPHICS)
        return slice(first, first + len(self.numbers))

    def transform(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Encode ``cases`` as float32 [n, len(names)]."""
        positions = np.array([self.ontology.index[name] for name in self.finding_features], dtype=np.int64)
        features = np.zeros((len(cases), len(self.names)), dtype=np.float32)
        _mark(features[:, : len(positions)], cases, self.ontology, positions)
        column = {name: number for number, name in enumerate(self.excluded_features, len(positions))}
        for row, case in enumerate(cases):
            features[row, [column[name] for name in set(case.excluded) & column.keys() - set(case.observed)]] = 1
            features[row, self.age :] = number_row(case, self.numbers)
        return features

    def mark_known(self, features: NDArray[np.float32]) -> None:
        """Let the indicators of rows that balancing made say what their values say, in place."""
        values = features[:, self.values]
        features[:, self.values.stop :] = np.isfinite(values)


def excluded_site_features(cases: Sequence[Case], ontology: Ontology, min_support: int = 5) -> tuple[str, ...]:
    """Site features that ``min_support`` cases deny and as many were not asked about, in ontology order."""
    denied = Counter(name for case in cases for name in set(case.excluded) if name.startswith(SITE_PREFIX))
    asked = denied + Counter(name for case in cases for name in set(case.observed) if name in denied)
    enough = max(min_support, 1)
    kept = [n for n, count in denied.items() if count >= enough and len(cases) - asked[n] >= enough]
    return tuple(sorted((name for name in kept if name in ontology.index), key=ontology.index.__getitem__))


def _numbers(cases: Sequence[Case], min_support: int) -> tuple[NumericFeature, ...]:
    """Measurements known in ``min_support`` cases, each in its most frequent unit (of equals the first by name)."""
    held = Counter(pair for case in cases for pair in {(m.code, m.unit) for m in case.measurements})
    units: dict[str, str] = {}
    for (code, unit), count in sorted(held.items(), key=lambda item: (-item[1], item[0])):
        if count >= min_support:
            units.setdefault(code, unit)
    return tuple(NumericFeature(code=code, unit=unit) for code, unit in sorted(units.items()))


def _occurring(cases: Sequence[Case], ontology: Ontology) -> NDArray[np.int64]:
    """Positions in the ontology of all that the cases have or imply, ascending."""
    observed = {position for case in cases for position in _known(case.observed, ontology)}
    return np.array(sorted({int(above) for position in observed for above in ontology.ancestors(position)}), np.int64)


def _mark(table: NDArray[Any], cases: Sequence[Case], ontology: Ontology, positions: NDArray[np.int64]) -> None:
    """Write 1 into [n, positions] where a case has the finding at that position, or a descendant of it."""
    column = np.full(len(ontology.ids), -1)
    column[positions] = np.arange(len(positions))
    columns: dict[int, NDArray[np.int64]] = {}
    for row, case in zip(table, cases, strict=True):
        for position in _known(case.observed, ontology):
            if position not in columns:
                implied = column[ontology.ancestors(position)]
                columns[position] = implied[implied >= 0]
            row[columns[position]] = 1


def _known(finding_ids: Iterable[str], ontology: Ontology) -> Iterable[int]:
    """Positions of the findings that the ontology holds; others imply nothing."""
    current = (ontology.resolve(finding_id) for finding_id in finding_ids)
    return (ontology.index[finding_id] for finding_id in current if finding_id is not None)
