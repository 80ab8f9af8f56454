"""A set of cases at one version of the lake."""

from collections.abc import Iterable
from dataclasses import dataclass

from hoofbeat.domain.case import Case


@dataclass(frozen=True, slots=True)
class Cohort:
    """Cases with what the lake knows of each, position by position.

    Attributes:
        cases: pseudonymised cases, in the lake's fixed order.
        diseases: the canonical catalogue id of each case's diagnosis, ``None`` where the catalogue lacks it.
        sources: the name of the source of each case.
        version: Delta version of the gold table they were read from.
    """

    cases: tuple[Case, ...]
    diseases: tuple[str | None, ...]
    sources: tuple[str, ...]
    version: int

    def __post_init__(self) -> None:
        if not len(self.cases) == len(self.diseases) == len(self.sources):
            raise ValueError("cases, diseases and sources differ in length")

    def __len__(self) -> int:
        return len(self.cases)

    def select(self, indices: Iterable[int]) -> "Cohort":
        """Take the cases at the given positions, in the order given."""
        chosen = [int(index) for index in indices]
        return Cohort(
            cases=tuple(self.cases[i] for i in chosen),
            diseases=tuple(self.diseases[i] for i in chosen),
            sources=tuple(self.sources[i] for i in chosen),
            version=self.version,
        )
