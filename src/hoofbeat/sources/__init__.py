"""Where cases come from: one module per source, all behind the ``Source`` protocol."""

from pathlib import Path
from typing import Literal

from hoofbeat.sources.assemble import Resolve
from hoofbeat.sources.base import Record, Source
from hoofbeat.sources.ddxplus import DdxplusSource
from hoofbeat.sources.jsonl import JsonlSource
from hoofbeat.sources.phenopackets import PhenopacketSource

__all__ = ["DdxplusSource", "Format", "JsonlSource", "PhenopacketSource", "Record", "Resolve", "Source", "open_source"]

Format = Literal["phenopackets", "ddxplus", "jsonl"]


def open_source(format: Format, path: Path, resolve: Resolve | None = None) -> Source:  # noqa: A002
    """Make the source of a format; nothing is read yet.

    Args:
        format: how the records are written; also the source's name in the lake.
        path: where they are.
        resolve: takes a finding id to the current one, or to ``None`` where the ontology lacks it.
    """
    match format:
        case "phenopackets":
            return PhenopacketSource(path, resolve=resolve)
        case "ddxplus":
            return DdxplusSource(path, resolve=resolve)
        case "jsonl":
            return JsonlSource(path, resolve=resolve)
