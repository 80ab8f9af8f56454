"""Gold: silver with canonical diagnoses, as the cohort a model reads."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa

from hoofbeat.features.cohort import Cohort
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.rows import case_of
from hoofbeat.lake.schemas import GOLD
from hoofbeat.lake.staging import StagedRows
from hoofbeat.lake.table import ROWS_AT_ONCE

#: Takes a recorded diagnosis to the catalogue's id, or to ``None`` where the catalogue lacks it.
Canonical = Callable[[str], str | None]

_ORDER = [("source", "ascending"), ("ordinal", "ascending"), ("content_hash", "ascending")]


def refresh(lake: Lake, canonical: Canonical) -> bool:
    """Make gold from silver in one commit, unless it already is what silver and the catalogue make it.

    Returns:
        Whether gold had to be written.
    """
    diseases = {
        diagnosis: canonical(diagnosis) for diagnosis in lake.silver.values("diagnosis") if diagnosis is not None
    }
    origin = {
        "silver_version": str(lake.silver.version),
        "diseases": hashlib.sha256(repr(sorted(diseases.items())).encode()).hexdigest(),
    }
    if origin.items() <= lake.gold.metadata().items():
        return False
    with lake.staging() as staging:
        with StagedRows(staging / "gold.parquet", GOLD) as staged:
            _stage(lake, diseases, staged)
        lake.gold.replace(staged.batches(ROWS_AT_ONCE), origin)
    return True


def read_cohort(directory: Path, version: int | None = None) -> Cohort:
    """Read the cohort, ordered by source and by the records' position in it.

    Args:
        directory: ``<output>/lake``.
        version: Delta version of gold; the newest if not given.

    Raises:
        LakeError: no lake there, or no such version.
    """
    table = Lake(directory).gold
    at = version if version is not None else table.version
    rows = table.read(at).sort_by(_ORDER).to_pylist()
    return Cohort(
        cases=tuple(case_of(row) for row in rows),
        diseases=tuple(row["disease_id"] for row in rows),
        sources=tuple(row["source"] for row in rows),
        version=at if at is not None else 0,
    )


def _stage(lake: Lake, diseases: Mapping[str, str | None], staged: StagedRows) -> None:
    for batch in lake.silver.batches():
        diagnoses = batch.column("diagnosis").to_pylist()
        disease_ids = pa.array([diseases.get(diagnosis) for diagnosis in diagnoses], pa.string())
        staged.write_batch(pa.RecordBatch.from_arrays([*batch.columns, disease_ids], schema=GOLD))
