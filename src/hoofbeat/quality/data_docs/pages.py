"""Data Docs: one page for every suite that a batch was held against, kept for good, and an index of all batches.

| path in ``data-docs/`` | what |
|---|---|
| ``index.html`` | every batch, the newest first |
| ``batches/<batch>/<layer>-<source>.html`` | what a suite gave, drawn by Great Expectations |
| ``batches/<batch>/batch.json`` | what the index says of the batch |
| ``suites/<layer>-<version>.html`` | what a version of a suite expects |
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from hoofbeat.quality.data_docs.drawing import draw_results, draw_suite
from hoofbeat.quality.data_docs.offline import STYLE
from hoofbeat.quality.engine import Outcome
from hoofbeat.quality.rules import Suite

INDEX = "index.html"
_BATCHES = "batches"
_SUITES = "suites"
_ENTRY = "batch.json"

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Data quality</title>{style}</head>
<body><h1>Data quality</h1>
<p>Every batch that was checked on its way into the lake, the newest first.
What is expected: {suites}.</p>
<table><thead><tr><th>checked (UTC)</th><th>batch</th><th>source</th><th>layer</th><th>suite</th><th>outcome</th></tr>
</thead><tbody>
{rows}
</tbody></table></body></html>
"""


class DataDocs:
    """The pages under one directory.

    Args:
        directory: ``<output>/data-docs``.
        batch: names the batch that is being checked.
        started: time at which the batch was begun.
    """

    def __init__(self, directory: Path, batch: str, started: datetime) -> None:
        self.directory = directory
        self.batch = batch
        self._started = started
        self._checks: list[dict[str, str]] = []

    def write(self, suite: Suite, source: str, outcomes: Sequence[Outcome]) -> str:
        """Write what a suite gave, and what it expects.

        Returns:
            The page's path within the directory.
        """
        folder = self.directory / _BATCHES / self.batch
        folder.mkdir(parents=True, exist_ok=True)
        page = folder / f"{suite.layer}-{re.sub(r'[^A-Za-z0-9_-]+', '-', source)}.html"
        page.write_text(draw_results(suite, source, self.batch, self._started, outcomes), encoding="utf-8")
        self._describe(suite)
        address = page.relative_to(self.directory).as_posix()
        self._checks.append(
            {
                "source": source,
                "layer": suite.layer,
                "suite": suite.label,
                "page": address,
                "outcome": _outcome(outcomes),
            }
        )
        entry = {"started": self._started.isoformat(timespec="seconds"), "checks": self._checks}
        (folder / _ENTRY).write_text(json.dumps(entry, indent=1), encoding="utf-8")
        return address

    def write_index(self) -> None:
        """List every batch there is a page of."""
        entries = [(path.parent.name, _read(path)) for path in self.directory.glob(f"{_BATCHES}/*/{_ENTRY}")]
        entries.sort(key=lambda entry: str(entry[1].get("started", "")), reverse=True)
        suites = sorted(self.directory.glob(f"{_SUITES}/*.html"))
        self.directory.mkdir(parents=True, exist_ok=True)
        page = _PAGE.format(
            style=STYLE,
            suites=", ".join(_link(f"{_SUITES}/{path.name}", path.stem) for path in suites),
            rows="\n".join(_row(batch, entry, check) for batch, entry in entries for check in entry.get("checks", ())),
        )
        (self.directory / INDEX).write_text(page, encoding="utf-8")

    def _describe(self, suite: Suite) -> None:
        page = self.directory / _SUITES / f"{suite.layer}-{suite.label}.html"
        if not page.exists():
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(draw_suite(suite), encoding="utf-8")


def _outcome(outcomes: Sequence[Outcome]) -> str:
    failed = [outcome.rule.severity for outcome in outcomes if not outcome.met]
    if not failed:
        return "all expectations met"
    return f"{failed.count('critical')} critical and {failed.count('warning')} warning expectations failed"


def _read(path: Path) -> dict[str, Any]:
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # a run that was killed while it wrote
        return {}
    return entry if isinstance(entry, dict) else {}


def _row(batch: str, entry: dict[str, Any], check: dict[str, str]) -> str:
    suite = _link(f"{_SUITES}/{check['layer']}-{check['suite']}.html", check["suite"])
    cells = (
        escape(entry["started"].replace("T", " ").removesuffix("+00:00")),
        escape(batch),
        _link(check["page"], check["source"]),
        escape(check["layer"]),
        suite,
        escape(check["outcome"]),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address, quote=True)}">{escape(text)}</a>'
