from pathlib import Path

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
    "onset_years": [],
    "measurements": [],
    "notes": [],
}


def test_staging_starts_empty_even_after_a_killed_run_and_leaves_nothing(tmp_path: Path) -> None:
    leftover = tmp_path / "lake" / ".staging" / "0.parquet"
    leftover.parent.mkdir(parents=True)
    leftover.write_text("half a file")
    with Lake(tmp_path / "lake").staging() as staging:
        assert list(staging.iterdir()) == []
        (staging / "new").touch()
    assert not staging.exists()


def test_staging_is_cleared_when_its_use_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Lake(tmp_path).staging() as staging:
        raise KeyboardInterrupt
    assert not staging.exists()


def test_staged_rows_come_back_in_order_and_in_parts(tmp_path: Path) -> None:
    with StagedRows(tmp_path / "rows.parquet", SILVER) as staged:
        for start in (0, 3):
            staged.write(ROW | {"ordinal": start + step} for step in range(3))
        staged.write([])
    assert staged.count == 6
    batches = list(staged.batches(4))
    assert all(batch.num_rows <= 4 and batch.schema == SILVER for batch in batches)
    assert [number for batch in batches for number in batch.column("ordinal").to_pylist()] == list(range(6))
