"""Rows on their way into the lake: staged apart, kept in order, and gone with the run.

Mirrors: hoofbeat.lake.schemas, hoofbeat.lake.staging
"""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pytest

from hoofbeat.lake.lake import Lake
from hoofbeat.lake.schemas import SILVER
from hoofbeat.lake.staging import StagedRows

ROW = dict.fromkeys(SILVER.names) | {
    "content_hash": "0",
    "case_id": "case-0",
    "source": "jsonl",
    "ordinal": 0,
    "sex": "male",
    "observed": [],
    "excluded": [],
    "derived_from": [None],
    "revision": 0,
    "onset_years": [],
    "measurements": [],
    "notes": [],
}


def test_staging_starts_empty_even_after_a_killed_run_and_leaves_nothing(tmp_path: Path) -> None:
    leftover = tmp_path / "lake" / ".staging" / "run-killed"
    leftover.mkdir(parents=True)
    (leftover / "0.arrow").write_text("half a file")
    with Lake(tmp_path / "lake").staging() as staging:
        assert not leftover.exists()
        assert list(staging.iterdir()) == []
        (staging / "new").touch()
    assert not staging.parent.exists()


def test_two_runs_at_once_leave_each_other_alone(tmp_path: Path) -> None:
    with Lake(tmp_path).staging() as first:
        (first / "new").touch()
        with Lake(tmp_path).staging() as second:
            assert first != second
            assert (first / "new").exists()
        assert first.exists()


def test_staging_is_cleared_when_its_use_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Lake(tmp_path).staging() as staging:
        raise KeyboardInterrupt
    assert not staging.exists()


def rows(values: Iterable[dict[str, object]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(values), schema=SILVER)


def test_staged_rows_come_back_in_order_and_in_parts(tmp_path: Path) -> None:
    with StagedRows(tmp_path / "rows.parquet", SILVER) as staged:
        for start in (0, 3):
            staged.write_batch(rows(ROW | {"ordinal": start + step} for step in range(3)))
        staged.write_batch(rows([]))
    assert staged.count == 6
    batches = list(staged.batches(4))
    assert all(batch.num_rows <= 4 and batch.schema == SILVER for batch in batches)
    assert [number for batch in batches for number in batch.column("ordinal").to_pylist()] == list(range(6))
