"""What the last batch of every source was like, for Prometheus (``monitoring.textfile``).

Labels are names of sources, layers and measurement codes: never a patient.
"""

from collections.abc import Iterable
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from hoofbeat.monitoring.textfile import Reading, write_gauges

PREFIX = "hoofbeat_quality_"

#: Name → what it says, and its labels; the first is the source.
GAUGES = {
    "records": ("Records of the source's last batch, by fate: read, accepted, quarantined", ("source", "fate")),
    "expectations": ("Expectations of the last batch", ("source", "layer", "severity", "outcome")),
    "missing_share": ("Share of new cases without a value, 0 to 1", ("source", "field")),
    "passed": ("1 if every critical expectation of the last batch held", ("source",)),
    "batch_seconds": ("Seconds from the first check of the last batch to its last", ("source",)),
    "batch_timestamp_seconds": ("When the last batch was checked, in Unix time", ("source",)),
}


def write_metrics(path: Path, readings: Iterable[Reading]) -> None:
    """Put the newest readings of their sources into the file, atomically; other sources keep theirs.

    Args:
        path: the file (``….prom``).
        readings: every reading of the sources in this batch.
    """
    fresh = list(readings)
    sources = {reading.labels[0] for reading in fresh}
    kept = [reading for reading in _read(path) if reading.labels[0] not in sources]
    write_gauges(path, PREFIX, GAUGES, [*kept, *fresh])


def _read(path: Path) -> list[Reading]:
    try:
        families = list(text_string_to_metric_families(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):  # none yet, or one that something else damaged: the next batches fill it again
        return []
    known = [(family.name.removeprefix(PREFIX), sample) for family in families for sample in family.samples]
    return [
        Reading(name, tuple(sample.labels.get(label, "") for label in GAUGES[name][1]), sample.value)
        for name, sample in known
        if name in GAUGES
    ]
