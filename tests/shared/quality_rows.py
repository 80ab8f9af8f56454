"""Rows of the lake as the suites see them, invented."""

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from hoofbeat.lake.schemas import BRONZE, GOLD, SILVER

SOUND: dict[str, Any] = {
    "content_hash": "0" * 64,
    "case_id": "case-0123456789abcdef",
    "patient_id": None,
    "revision": 0,
    "source": "jsonl",
    "ordinal": 0,
    "age": 40.0,
    "sex": "female",
    "observed": ["HP:0001250", "HP:0001263", "HB:0000007"],
    "excluded": [],
    "onset_years": [None, None, None],
    "derived_from": [None, None, None],
    "measurements": [{"code": "8867-4", "value": 80.0, "unit": "/min"}],
    "diagnosis": "DDXPLUS:HIV (initial infection)",
    "diagnosis_name": None,
    "group": None,
    "notes": [],
    "withdrawn": False,
}

RECORD: dict[str, Any] = {
    "source": "jsonl",
    "ordinal": 0,
    "content_hash": "0" * 64,
    "sealed": b"\0" * 300,
    "batch": "0" * 32,
    "ingested_at": datetime(2026, 1, 1, tzinfo=UTC),
}


def cases(*rows: dict[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(rows), schema=SILVER)


def golden(*rows: dict[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(rows), schema=GOLD)


def records(*rows: dict[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(rows), schema=BRONZE)


def other(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A sound case of another record, with changes."""
    return SOUND | {"content_hash": f"{number:064}", "case_id": f"case-{number:016x}"} | changes


def findings(*observed: str) -> dict[str, Any]:
    """What a case with these findings alone has."""
    return {"observed": list(observed), "onset_years": [None] * len(observed), "derived_from": [None] * len(observed)}
