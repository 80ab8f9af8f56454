"""The cases at hand, read straight from their files: a benchmark needs no lake."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hoofbeat.console import track
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.evaluation.benchmark.differential import stated_differential
from hoofbeat.features.cohort import Cohort
from hoofbeat.sources import Resolve, SourceConfig, open_source
from hoofbeat.standards.standardise import standardise

#: A publication with more than one part in so many of a sample is left out of it.
_LARGEST_SHARE = 20


@dataclass(frozen=True)
class SourceReading:
    """What a source holds.

    Attributes:
        name: name of the source.
        cases: cases with a diagnosis, in the source's order.
        differentials: diseases that each record holds possible (DDXPlus), empty where it states none.
        read: number of records.
        refused: those that are no case, or have no diagnosis.
        digest: digest of the content of all records, so that the same data is known again wherever it lies.
    """

    name: str
    cases: tuple[Case, ...]
    differentials: tuple[frozenset[str], ...]
    read: int
    refused: int
    digest: str

    def sample(self, size: int, *, seed: int) -> "SourceReading":
        """Whole publications of diseases drawn at random, until ``size`` cases are together; all if there are fewer.

        Drawing diseases keeps what one publication teaches of another's patients; a case of no publication is drawn by
        itself. A publication with more than a twentieth of the sample is passed over: it would decide every figure.
        """
        keys = [case.kept_together or f"row {row}" for row, case in enumerate(self.cases)]
        sizes = Counter(keys)
        publications: dict[str, set[str]] = {}
        for key, case in zip(keys, self.cases, strict=True):
            publications.setdefault((case.diagnosis or "") if case.kept_together else key, set()).add(key)
        names = sorted(publications)
        drawn = (names[i] for i in np.random.default_rng(seed).permutation(len(names)))
        chosen: dict[str, None] = {}
        for key in (key for name in drawn for key in sorted(publications[name])):
            if sum(sizes[each] for each in chosen) >= size:
                break
            if sizes[key] * _LARGEST_SHARE <= size or len(self.cases) <= size:
                chosen[key] = None
        rows = [row for row, key in enumerate(keys) if key in chosen]
        return replace(
            self,
            cases=tuple(self.cases[row] for row in rows),
            differentials=tuple(self.differentials[row] for row in rows),
        )


def read(config: SourceConfig, resolve: Resolve) -> SourceReading:
    """Read every case of a source that has a diagnosis.

    Raises:
        SourceError: the source as a whole cannot be read, or holds no such case.
    """
    source = open_source(config, resolve)
    digest = hashlib.sha256()
    cases: list[Case] = []
    differentials: list[frozenset[str]] = []
    refused = 0
    for record in track(source.records(), f"Reading {config.name}"):
        digest.update(record.content_hash.encode())
        try:
            case = standardise(source.parse(record))
        except RecordError:
            refused += 1
            continue
        if case.diagnosis is None:
            refused += 1
            continue
        cases.append(case)
        differentials.append(stated_differential(record.payload) if config.format == "ddxplus" else frozenset())
    if not cases:
        raise SourceError(
            f"{config.path} holds no case with a diagnosis", hint="check that the path names the right file"
        )
    return SourceReading(
        config.name, tuple(cases), tuple(differentials), len(cases) + refused, refused, digest.hexdigest()[:16]
    )


def as_cohort(readings: Sequence[SourceReading]) -> Cohort:
    """The cases of several sources, one source after the other, not labelled yet."""
    cases = tuple(case for reading in readings for case in reading.cases)
    sources = tuple(reading.name for reading in readings for _ in reading.cases)
    return Cohort(cases, (None,) * len(cases), sources, version=0)
