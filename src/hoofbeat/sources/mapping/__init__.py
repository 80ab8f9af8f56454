"""What the columns of a hospital's table mean: the mapping file, and the draft of one.

The table's readers need the first alone, so only that is the package's face; ``suggest`` and what it rests on is
imported by name.
"""

from hoofbeat.sources.mapping.layout import TableLayout, TableMapping, read_mapping

__all__ = ["TableLayout", "TableMapping", "read_mapping"]
