"""A delivery with everything that can happen to a record, and a real process that ingests it."""

import os
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pyarrow as pa

import forked
from hoofbeat.domain.case import Case, Finding, Measurement
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.lake.lake import Lake
from hoofbeat.sources import choose_sources

KEY = "an invented key of good length"


def delivery(path: Path, numbers: range, *, broken: int = 97, again: int = 89, corrected: int = 83) -> Path:
    """Write cases as JSON lines.

    Every ``broken``-th is no case, every ``again``-th stands there twice, every ``corrected``-th has a second revision,
    and some of these a third that contradicts it.
    """
    lines = []
    for number in numbers:
        case = Case(
            case_id=f"case {number}",
            patient_id=f"patient {number // 3}",
            age=number % 90,
            findings=(Finding(id=f"HP:{number % 50 + 1:07}"), Finding(id="HP:0000252", excluded=True)),
            measurements=(Measurement(code="8310-5", value=36.5 + number % 5 / 2, unit="Cel"),),
            diagnosis=f"omim:{100000 + number % 40}",
            group=f"PMID:{number // 7}",
        )
        lines.append("{" if number % broken == 0 else case.model_dump_json())
        if number % again == 0:
            lines.append(lines[-1])
        if number % corrected == 0:
            lines.append(case.model_copy(update={"revision": 1, "age": 1.0}).model_dump_json())
            if number % 2:
                lines.append(case.model_copy(update={"revision": 1, "age": 2.0}).model_dump_json())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def start_ingest(output: Path, file: Path) -> BaseProcess:
    """Begin to ingest a delivery in a process of its own, which has everything imported and no knowledge to build."""
    return forked.begin(_ingest, output, file)


def _ingest(output: Path, file: Path) -> None:
    os.environ["HOOFBEAT_PSEUDONYM_KEY"] = KEY
    IngestJob(output=output, sources=choose_sources(jsonl=file)).run(None, str.upper)


def ended(process: BaseProcess) -> int:
    """Wait for a process; its exit code, negative where a signal ended it."""
    process.join(120)
    assert process.exitcode is not None, "it goes on and on"
    return process.exitcode


def finish_ingest(output: Path, file: Path) -> None:
    """Ingest a delivery in a process of its own, to the end."""
    assert ended(start_ingest(output, file)) == 0


def rows(lake: Path, table: str) -> list[dict[str, Any]]:
    """All rows of a table, in an order of their own, without what differs between runs."""
    content: pa.Table = Lake(lake).table(table).read()
    kept = [name for name in content.column_names if name not in ("sealed", "batch", "ingested_at")]
    return sorted(content.select(kept).to_pylist(), key=lambda row: str(row["content_hash"]))


def everything(lake: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of all tables."""
    return {table: rows(lake, table) for table in ("bronze", "quarantine", "silver", "gold")}
