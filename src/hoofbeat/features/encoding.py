"""From a case to the row of numbers a cohort model reads."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from hoofbeat.bundle.runtime.numbers import DEMOGRAPHICS, NumericFeature, number_names, number_rows
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import TrainingError
from hoofbeat.features.implied import implied, marked
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
        has: csr_array | None = None,
    ) -> "FeatureEncoder":
        """Choose the findings and measurements worth a column.

        A finding needs ``min_support`` cases that have it and one that has not. Of columns that are equal in
        every case the most general is kept, because it also recognises the siblings that other
        cases may bring. Beyond ``max_features`` the best supported stay. A measurement needs ``min_support`` cases
        that have it, in its most frequent unit. ``with_excluded`` gives exclusions of site features a column too: where
        ``min_support`` cases deny the feature, and as many were not asked (else the finding's column says it all).
        ``has`` is what :func:`implied` says of the cases, where somebody knows already; so it is in what follows.

        Raises:
            TrainingError: there is no case.
        """
        if not cases:
            raise TrainingError("No case to choose features from", hint="ingest cases first")
        has = (implied(cases, ontology) if has is None else has).tocsc()
        support = np.diff(has.indptr)
        useful = np.flatnonzero((support >= max(min_support, 1)) & (support < len(cases)))
        # Ancestors stand before descendants in the ontology, so the first of equal columns is the most general.
        first: dict[bytes, int] = {}
        for position in useful.tolist():
            first.setdefault(has.indices[has.indptr[position] : has.indptr[position + 1]].tobytes(), position)
        chosen = np.array(list(first.values()), dtype=np.int64)
        if max_features is not None and len(chosen) > max_features:
            chosen = np.sort(chosen[np.argsort(-support[chosen], kind="stable")[:max_features]])
        findings = tuple(ontology.ids[position] for position in chosen)
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

    def transform(self, cases: Sequence[Case], has: csr_array | None = None) -> NDArray[np.float32]:
        """Encode ``cases`` as float32 [n, len(names)]."""
        features = np.zeros((len(cases), len(self.names)), dtype=np.float32)
        findings = self._findings(cases, has)
        features[np.repeat(np.arange(len(cases)), np.diff(findings.indptr)), findings.indices] = 1
        features[:, self.age :] = number_rows(cases, self.numbers)
        return features

    def transform_sparse(self, cases: Sequence[Case], has: csr_array | None = None) -> csr_array:
        """The same as compressed rows: nineteen of twenty findings are not there.

        Every number is stored, 0 too, and so is every finding that a quarter of the cases have: the median and the
        quartiles of the others are 0, and a scaler leaves them as they are.
        """
        findings = self._findings(cases, has)
        often = np.bincount(findings.indices, minlength=self.age) * 4 >= len(cases)
        stored = np.hstack([findings[:, often].toarray(), number_rows(cases, self.numbers)])
        columns = np.concatenate([np.flatnonzero(often), np.arange(self.age, len(self.names))])
        seldom = ~often[findings.indices]
        # In each row the findings that few have, then what every row stores.
        ends = np.concatenate([[0], np.cumsum(seldom)])[findings.indptr] + np.arange(len(cases) + 1) * len(columns)
        last = np.zeros(ends[-1], dtype=np.bool_)
        last[(ends[1:, None] - np.arange(len(columns), 0, -1)).ravel()] = True
        data, indices = np.empty(len(last), dtype=np.float32), np.empty(len(last), dtype=np.int32)
        data[last], data[~last] = stored.ravel(), 1
        indices[last], indices[~last] = np.tile(columns, len(cases)), findings.indices[seldom]
        rows = csr_array((data, indices, ends), shape=(len(cases), len(self.names)))
        rows.sort_indices()
        return rows

    def _findings(self, cases: Sequence[Case], has: csr_array | None) -> csr_array:
        """The columns before the age, float32 [n, findings and exclusions], stored where they are 1."""
        positions = [self.ontology.index[name] for name in self.finding_features]
        has = implied(cases, self.ontology) if has is None else has
        observed = has[:, positions].astype(np.float32)
        if not self.excluded_features:
            return observed
        column = {name: number for number, name in enumerate(self.excluded_features)}
        denied = [[column[name] for name in set(case.excluded) & column.keys() - set(case.observed)] for case in cases]
        return csr_array(hstack([observed, marked(denied, len(column)).astype(np.float32)], format="csr"))

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
