"""Common diseases: entries of the catalogue, what each shows, and in whom, every row with the source that states it."""

from hoofbeat.knowledge.common.catalogue import CommonEntry, common_entries
from hoofbeat.knowledge.common.facts import Facts, common_facts
from hoofbeat.knowledge.common.profiles import Statement, StatementSource, statements

__all__ = ["CommonEntry", "Facts", "Statement", "StatementSource", "common_entries", "common_facts", "statements"]
