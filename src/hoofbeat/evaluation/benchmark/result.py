"""What a benchmark found, as it is kept in ``benchmark.json``: no figure without its interval."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.estimate import Estimate, Kept
from hoofbeat.evaluation.result import RankCurve, RankingSummary


class Origin(Kept):
    """What the figures were computed from, enough to compute them again; the same origin gives the same file.

    Attributes:
        data: source → digest of the content of its records.
        knowledge: version.
        code: version.
        seed: seed of splits, draws, models and bootstrap.
        folds: number of folds of every split.
    """

    data: Mapping[str, str]
    knowledge: str
    code: str
    seed: int
    folds: int


class SourceCounts(Kept):
    """One source: records read, those without a usable case or diagnosis, and the cases that took part."""

    name: str
    read: int = Field(ge=0)
    refused: int = Field(ge=0)
    cases: int = Field(ge=0)
    diseases: int = Field(ge=0)
    publications: int = Field(ge=0)


class Ceiling(Kept):
    """Share of the cases of whose disease any statement or training case still speaks: nobody can find the others."""

    protocol: str
    subset: str
    share: Estimate


class Point(Kept):
    """One figure of an experiment: a condition, and how a model fared under it; ``ddf1`` where records allow it."""

    condition: str
    summary: RankingSummary
    ddf1: Estimate | None = None


class Experiment(Kept):
    """What happens when one thing is changed, model by model, condition by condition."""

    name: str
    points: tuple[Point, ...]

    @property
    def models(self) -> tuple[str, ...]:
        """Models in order of first appearance."""
        return tuple(dict.fromkeys(point.summary.model for point in self.points))

    @property
    def conditions(self) -> tuple[str, ...]:
        """Conditions in order of first appearance."""
        return tuple(dict.fromkeys(point.condition for point in self.points))

    def find(self, model: str, condition: str) -> Point | None:
        """The figure of a model under a condition, if there is one."""
        return next((p for p in self.points if (p.summary.model, p.condition) == (model, condition)), None)


class BenchmarkResult(Kept):
    """One benchmark, whole: everything the page shows.

    ``quick`` marks a quick look: a sample of the cases, fewer folds, fewer and smaller contenders. Its figures compare
    contenders with each other, and with nothing else.
    """

    quick: bool
    origin: Origin
    sources: tuple[SourceCounts, ...]
    rankings: tuple[RankingSummary, ...]
    rank_curves: tuple[RankCurve, ...]
    ceilings: tuple[Ceiling, ...]
    experiments: tuple[Experiment, ...]

    def find(self, protocol: str, model: str, subset: str) -> RankingSummary | None:
        """The figures of a model under a protocol on a subset, if there are any."""
        wanted = (protocol, model, subset)
        return next((line for line in self.rankings if (line.protocol, line.model, line.subset) == wanted), None)

    def ceiling(self, protocol: str, subset: str) -> Estimate | None:
        """The ceiling of a protocol on a subset, if there is one."""
        return next((c.share for c in self.ceilings if (c.protocol, c.subset) == (protocol, subset)), None)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read back what :meth:`save` wrote.

        Raises:
            InputError: the file is missing, or is no benchmark.
        """
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}", hint="run `hoofbeat benchmark accuracy` first") from error
        except (ValidationError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: no benchmark", hint="run `hoofbeat benchmark accuracy` again") from error
