"""A store on either database, and a clock that the tests set."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from case_databases import KINDS, case_database
from hoofbeat.cases.records import CaseStatement
from hoofbeat.cases.store import CaseStore
from hoofbeat.domain.case import Measurement, Sex
from hoofbeat.domain.events import ConfirmedDiagnosis, StatedFinding

STATEMENT = CaseStatement(
    age=34.5,
    sex=Sex.FEMALE,
    findings=(
        StatedFinding(id="HP:0001945"),
        StatedFinding(id="HP:0012735", onset_years=34.4),
        StatedFinding(id="HP:0002094", excluded=True),
    ),
    measurements=(Measurement(code="8310-5", value=39.2, unit="Cel"),),
)
DIAGNOSIS = ConfirmedDiagnosis(disease="HBD:0000040", basis="imaging")


class Clock:
    """Tells a time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database: each test that takes it runs on SQLite and on PostgreSQL."""
    with case_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_store(clock: Clock) -> Iterator[Callable[[str], CaseStore]]:
    """Open a store at an address; all are closed in the end, before their database goes."""
    stores: list[CaseStore] = []

    def opened(url: str) -> CaseStore:
        stores.append(CaseStore.open(url, clock=clock))
        return stores[-1]

    yield opened
    for store in stores:
        store.close()


@pytest.fixture
def store(address: str, open_store: Callable[[str], CaseStore]) -> CaseStore:
    return open_store(address)


@pytest.fixture
def statement() -> CaseStatement:
    """An invented case."""
    return STATEMENT


@pytest.fixture
def diagnosis() -> ConfirmedDiagnosis:
    return DIAGNOSIS
