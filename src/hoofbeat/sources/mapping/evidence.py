"""What speaks for a column being one of ids: the shared rule, asked of what was counted of a table."""

from collections.abc import Mapping

from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.suggestion import Roles
from hoofbeat.sources.mapping.words import MISSING_WORDS
from hoofbeat.sources.table.keys import as_key, keys_counted, keys_in_order
from hoofbeat.standards.identity.code_columns import code_suspicion
from hoofbeat.standards.identity.companions import Companions
from hoofbeat.standards.identity.number_columns import NumberColumn, Suspicion

#: Kinds of columns that tell one patient from another, beside a column of numbers.
_TELLING = {"sex", "age", "birth_date"}


def suspicion(table: TableProfile, column: ColumnProfile, found: Roles, *, measured: bool = False) -> Suspicion | None:
    """Why a column is one of ids; ``None`` if nothing speaks for it.

    Args:
        table: counts of the table.
        column: one of its columns.
        found: columns that are known already: sex and age tell whether rows of one value are of one person.
        measured: whether the column is that of an analyte, by its name, and its numbers are possible for it.
    """
    decimal = found.settings["decimal"]
    counts = keys_counted(column.texts, decimal)
    order = [text for text in table.sampled(column.name) if text not in MISSING_WORDS]
    grouped = not column.unique and _grouped(table, column, found)
    numbers = NumberColumn(column.name, counts, keys_in_order(order, decimal), grouped=grouped, measured=measured)
    return numbers.suspicion or code_suspicion(column.name, counts, grouped=grouped)


def _grouped(table: TableProfile, column: ColumnProfile, found: Roles) -> bool:
    beside = [name for name, taken in found.taken.items() if _kind(taken.entry) in _TELLING and name != column.name]
    companions = Companions(len(beside))
    rows = zip(table.sampled(column.name), *(table.sampled(name) for name in beside), strict=True)
    for value, *texts in rows:
        if value not in MISSING_WORDS:
            key = as_key(value, found.settings["decimal"])
            companions.add(key, ["" if text in MISSING_WORDS else text for text in texts])
    return companions.grouped


def _kind(entry: Mapping[str, object] | str) -> object:
    return entry if isinstance(entry, str) else entry.get("kind")
