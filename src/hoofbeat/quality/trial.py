"""A rule tried on one invented row, so that one that cannot be asked is refused before anything is read."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pyarrow as pa

from hoofbeat.quality.columns import COHORT, COLUMNS, INTAKE
from hoofbeat.quality.frame import FrameBuilder
from hoofbeat.quality.rules import Rule

_CASE: dict[str, Any] = {
    "content_hash": "0" * 64,
    "case_id": f"case-{0:016x}",
    "patient_id": f"case-{1:016x}",
    "revision": 0,
    "source": "invented",
    "ordinal": 0,
    "age": 40.0,
    "sex": "female",
    "observed": ["HP:0001250"],
    "excluded": ["HP:0001263"],
    "onset_years": [1.0, None],
    "derived_from": [None, "8867-4"],
    "measurements": [{"code": "8867-4", "value": 80.0, "unit": "/min"}],
    "diagnosis": "OMIM:154700",
    "diagnosis_name": "Marfan syndrome",
    "group": "PMID:1",
    "notes": ["a note"],
    "withdrawn": False,
    "disease_id": "OMIM:154700",
}
_RECORD: dict[str, Any] = {
    "source": "invented",
    "ordinal": 0,
    "content_hash": "0" * 64,
    "sealed": b"0" * 64,
    "batch": "0" * 32,
    "ingested_at": datetime(2020, 1, 1, tzinfo=UTC),
}


def try_out(rule: Rule) -> str | None:
    """Ask a rule of one invented row.

    Returns:
        The kind of error where it cannot be evaluated at all, else ``None``; whether it holds does not matter.
    """
    from hoofbeat.quality.engine import build_suite, evaluate

    (outcome,) = evaluate(build_suite("trial", [rule]), [rule], _frame(rule))
    return outcome.error


def _frame(rule: Rule) -> pd.DataFrame:
    if rule.layer not in COLUMNS:
        return pd.DataFrame({column: [0.0] for column in (INTAKE if rule.layer == "intake" else COHORT)})
    row = pa.RecordBatch.from_pylist([_RECORD if rule.layer == "bronze" else _CASE])
    return FrameBuilder(rule.layer, [rule]).build(row)
