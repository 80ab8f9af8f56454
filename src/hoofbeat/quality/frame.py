"""The table the expectations speak of: one row a case, lists counted."""

import pandas as pd
import pyarrow as pa


def quality_frame(batch: pa.RecordBatch) -> pd.DataFrame:
    """Lay out parsed cases for the suite.

    Args:
        batch: rows of silver.

    Returns:
        One row a case with ``case_id``, ``content_hash``, ``age``, ``sex``, ``diagnosis``, ``observed_count``,
        ``finding_count``, ``finding_ids`` (joined by a space), ``contradictions`` (ids both observed and excluded)
        and ``note_count``.
    """
    columns = batch.select(["case_id", "content_hash", "age", "sex", "diagnosis", "observed", "excluded", "notes"])
    rows = columns.to_pylist()
    frame = pd.DataFrame(
        {
            "case_id": [row["case_id"] for row in rows],
            "content_hash": [row["content_hash"] for row in rows],
            "sex": [row["sex"] for row in rows],
            "diagnosis": [row["diagnosis"] for row in rows],
            "observed_count": [len(row["observed"]) for row in rows],
            "finding_count": [len(row["observed"]) + len(row["excluded"]) for row in rows],
            "finding_ids": [" ".join([*row["observed"], *row["excluded"]]) for row in rows],
            "contradictions": [len({*row["observed"]} & {*row["excluded"]}) for row in rows],
            "note_count": [len(row["notes"]) for row in rows],
        }
    )
    # A column of nulls alone would have no number type, and comparing it would fail.
    frame["age"] = pd.Series([row["age"] for row in rows], dtype="float64")
    return frame
