"""Two workers at one address: one answer from ``/metrics``, a newer bundle in both, one that is killed comes back."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from hoofbeat.monitoring.exposition import FOLDER
from running_service import Running, running
from small_bundles import KNOWN, small_bundle, version

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the workers in /proc")

DIFFERENTIALS = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("several")
    small_bundle(made / "1", 1)
    small_bundle(made / "2", 2)
    (made / "current").symlink_to(made / "1")
    (made / "counts").mkdir()
    (made / "counts" / "counter_1.db").write_bytes(b"of an earlier start")
    return made


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Running]:
    environment = {FOLDER: str(folder / "counts")}
    arguments = ("--workers", "2", "--cases", f"sqlite:///{folder / 'cases.db'}")
    with running(folder / "current", folder / "log", *arguments, environment=environment) as started:
        until(lambda: len(workers(started)) == 2)
        yield started


def workers(service: Running) -> set[int]:
    """Processes that were started by the service and hold its socket."""
    children = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text().split()
    return {int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()}


def until(there: Callable[[], bool]) -> None:
    deadline = monotonic() + 60
    while not there():
        assert monotonic() < deadline
        sleep(0.1)


def value(service: Running, series: str) -> float | None:
    found = re.search(rf"^{re.escape(series)} (\S+)$", service.metrics(), re.MULTILINE)
    return float(found[1]) if found else None


def bundles(service: Running) -> dict[str, float]:
    found = re.findall(r'^hoofbeat_bundle_info\{.*version="(.+?)"\} (\S+)$', service.metrics(), re.MULTILINE)
    return {name: float(shown) for name, shown in found}


def counting(folder: Path) -> set[int]:
    return {int(file.stem.rpartition("_")[2]) for file in (folder / "counts").glob("counter_*.db")}


def test_either_shows_what_both_have_counted(service: Running, folder: Path) -> None:
    until(lambda: counting(folder) == workers(service))
    for _ in range(DIFFERENTIALS):  # a connection each: the system hands them to whoever is free
        answer = httpx.post(f"{service.address}/v1/differential", json={"findings": [{"id": KNOWN}]}, timeout=60)
        assert answer.status_code == 200
    shown = {value(service, "hoofbeat_differentials_total") for _ in range(10)}
    assert shown == {DIFFERENTIALS}
    (top,) = re.findall(r"^hoofbeat_top_disease_total\{.*\} (\S+)$", service.metrics(), re.MULTILINE)
    assert float(top) == DIFFERENTIALS
    assert value(service, "hoofbeat_ready") == 1
    assert value(service, "hoofbeat_requests_in_flight") == 1
    assert (value(service, "process_resident_memory_bytes") or 0) > 2 * 60e6


def test_a_newer_bundle_is_taken_by_both_and_the_older_shown_as_gone(service: Running, folder: Path) -> None:
    older, newer = version(folder / "1"), version(folder / "2")
    assert bundles(service) == {older: 1}
    (folder / "next").symlink_to(folder / "2")
    (folder / "next").replace(folder / "current")
    service.process.send_signal(signal.SIGHUP)
    until(lambda: bundles(service) == {older: 0, newer: 1})
    asked = {httpx.get(f"{service.address}/v1/model", timeout=60).json()["version"] for _ in range(20)}
    assert asked == {newer}


def test_a_worker_that_is_killed_comes_back_and_what_it_counted_stays(service: Running) -> None:
    before = workers(service)
    counted = value(service, "hoofbeat_differentials_total")
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    until(lambda: len(workers(service)) == 2 and killed not in workers(service))
    until(lambda: service.log.count("answering with bundle") == 5)  # two, twice, and the new one
    assert value(service, "hoofbeat_differentials_total") == counted
    assert value(service, "hoofbeat_requests_in_flight") == 1
    assert "a worker ended with status -9 and is started anew" in service.log


def test_it_stops_when_told_to_and_leaves_nobody_behind(service: Running) -> None:
    left = workers(service)
    assert service.stop() == 0
    assert not [pid for pid in left if Path(f"/proc/{pid}").exists()]


def test_what_keeps_a_worker_from_beginning_ends_all(tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match="A worker ended before it could answer") as said,
        running(tmp_path / "none", tmp_path / "log", "--workers", "2"),
    ):
        pass
    assert str(tmp_path / "none") in str(said.value)
    assert "Traceback" not in str(said.value)
