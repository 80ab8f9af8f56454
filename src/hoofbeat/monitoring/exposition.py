"""What is shown of what was counted: the sums over all workers, and no count so small that it points at a patient."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Metric, ProcessCollector
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from hoofbeat.domain.errors import ConfigError

#: Where prometheus_client has each worker keep its counts; it reads the variable once, when it is imported.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"

#: Cases of one disease are shown in steps of so many: neither a count nor what it grew by is of fewer.
STEP = 5
#: Diseases that are shown, the most frequent first.
MOST_SHOWN = 500

_TOP_DISEASES = "hoofbeat_top_disease"
#: What several processes have in common and not in sum.
_IN_COMMON = {"process_start_time_seconds": min, "process_max_fds": min}


def workers_folder(environment: "os._Environ[str]" = os.environ) -> Path | None:
    """The folder in which workers count together; ``None`` where one process counts for itself.

    Raises:
        ConfigError: the variable names no folder.
    """
    named = environment.get(FOLDER)
    if not named:
        return None
    if not Path(named).is_dir():
        raise ConfigError(
            f"{FOLDER}: there is no folder {named}", hint="make it, empty, before the workers start; or unset it"
        )
    return Path(named)


class Exposition(Collector):
    """All metrics of a service, as they may be shown.

    Args:
        registry: the metrics of this process.
        folder: where several workers count; ``None``: this process is the only one.
    """

    def __init__(self, registry: CollectorRegistry | None, folder: Path | None) -> None:
        self._sources: tuple[Collector, ...]
        if folder is not None:
            self._sources = (_Counted(folder), _Workers(folder))
        elif registry is not None:
            self._sources = (registry, ProcessCollector(registry=None))
        else:
            raise ValueError("neither a registry nor a folder")

    def collect(self) -> Iterator[Metric]:
        """The families of metrics; of diseases only those that stand first often enough."""
        for source in self._sources:
            for family in source.collect():
                yield _in_steps(family) if family.name == _TOP_DISEASES else family


class _Counted(Collector):
    """What the workers have counted together, those that have ended included."""

    def __init__(self, folder: Path) -> None:
        self._merged = MultiProcessCollector(None, path=str(folder))

    def collect(self) -> Iterable[Metric]:
        return sorted(self._merged.collect(), key=lambda family: str(family.name))


class _Workers(Collector):
    """Processor time, memory and files of the workers that live, together."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        together: dict[str, Metric] = {}
        for pid in self._pids():
            for family in ProcessCollector(pid=lambda pid=pid: pid, registry=None).collect():  # type: ignore[misc]
                if family.name not in together:
                    together[family.name] = family
                    continue
                join, known = _IN_COMMON.get(family.name, _sum), together[family.name]
                known.samples = [
                    mine._replace(value=join(mine.value, theirs.value))
                    for mine, theirs in zip(known.samples, family.samples, strict=True)
                ]
        yield from together.values()

    def _pids(self) -> Iterator[int]:
        """Those whose gauges are there; who ends them takes these away."""
        for file in sorted(self._folder.glob("gauge_livesum_*.db")):
            yield int(file.stem.rpartition("_")[2])


def _sum(one: float, other: float) -> float:
    return one + other


def _in_steps(family: Metric) -> Metric:
    """Whole steps alone, and nothing of the hour at which a disease was met first."""
    whole = [
        sample._replace(value=sample.value - sample.value % STEP)
        for sample in family.samples
        if sample.name.endswith("_total") and sample.value >= STEP
    ]
    whole.sort(key=lambda sample: (-sample.value, *sample.labels.values()))
    shown = Metric(family.name, family.documentation, family.type)
    shown.samples = whole[:MOST_SHOWN]
    return shown
