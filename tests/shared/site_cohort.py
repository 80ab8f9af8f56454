"""A hospital's own table, invented: yes/no features, numbers and causes that no public vocabulary names."""

import numpy as np

from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.features.cohort import Cohort

#: Code, unit, mean, spread, share not measured.
NUMBERS = (
    ("SITE:arm-circumference", "cm", 13.0, 1.5, 0.2),
    ("SITE:breaths", "/min", 40.0, 10.0, 0.5),
)


def feature_id(number: int) -> str:
    return f"SITE:q{number:03}"


def disease_id(number: int) -> str:
    return f"SITE:cause-{number:02}"


def make_site_cohort(
    *, cases: int = 2000, features: int = 130, diseases: int = 21, unasked: float = 0.05, seed: int = 0
) -> Cohort:
    """Causes that resemble each other within four groups; answers are yes, no, or (``unasked``) missing."""
    rng = np.random.default_rng(seed)
    cause = rng.choice(diseases, cases, p=rng.dirichlet(np.full(diseases, 2.0)))
    usual = rng.beta(0.7, 2.2, features)
    group = rng.integers(0, 4, diseases)
    of_group = rng.normal(0, 1.0, (4, features)) * (rng.random((4, features)) < 0.4)
    of_cause = rng.normal(0, 1.2, (diseases, features)) * (rng.random((diseases, features)) < 0.15)
    severity = rng.normal(0, 1, (cases, 6)) @ rng.normal(0, 0.5, (6, features))
    logit = np.log(usual / (1 - usual)) + of_group[group[cause]] + of_cause[cause] + severity
    yes = rng.random((cases, features)) < 1 / (1 + np.exp(-logit))
    asked = rng.random((cases, features)) >= unasked
    shift = rng.normal(0, 1, (diseases, len(NUMBERS)))
    return Cohort(
        tuple(
            Case(
                case_id=f"row-{row}",
                age=float(rng.integers(0, 12)),
                sex=(Sex.FEMALE, Sex.MALE)[int(rng.integers(2))],
                findings=tuple(
                    Finding(id=feature_id(number), excluded=not yes[row, number])
                    for number in np.flatnonzero(asked[row]).tolist()
                ),
                measurements=tuple(
                    Measurement(
                        code=code, value=float(mean + spread * (shift[cause[row], n] + rng.normal())), unit=unit
                    )
                    for n, (code, unit, mean, spread, missing) in enumerate(NUMBERS)
                    if rng.random() >= missing
                ),
                diagnosis=disease_id(int(cause[row])),
                diagnosis_name=f"Cause {cause[row]}",
            )
            for row in range(cases)
        ),
        tuple(disease_id(int(number)) for number in cause),
        ("hospital-a",) * cases,
        version=0,
    )
