"""What is shown: several processes' counts together, and no count of fewer than five patients."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Counter

from hoofbeat.domain.errors import ConfigError
from hoofbeat.monitoring.exposition import FOLDER, MOST_SHOWN, Exposition, workers_folder

# Whether counts are kept in files is decided when prometheus_client is imported: a process each.
WORKER = """
import sys
from hoofbeat.monitoring.metrics import ServingMetrics
class Manifest: knowledge_version, created = "hpo-2026-01-01", "2026-02-02T00:00:00Z"
metrics = ServingMetrics()
metrics.request("/v1/differential", "POST", 200, 0.02)
metrics.bundle("one", Manifest)
if sys.argv[1] == "swapped":
    metrics.bundle("two", Manifest)
metrics.ready(True)
for _ in range(3):
    metrics._answers._top.labels("OMIM:1").inc()
with metrics.in_flight():
    print(metrics.render().decode(), flush=True)
    sys.stdin.read()
"""


def top(registry: CollectorRegistry) -> dict[str, float]:
    (family,) = (one for one in Exposition(registry, None).collect() if one.name == "hoofbeat_top_disease")
    return {sample.labels["disease"]: sample.value for sample in family.samples}


def test_diseases_are_shown_in_steps_of_five() -> None:
    registry = CollectorRegistry()
    counter = Counter("hoofbeat_top_disease_total", "x", ("disease",), registry=registry)
    seen = []
    for _ in range(11):
        counter.labels("OMIM:1").inc()
        seen.append(top(registry).get("OMIM:1"))
    assert seen == [None] * 4 + [5.0] * 5 + [10.0] * 2
    counter.labels("OMIM:2").inc(4)
    text = str([family.samples for family in Exposition(registry, None).collect() if "disease" in family.name])
    assert "OMIM:2" not in text, "the hour of its first patient would tell of it"


def test_the_most_frequent_are_shown() -> None:
    registry = CollectorRegistry()
    counter = Counter("hoofbeat_top_disease_total", "x", ("disease",), registry=registry)
    for number in range(MOST_SHOWN + 20):
        counter.labels(f"OMIM:{number:05}").inc(5 if number < 20 else 10)
    shown = top(registry)
    assert len(shown) == MOST_SHOWN
    assert set(shown.values()) == {10.0}


def test_two_processes_count_together(tmp_path: Path) -> None:
    environment = os.environ | {FOLDER: str(tmp_path)}
    with (
        subprocess.Popen([sys.executable, "-c", WORKER, "as begun"], env=environment, stdin=-1, stdout=-1) as one,
        subprocess.Popen([sys.executable, "-c", WORKER, "swapped"], env=environment, stdin=-1, stdout=-1) as other,
    ):
        for process in (one, other):
            assert process.stdout is not None
            assert any(b"hoofbeat_requests_in_flight" in line for line in iter(process.stdout.readline, b""))
        families = {family.name: family for family in Exposition(None, tmp_path).collect()}
        for process in (one, other):
            process.kill()

    def shown(name: str) -> dict[tuple[str, ...], float]:
        return {tuple(sorted(sample.labels.values())): sample.value for sample in families[name].samples}

    assert shown("hoofbeat_requests") == {("/v1/differential", "200", "POST"): 2}
    assert shown("hoofbeat_requests_in_flight") == {(): 2}
    assert shown("hoofbeat_ready") == {(): 1}
    assert shown("hoofbeat_bundle_info") == {("hpo-2026-01-01", "one"): 1, ("hpo-2026-01-01", "two"): 1}
    assert shown("hoofbeat_top_disease") == {("OMIM:1",): 5}, "suppressed before they are added, none would be shown"
    if sys.platform == "linux":
        assert shown("process_resident_memory_bytes")[()] > 60e6
        assert shown("process_max_fds")[()] < 2 * os.sysconf("SC_OPEN_MAX")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "none"))
    with pytest.raises(ConfigError, match=FOLDER):
        workers_folder()
    monkeypatch.setenv(FOLDER, "")
    assert workers_folder() is None
