"""What was asked of the speed, and where in the results of ``benchmarks/`` it stands."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

#: What the benchmarks wrote, by their names.
Results = Mapping[str, Mapping[str, Any]]


def look(told: Any, *path: str) -> Any:
    """What stands there, or None where it was not measured."""
    for step in path:
        if not isinstance(told, Mapping) or step not in told:
            return None
        told = told[step]
    return told


class Wanted(NamedTuple):
    """A goal.

    Attributes:
        benchmark: whose results hold it.
        what: what is measured.
        bound: the least that is wanted, or the most.
        least: which of both.
        unit: of the bound.
        read: finds it in the results of that benchmark.
    """

    benchmark: str
    what: str
    bound: float
    least: bool
    unit: str
    read: Callable[[Any], float | None]

    def found(self, results: Results) -> float | None:
        """What was measured."""
        value = self.read(results.get(self.benchmark))
        return None if value is None else float(value)

    def reached(self, results: Results) -> bool | None:
        """Whether that is good enough; None where nothing was measured."""
        if (value := self.found(results)) is None:
            return None
        return value >= self.bound if self.least else value <= self.bound


def at(*path: str) -> Callable[[Any], float | None]:
    """The figure that stands there."""
    return lambda told: look(told, *path)


def _of_sizes(choose: Callable[[list[float]], float], read: Callable[[Any], float | None]) -> Any:
    """The worst over the sizes of a differential."""

    def worst(told: Any) -> float | None:
        found = [value for size in (look(told, "sizes") or {}).values() if (value := read(size)) is not None]
        return choose(found) if found else None

    return worst


def _tail(told: Any) -> float | None:
    p50, p99 = (look(told, name) for name in ("p50_ms", "p99_ms"))
    return p99 / p50 if p50 and p99 else None


def states(told: Any) -> Iterator[tuple[str, float]]:
    """Resident memory of the service as more of it is used."""
    for name, state in (look(told, "memory") or {}).items():
        if (resident := look(state, "rss_mb")) is not None:
            yield name, resident


def _answered(told: Any) -> float | None:
    return next((resident for name, resident in states(told) if name.endswith("answers")), None)


def _in_all(told: Any) -> float | None:
    return max((resident for _, resident in states(told)), default=None)


def _loaded(read: Callable[[Any], float | None]) -> Any:
    """The most over both kinds of requests."""
    return lambda told: max(
        (value for name in ("explained", "bare") if (value := read(look(told, name))) is not None), default=None
    )


def _grown(told: Any) -> float | None:
    before, after = look(told, "memory_mb") or (None, None)
    return after / before if before and after else None


def _most(told: Any) -> float | None:
    return max((point["ratio"] for point in look(told, "training") or []), default=None)


_EXPLAINED = "a differential with explanation"
GOALS = {
    "faster explained": Wanted(
        "differential", f"{_EXPLAINED}, times faster than the older build (least of the sizes)", 3, True, "×",
        _of_sizes(min, at("explained", "times_faster")),
    ),
    "faster bare": Wanted(
        "differential", "the same without explanation", 2, True, "×", _of_sizes(min, at("bare", "times_faster"))
    ),
    "tail": Wanted(
        "differential", f"{_EXPLAINED}, p99 to p50 (most of the sizes)", 3, False, "×",
        _of_sizes(max, lambda size: _tail(look(size, "explained"))),
    ),
    "hpo3": Wanted(
        "differential", f"{_EXPLAINED}, times faster than hpo3 ranks (least of the sizes)", 1000, True, "×",
        _of_sizes(min, at("hpo3", "ratio")),
    ),
    "floor": Wanted(
        "differential", "the knowledge stage, to reading its bytes once", 5, False, "×", at("knowledge", "to_floor")
    ),
    "share explained": Wanted(
        "service", "requests a second with explanation, to an empty endpoint's", 0.12, True, "×",
        at("explained", "share"),
    ),
    "share bare": Wanted("service", "the same without explanation", 0.25, True, "×", at("bare", "share")),
    "load": Wanted("service", "requests under load, p99 to p50 (most of both)", 3, False, "×", _loaded(_tail)),
    "flat": Wanted("service", "memory after such a load, to before (most of both)", 1.05, False, "×", _loaded(_grown)),
    "batch": Wanted("service", "cases a second in a batch", 1500, True, "", at("batch_per_second")),
    "first answer": Wanted(
        "start", "start to first answer, to importing the same libraries", 1.3, False, "×", at("first_answer", "ratio")
    ),
    "install": Wanted("start", "a serving install", 200, False, "MB", at("install", "mb")),
    "memory": Wanted("start", "resident memory after 200 explained answers", 300, False, "MB", _answered),
    "memory of all": Wanted(
        "start", "resident memory with notes read and everything searched", 300, False, "MB", _in_all
    ),
    "old laptop": Wanted(
        "start", f"{_EXPLAINED} at 20 % of one core, p99", 1000, False, "ms", at("throttled", "p99_ms")
    ),
    "page": Wanted(
        "page", "from a key to the list on the screen, 95th percentile", 100, False, "ms", at("drawn", "p95_ms")
    ),
    "first record": Wanted(
        "ingest", "start to the first record read", 4, False, "s", at("start", "first_record", "s")
    ),
    "phenopackets": Wanted(
        "ingest", "phenopackets a second to silver", 1500, True, "", at("phenopackets", "steady_per_second")
    ),
    "ddxplus": Wanted(
        "ingest", "DDXPlus patients a second to silver", 25000, True, "", at("ddxplus", "steady_per_second")
    ),
    "training": Wanted(
        "training", "from gold to graph, to the library's own fit (most of the sizes)", 1.5, False, "×", _most
    ),
    "growth": Wanted(
        "training", "the power of the patients that it grows with", 1.1, False, "", at("exponent", "ours")
    ),
    "evaluation": Wanted(
        "evaluate", "an evaluation of published patients on two cores, to the older build's", 0.5, False, "×",
        at("ratio", "seconds"),
    ),
    "evaluation's memory": Wanted(
        "evaluate", "its memory, workers included, to the older build's", 0.5, False, "×", at("ratio", "peak_mb")
    ),
}  # fmt: skip
