"""What operators do with the database of cases, by the command line.

Mirrors: hoofbeat.cli.cases
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hoofbeat.cases.records import CaseStatement
from hoofbeat.cases.store import CaseStore
from hoofbeat.domain.errors import CaseStoreError
from hoofbeat.domain.events import ConfirmedDiagnosis, StatedFinding
from hoofbeat.jobs.cases import CheckCasesJob, EraseCaseJob, ExportLogJob, ListCasesJob, MigrateCasesJob

STATEMENT = CaseStatement(age=0.5, findings=(StatedFinding(id="HP:0001945"),))

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command; cases lie where a user's data do, in a home of its own."""

    def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
        command = [sys.executable, "-m", "hoofbeat", "cases", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False, env=os.environ | home | environment
        )

    return run


@pytest.fixture
def address(tmp_path: Path) -> str:
    """Where the command finds cases if it is told nothing."""
    return f"sqlite:///{tmp_path / 'data' / 'hoofbeat' / 'cases.db'}"


@pytest.fixture
def case_id(address: str) -> str:
    store = CaseStore.open(address)
    kept = store.register(STATEMENT, who="loopback")
    store.register(STATEMENT, who="loopback")
    store.confirm(kept.case_id, 1, ConfirmedDiagnosis(disease="OMIM:154700", basis="genetic"), who="loopback")
    store.close()
    return kept.case_id


def refused(result: "subprocess.CompletedProcess[str]", *words: str) -> None:
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")
def test_cases_are_listed_exported_checked_and_erased(run: Run, case_id: str, tmp_path: Path) -> None:
    listed = run("list")
    first, second = listed.stdout.splitlines()
    assert "registered" in first
    assert case_id in second
    assert "confirmed  revision 2" in second
    assert "0.5 years, unknown, 1 findings" in second
    assert "OMIM" not in listed.stdout
    assert [case["case_id"] for case in json.loads(run("list", "--status", "confirmed", "--json").stdout)] == [case_id]
    assert run("export-log", "--to", "log").stdout == "3 events added to 1 files\n"
    assert run("export-log", "--to", "log").stdout == "0 events added to 0 files\n"
    checked = run("check")
    assert checked.returncode == 0, checked.stderr
    assert "registered: 1\nconfirmed: 1\nwithdrawn: 0\nevents: 3\n" in checked.stdout
    assert run("erase", case_id).returncode != 0, "nobody said yes"
    assert run("erase", case_id, "--yes").returncode == 0
    assert case_id not in run("list").stdout
    refused(run("export-log", "--to", "log"), "new folder")
    assert run("export-log", "--to", "new").stdout == "1 events added to 1 files\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")
def test_where_no_cases_are_kept_nothing_is_made_but_by_migrate(run: Run, tmp_path: Path) -> None:
    for command in (("list",), ("check",), ("export-log", "--to", "log"), ("erase", "f" * 32, "--yes")):
        refused(run(*command), "no cases are kept here", "--cases")
    assert list(tmp_path.iterdir()) == []
    assert "schema none → 0001" in run("migrate").stderr
    assert "already" in run("migrate").stderr
    assert run("list").stdout == ""


def test_a_password_in_an_address_that_cannot_be_used_is_not_shown(run: Run) -> None:
    result = run("list", HOOFBEAT_CASES="mysql://root:PLANTED@host/cases")
    refused(result, "SQLite or in PostgreSQL", "sqlite:////srv")
    assert "PLANTED" not in result.stdout + result.stderr


def test_the_jobs_say_the_same(address: str, case_id: str, tmp_path: Path) -> None:
    assert [case.status for case in ListCasesJob(cases=address).run()] == ["registered", "confirmed"]
    assert ExportLogJob(cases=address, folder=tmp_path / "log").run() == (3, 1)
    assert CheckCasesJob(cases=address).run().events == 3
    assert MigrateCasesJob(cases=address).run()[1:] == ("0001", "0001")
    EraseCaseJob(cases=address, case_id=case_id).run()
    assert CheckCasesJob(cases=address).run().events == 1
    with pytest.raises(CaseStoreError):
        ListCasesJob(cases=f"sqlite:///{tmp_path / 'nowhere.db'}").run()
