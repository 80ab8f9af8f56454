"""The formats of a source, one record each: readers, options, help, and names in report and card follow from it.

Other packages add theirs by an entry point of the group ``hoofbeat.formats`` that names a :class:`SourceFormat`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from hoofbeat.domain.errors import SourceError
from hoofbeat.plugins import with_plugins
from hoofbeat.sources.assemble import Resolve
from hoofbeat.sources.base import Source

if TYPE_CHECKING:
    from hoofbeat.sources.config import SourceConfig

ENTRY_POINTS = "hoofbeat.formats"


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """How the records of a source may be written.

    Attributes:
        name: name in a file of sources, and of the command-line option.
        open: makes the source of a configuration, told how to take a finding id to the current one; reads nothing yet.
        help: help text of the option.
        titles: language → name of the source in report and card.
        needs_mapping: whether a file must say what the columns mean.
        one_path: whether one file or folder is the whole source, so that commands can offer it as an option.
        teaches: whether its records may confirm a diagnosis, so that the lake takes them; else they are only asked.
    """

    name: str
    open: "Callable[[SourceConfig, Resolve | None], Source]"
    help: str
    titles: Mapping[str, str]
    needs_mapping: bool = False
    one_path: bool = True
    teaches: bool = True


def _phenopackets(config: "SourceConfig", resolve: Resolve | None) -> Source:
    from hoofbeat.sources.phenopacket import PhenopacketSource

    return PhenopacketSource(config.path, name=config.name, resolve=resolve)


def _ddxplus(config: "SourceConfig", resolve: Resolve | None) -> Source:
    from hoofbeat.sources.ddxplus import DdxplusSource

    return DdxplusSource(config.path, name=config.name, resolve=resolve)


def _jsonl(config: "SourceConfig", resolve: Resolve | None) -> Source:
    from hoofbeat.sources.jsonl import JsonlSource

    return JsonlSource(config.path, name=config.name, resolve=resolve)


def _fhir(config: "SourceConfig", resolve: Resolve | None) -> Source:
    from hoofbeat.sources.fhir import FhirSource

    return FhirSource(config.path, name=config.name, resolve=resolve, altitude=config.altitude)


def _casestore(config: "SourceConfig", resolve: Resolve | None) -> Source:
    from hoofbeat.sources.casestore import CaseStoreSource

    return CaseStoreSource(config.path, name=config.name, resolve=resolve)


def _table(config: "SourceConfig", resolve: Resolve | None) -> Source:
    from hoofbeat.sources.table import TableSource

    return TableSource(config.path, config.mapping, name=config.name, resolve=resolve)


def _text(config: "SourceConfig", resolve: Resolve | None) -> Source:
    from hoofbeat.sources.text import TextSource

    return TextSource(config.path, name=config.name)  # ids come out of the lexicon, and are current


SHIPPED_FORMATS = (
    SourceFormat(
        "phenopackets", _phenopackets,
        "Phenopackets, in JSON or YAML: a file, a folder, or the publisher's zip.",
        {"en": "Phenopackets (published patients)", "es": "Phenopackets (pacientes publicados)"},
    ),
    SourceFormat(
        "ddxplus", _ddxplus,
        "DDXPlus release directory, or its CSV of patients.",
        {"en": "DDXPlus (simulated patients)", "es": "DDXPlus (pacientes simulados)"},
    ),
    SourceFormat(
        "jsonl", _jsonl,
        "Cases in our own schema, one JSON object a line.",
        {"en": "Cases as JSON lines", "es": "Casos en líneas JSON"},
    ),
    SourceFormat(
        "fhir", _fhir,
        "FHIR R4: a Bundle in JSON, Bulk Data NDJSON, or a folder of them.",
        {"en": "Health records (FHIR)", "es": "Historias clínicas (FHIR)"},
    ),
    SourceFormat(
        "casestore", _casestore,
        "Cases confirmed on the page: the folder they were kept in.",
        {"en": "Cases entered on the page", "es": "Casos introducidos en la página"},
        one_path=False,
    ),
    SourceFormat(
        "table", _table,
        "A hospital's own table: CSV, Parquet or Excel, with --mapping.",
        {"en": "The hospital's table", "es": "La tabla del hospital"},
        needs_mapping=True,
    ),
    SourceFormat(
        "text", _text,
        "Clinical notes in English or Spanish: .txt files, a folder or zip of them, or .jsonl with id and text.",
        {"en": "Clinical notes", "es": "Notas clínicas"},
        teaches=False,
    ),
)  # fmt: skip


@cache
def formats() -> Mapping[str, SourceFormat]:
    """Every format by its name: the shipped ones, then those of other packages.

    Raises:
        SourceError: another package's format cannot be loaded, is none, or takes a name that is taken.
    """
    return with_plugins(SHIPPED_FORMATS, ENTRY_POINTS, SourceError)


def titles(language: str) -> dict[str, str]:
    """How the sources of each format are called in a language, English where it has no name for one."""
    return {name: one.titles.get(language, one.titles["en"]) for name, one in formats().items()}
