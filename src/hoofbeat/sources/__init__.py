"""Where cases come from: one package a kind of source, all behind the ``Source`` protocol."""

from typing import TYPE_CHECKING

from hoofbeat.sources.assemble import Resolve
from hoofbeat.sources.base import OfText, Record, Source
from hoofbeat.sources.config import Format, SourceConfig, choose_sources, read_sources
from hoofbeat.sources.formats import SourceFormat, formats, titles
from hoofbeat.sources.placed import PlacedSource

if TYPE_CHECKING:
    from hoofbeat.bundle.runtime.lexicon import Lexicon

__all__ = [
    "Format", "Record", "Resolve", "Source", "SourceConfig", "SourceFormat", "choose_sources", "formats", "open_source",
    "read_sources", "titles",
]  # fmt: skip


def open_source(config: SourceConfig, resolve: Resolve | None = None, lexicon: "Lexicon | None" = None) -> Source:
    """Make the source of a configuration; nothing is read yet.

    Args:
        config: which one.
        resolve: takes a finding id to the current one, or to ``None`` where the ontology lacks it.
        lexicon: names of the findings, for a source that reads text.

    Raises:
        SourceError: the configuration lacks what the format needs.
    """
    source = formats()[config.format].open(config, resolve)
    if lexicon is not None and isinstance(source, OfText):
        source = source.with_lexicon(lexicon)
    return source if config.altitude is None else PlacedSource(source, config.altitude)
