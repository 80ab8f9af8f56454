"""Challengers beside several workers: each tries them, all count together, and one sitting meets one bundle.

Mirrors: hoofbeat.serving.process
"""

import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from running_service import Running, running
from small_bundles import KNOWN, small_bundle, version

PATIENCE = 60
CASE = {"findings": [{"id": KNOWN}]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workers")


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Running]:
    challenger = str(small_bundle(folder / "challenger", 2))
    environment = {
        "HOOFBEAT_WORKERS": "2",
        "HOOFBEAT_CHALLENGER": challenger,
        "HOOFBEAT_SHADOW_SHARE": "1",
        "HOOFBEAT_CANARY": challenger,
        "HOOFBEAT_CANARY_SHARE": "0.5",
    }
    with running(small_bundle(folder / "bundle", 1), folder / "log", environment=environment) as started:
        until(lambda: counted(started, "loaded", mode="shadow") == 2)
        until(lambda: counted(started, "loaded", mode="canary") == 2)
        yield started


def until(there) -> None:  # type: ignore[no-untyped-def]
    deadline = monotonic() + PATIENCE
    while not there():
        assert monotonic() < deadline
        sleep(0.1)


def counted(service: Running, name: str, **labels: str) -> int:
    found = re.findall(rf"^hoofbeat_rollout_{name}{{(.*)}} (\S+)$", service.metrics(), re.MULTILINE)
    return sum(int(float(value)) for told, value in found if all(f'{k}="{v}"' in told for k, v in labels.items()))


def test_each_worker_tries_them_and_the_counts_are_of_all(service: Running, folder: Path) -> None:
    by = {}
    for number in range(30):
        told = set()
        for _ in range(3):  # a new connection each time, taken by either
            answer = httpx.post(
                f"{service.address}/v1/differential", json=CASE, headers={"Hoofbeat-Sitting": f"s{number}"}, timeout=60
            )
            told.add(answer.json()["bundle"])
        (by[number],) = told
    canary = 3 * sum(name == version(folder / "challenger") for name in by.values())
    assert 0 < canary < 90
    assert counted(service, "answers_total", mode="canary", role="challenger", outcome="answered") == canary
    assert counted(service, "answers_total", mode="canary", role="champion", outcome="answered") == 90 - canary
    until(
        lambda: (
            counted(service, "answers_total", mode="shadow", role="challenger", outcome="same_first")
            + counted(service, "answers_total", mode="shadow", outcome="dropped")
            == 90 - canary
        )
    )
