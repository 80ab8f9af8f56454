"""Uninstalling removes everything but cases that somebody has registered.

Mirrors: deploy/local/installer
"""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from hoofbeat.cases.records import CaseStatement
from hoofbeat.cases.store import CaseStore
from hoofbeat.domain.events import StatedFinding

INSTALLER = Path(__file__).parents[3] / "deploy" / "local" / "installer"


@pytest.fixture
def removing(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(INSTALLER))
    return importlib.import_module("removing")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of data, as the installer and the service fill it."""
    data = tmp_path / "hoofbeat"
    (data / "versions" / "1" / "venv").mkdir(parents=True)
    (data / "current").write_text("1\n")
    CaseStore.open(f"sqlite:///{data / 'cases.db'}").close()
    return data


def test_where_no_case_was_registered_nothing_stays(removing: ModuleType, data: Path) -> None:
    assert removing.clear(data) is None
    assert not data.exists()
    assert removing.clear(data) is None


def test_a_registered_case_stays(removing: ModuleType, data: Path) -> None:
    store = CaseStore.open(f"sqlite:///{data / 'cases.db'}")
    statement = CaseStatement(age=4, sex="female", findings=(StatedFinding(id="HP:0001945"),), measurements=())
    kept = store.register(statement, who="loopback")
    store.close()
    assert removing.clear(data) == data / "cases.db"
    assert [path.name for path in data.iterdir()] == ["cases.db"]
    again = CaseStore.existing(f"sqlite:///{data / 'cases.db'}")
    assert again.get(kept.case_id, who="cli").revision == 1
    again.close()


def test_a_database_that_cannot_be_read_stays(removing: ModuleType, data: Path) -> None:
    (data / "cases.db").write_bytes(b"something else")
    assert removing.clear(data) == data / "cases.db"
