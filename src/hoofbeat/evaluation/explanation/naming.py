"""Columns and cases in words that a person reads, and that name nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.case import Case, Sex
from hoofbeat.evaluation.explanation.result import Patient
from hoofbeat.features.encoding import FeatureEncoder
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.standards.analytes import analyte

#: From this age on so few are alive that the year alone may tell who it is.
_OLDEST = 90


@dataclass(frozen=True)
class Words:
    """Names of findings and measurements.

    Attributes:
        ontology: ontology of the findings, with the site's own.
        site: names of the site's own features by id.
    """

    ontology: Ontology
    site: Mapping[str, str]

    def finding(self, finding_id: str) -> str:
        """Its name, else its id."""
        current = self.ontology.resolve(finding_id)
        return self.ontology.names[self.ontology.index[current]] if current else finding_id

    def measured(self, code: str) -> str:
        """Name of what a code measures, else the code."""
        known = analyte(code)
        return known.name if known else self.site.get(code, code)

    def columns(self, encoder: FeatureEncoder) -> tuple[str, ...]:
        """A name for every column of the cohort models."""
        values = [self.measured(number.code) for number in encoder.numbers]
        return (
            *(self.finding(name) for name in encoder.finding_features),
            *(f"{self.finding(name)}: denied" for name in encoder.excluded_features),
            *("Age", "Sex: female", "Sex: male"),
            *values,
            *(f"{value}: measured" for value in values),
        )

    def patient(self, case: Case) -> Patient:
        """What may be shown of a case."""
        return Patient(
            age=years(case.age),
            sex=case.sex.value,
            observed=tuple(self.finding(finding) for finding in case.observed),
            excluded=tuple(self.finding(finding) for finding in case.excluded),
            measurements=tuple(f"{self.measured(m.code)} {m.value:.3g} {m.unit}" for m in case.measurements),
        )


def states(case: Case, encoder: FeatureEncoder, features: NDArray[np.float32]) -> list[str]:
    """What a case has in each column, from its encoded row [F]."""
    stated, denied = set(case.observed), len(encoder.finding_features)
    yes = ("yes" if value else "no" for value in features[denied : encoder.age])
    numbers = zip(encoder.numbers, features[encoder.values], strict=True)
    return [
        *(
            "observed" if name in stated else "implied" if value else "not observed"
            for name, value in zip(encoder.finding_features, features, strict=False)
        ),
        *yes,
        years(case.age),
        *("yes" if case.sex == sex else "no" for sex in (Sex.FEMALE, Sex.MALE)),
        *("unknown" if np.isnan(value) else f"{value:.3g} {number.unit}" for number, value in numbers),
        *("yes" if value else "no" for value in features[encoder.values.stop :]),
    ]


def years(age: float | None) -> str:
    """An age in whole years: ``41 years``, ``under 1 year``, ``90 years or more``, ``unknown``.

    Example:
        >>> [years(age) for age in (0.5, 1.9, 41, 97, None)]
        ['under 1 year', '1 year', '41 years', '90 years or more', 'unknown']
    """
    if age is None:
        return "unknown"
    if age >= _OLDEST:
        return f"{_OLDEST} years or more"
    whole = int(age)
    return "under 1 year" if whole < 1 else "1 year" if whole == 1 else f"{whole} years"
