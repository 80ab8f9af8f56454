"""Where cases come from: one package a kind of source, all behind the ``Source`` protocol."""

from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.assemble import Resolve
from hoofbeat.sources.base import Record, Source
from hoofbeat.sources.casestore import CaseStoreSource
from hoofbeat.sources.config import Format, SourceConfig, choose_sources, read_sources
from hoofbeat.sources.ddxplus import DdxplusSource
from hoofbeat.sources.fhir import FhirSource
from hoofbeat.sources.jsonl import JsonlSource
from hoofbeat.sources.phenopacket import PhenopacketSource
from hoofbeat.sources.placed import PlacedSource
from hoofbeat.sources.table import TableSource

__all__ = [
    "CaseStoreSource", "DdxplusSource", "FhirSource", "Format", "JsonlSource", "PhenopacketSource", "Record", "Resolve",
    "Source", "SourceConfig", "TableSource", "choose_sources", "open_source", "read_sources",
]  # fmt: skip


def open_source(config: SourceConfig, resolve: Resolve | None = None) -> Source:
    """Make the source of a configuration; nothing is read yet.

    Args:
        config: which one.
        resolve: takes a finding id to the current one, or to ``None`` where the ontology lacks it.

    Raises:
        SourceError: the format is not known, or lacks what it needs.
    """
    source = _reader(config, resolve)
    return source if config.altitude is None else PlacedSource(source, config.altitude)


def _reader(config: SourceConfig, resolve: Resolve | None) -> Source:
    match config.format:
        case "phenopackets":
            return PhenopacketSource(config.path, name=config.name, resolve=resolve)
        case "ddxplus":
            return DdxplusSource(config.path, name=config.name, resolve=resolve)
        case "jsonl":
            return JsonlSource(config.path, name=config.name, resolve=resolve)
        case "fhir":
            return FhirSource(config.path, name=config.name, resolve=resolve, altitude=config.altitude)
        case "casestore":
            return CaseStoreSource(config.path, name=config.name, resolve=resolve)
        case "table":
            return TableSource(config.path, config.mapping, name=config.name, resolve=resolve)
        case _:
            raise SourceError(f"no reader for the format {config.format}")
