"""The cells that windows count in. A bundle fixes them at its export, so that its windows can be compared with it."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise

from pydantic import Field

from hoofbeat.domain.case import Sex
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.frozen import Frozen

#: Raised by one whenever the cells below change their meaning.
FORMAT = 1

#: Fewest cases that one version of a file on disk may differ by from the one before, and fewest cases of a cell that is
#: shown to anybody (docs/privacy.md).
FEWEST = 5

#: Upper ends of the age bands in years, each excluded; after them those older, then those of unknown age.
AGES = (1 / 12, 1.0, 3.0, 6.0, 12.0, 18.0, 30.0, 45.0, 60.0, 75.0)
#: How many observed findings, excluded findings and diseases of the conformal set: upper ends, included.
OBSERVED, EXCLUDED, SET_SIZES = (0, 2, 4, 7, 11, 16, 24), (0, 2, 5, 10, 20), (1, 3, 10)
#: Upper ends, excluded, of the bands of the first disease's probability, and of that of a disease nobody listed.
PROBABILITIES, UNLISTED = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97), (0.02, 0.05, 0.1, 0.2, 0.4)

#: Statements that a case makes or does not make, any number of them; all others are one cell a case.
MARKS = ("findings", "systems")
MEASURED = "measured:"


class MeasurementBins(Frozen):
    """Bins of one measurement.

    Attributes:
        code: canonical LOINC code, or a code of the site.
        unit: unit of the edges, UCUM.
        edges: where one bin ends and the next begins, rising; a value on an edge belongs to the upper bin.
    """

    code: str
    unit: str
    edges: tuple[float, ...] = Field(min_length=1)


class WindowLayout(Frozen):
    """Names of all cells.

    Attributes:
        format: version of what the cells mean.
        findings: findings that have a cell of their own, as they are frequent in the training cohort.
        systems: body systems; each finding counts for its own.
        measurements: measurements and their bins; a last cell holds values that were set aside as impossible.
        diseases: diseases that have a cell of their own where they come first; a last cell holds all others.
    """

    format: int = FORMAT
    findings: tuple[str, ...]
    systems: tuple[str, ...]
    measurements: tuple[MeasurementBins, ...]
    diseases: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """Names this layout: counts in equal layouts may be added up."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    @cached_property
    def cells(self) -> Mapping[str, tuple[str, ...]]:
        """Names of the cells of each counted thing, in the order of their counts."""
        fixed = {
            "findings": self.findings,
            "systems": self.systems,
            "age": (*_below(AGES, "years"), "unknown"),
            "sex": tuple(Sex),
            "observed": _up_to(OBSERVED),
            "excluded": _up_to(EXCLUDED),
            "setting": tuple(Setting),
            "measuring": ("none", "some"),
            "unknown_terms": ("none", "some"),
            "probability": _below(PROBABILITIES),
            "rarity": ("common", "orphan"),
            "sufficiency": ("too little", "enough", "not judged"),
            "unlisted": (*_below(UNLISTED), "not judged"),
            "set_size": (*_up_to(SET_SIZES), "none given"),
            "disease": (*self.diseases, "other"),
        }
        return fixed | {
            MEASURED + bins.code: (*_below(bins.edges, bins.unit), "set aside") for bins in self.measurements
        }


def _below(edges: tuple[float, ...], unit: str = "") -> tuple[str, ...]:
    ends = [f"{edge:.4g}" for edge in edges]
    between = [f"{low}–{high}" for low, high in pairwise(ends)]
    return tuple(f"{text} {unit}".strip() for text in (f"<{ends[0]}", *between, f"≥{ends[-1]}"))


def _up_to(ends: tuple[int, ...]) -> tuple[str, ...]:
    lows = [0, *(end + 1 for end in ends[:-1])]
    spans = [str(low) if low == high else f"{low}–{high}" for low, high in zip(lows, ends, strict=True)]
    return (*spans, f">{ends[-1]}")
