"""A real Airflow installation as tests see it: its command line, its database (only read), its logs."""

import json
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DAGS = REPOSITORY / "dags"

PARSE = """
import json, sys
from pathlib import Path
from airflow.dag_processing.dagbag import BundleDagBag
bag = BundleDagBag(dag_folder=sys.argv[1], bundle_path=Path(sys.argv[1]), bundle_name="dags-folder")
warnings = {file: [str(each) for each in several] for file, several in bag.captured_warnings.items()}
print(json.dumps({"dags": sorted(bag.dags), "errors": bag.import_errors, "warnings": warnings}))
"""

EXPECTATIONS = """\
expectations:
  - layer: silver
    type: expect_column_values_to_be_between
    kwargs: {{column: age, min_value: {years}}}
    severity: critical
    notes: an expectation that these patients meet, or cannot meet
"""


def ages_from(years: int) -> str:
    """Expectations of a house that sees nobody who is younger."""
    return EXPECTATIONS.format(years=years)


@dataclass(frozen=True)
class Airflow:
    """An Airflow installation with a home of its own."""

    bin: Path
    home: Path
    environment: dict[str, str]

    def __call__(self, *arguments: str) -> str:
        result = subprocess.run(
            [self.bin / "airflow", *arguments], env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert result.returncode == 0, result.stderr[-2000:]
        return result.stdout

    def parsed(self) -> dict[str, object]:
        command = [self.bin / "python", "-W", "error::DeprecationWarning", "-c", PARSE, str(DAGS)]
        result = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)
        assert result.returncode == 0, result.stderr[-2000:]
        found: dict[str, object] = json.loads(result.stdout.splitlines()[-1])
        return found

    def runs(self, dag: str) -> list[tuple[str, str]]:
        """Id and state of every run of a DAG, the oldest first; its database is only read."""
        return self._read("SELECT run_id, state FROM dag_run WHERE dag_id = ? ORDER BY id", dag)

    @property
    def server_log(self) -> Path:
        """What API server, DAG processor and scheduler say."""
        return self.home / "servers.log"

    def dags(self) -> list[str]:
        """The DAGs its database lists."""
        return [dag for (dag,) in self._read("SELECT dag_id FROM dag")]

    def tasks(self, dag: str) -> list[dict[str, str]]:
        """State of every task in each run of a DAG, the oldest run first."""
        asked = "SELECT id, run_id FROM dag_run WHERE dag_id = ? ORDER BY id"
        of_run = "SELECT task_id, state FROM task_instance WHERE dag_id = ? AND run_id = ?"
        return [dict(self._read(of_run, dag, run)) for _, run in self._read(asked, dag)]

    def dated(self, dag: str) -> list[tuple[str, str | None]]:
        """Type and logical date of every run of a DAG, the oldest first."""
        return self._read("SELECT run_type, logical_date FROM dag_run WHERE dag_id = ? ORDER BY id", dag)

    def told(self, asset: str) -> list[dict[str, Any]]:
        """What came with each update of an asset, the oldest first."""
        asked = (
            "SELECT asset_event.extra FROM asset_event JOIN asset ON asset.id = asset_id WHERE name = ? "
            "ORDER BY asset_event.id"
        )
        return [json.loads(extra) for (extra,) in self._read(asked, asset)]

    def log(self, dag: str) -> str:
        files = sorted((self.home / "logs").glob(f"dag_id={dag}/**/*.log"), key=lambda file: file.stat().st_mtime)
        return "\n".join(file.read_text(errors="replace") for file in files)

    def wait(self, met: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until a condition is met, or fail with the end of Airflow's own log."""
        end = time.monotonic() + seconds
        while not met():
            if time.monotonic() > end:
                tail = self.server_log.read_text(errors="replace")[-3000:]
                pytest.fail(f"not within {seconds:.0f} s: {what}\n{tail}")
            time.sleep(0.5)

    def _read(self, query: str, *values: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self.home / 'airflow.db'}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()
