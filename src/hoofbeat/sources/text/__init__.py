"""Clinical notes as text: one a file, or one a line of JSON lines."""

from hoofbeat.sources.text.source import TextSource

__all__ = ["TextSource"]
