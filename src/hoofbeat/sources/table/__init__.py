"""A hospital's own table: CSV, Parquet or Excel, read through a mapping of its columns."""

from hoofbeat.sources.table.source import TableSource, vocabulary_of

__all__ = ["TableSource", "vocabulary_of"]
