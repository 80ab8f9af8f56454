"""The door: numbers and codes of a table that would be kept are asked, column by column, whether they name somebody."""

from collections import Counter
from collections.abc import Mapping, Sequence

from hoofbeat.domain.errors import IdentifierError
from hoofbeat.sources.mapping.columns import Column, MeasurementColumn, SiteFeatureColumn
from hoofbeat.sources.table.cells import number_of
from hoofbeat.sources.table.keys import as_key
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.identity.code_columns import code_suspicion, parts_suspicion
from hoofbeat.standards.identity.companions import Companions
from hoofbeat.standards.identity.number_columns import NumberColumn, SignWeight, Suspicion
from hoofbeat.standards.units import convert_or_none, is_unit

#: Different values, and rows in their order, that are remembered of a column.
_MOST = 5_000

#: Share of the numbers that must be possible for what the column is said to measure.
_POSSIBLE = 0.9

_SAYS: Mapping[str, str] = {
    "national id": "follow the numbering of the {of}",
    "id by name": "are those of somebody, by the column's name",
    "long numbers": "are too long for amounts",
    "running numbers": "run on from row to row, as those of records do",
    "groups of one person": "come back with the same person",
    "a key": "come back as those of records do, not as amounts",
    "different in every row": "are different in nearly every row",
}


def doorkeeper(name: str, column: Column, decimal: str, companions: int) -> "Doorkeeper | None":
    """Who watches a column; ``None`` for one whose values are not kept as they are.

    Args:
        name: name of the column.
        column: entry of the column in the mapping.
        decimal: mark of the table's numbers.
        companions: number of other columns that tell one patient from another.
    """
    if isinstance(column, MeasurementColumn) or (isinstance(column, SiteFeatureColumn) and column.type != "yes_no"):
        return Doorkeeper(name, column, decimal, companions)
    return None


class Doorkeeper:
    """Sees the cells of one column pass, and says in the end whether they name somebody; made by :func:`doorkeeper`."""

    def __init__(self, name: str, column: MeasurementColumn | SiteFeatureColumn, decimal: str, companions: int) -> None:
        self._name = name
        self._column = column
        self._decimal = decimal
        self._counts: Counter[str] = Counter()
        self._order: list[str] = []
        self._companions = Companions(companions)

    def look(self, text: str, beside: Sequence[str]) -> None:
        """Take one cell that says something.

        Args:
            text: text of the cell.
            beside: what its row says of the patient (sex, age), folded.
        """
        key = as_key(text, self._decimal)
        if key in self._counts or len(self._counts) < _MOST:
            self._counts[key] += 1
        if len(self._order) < _MOST:
            self._order.append(key)
            self._companions.add(key, beside)

    def require_quantities(self) -> None:
        """Refuse a column of ids.

        Raises:
            IdentifierError: the numbers name somebody; the message names the column, never a value.
        """
        why = self._suspicion()
        # Amounts may differ in every row; what differs in every row is no category.
        amounts = isinstance(self._column, MeasurementColumn) or self._column.type == "number"
        if why is None or (why.weight == SignWeight.DOUBT and amounts):
            return
        hint = "map it as `patient`, `id` or `group`, which keep pseudonyms, or as `ignore`"
        if why.weight < SignWeight.CERTAIN:
            hint += "; if they name nobody all the same, say so: `names_nobody: true`"
        says = _SAYS[why.sign].format(of=why.of)
        raise IdentifierError(f"column {self._name}: its values {says}: they name patients", hint=hint)

    def _suspicion(self) -> Suspicion | None:
        column, declared = self._column, self._column.names_nobody
        numbers = NumberColumn(
            self._name,
            self._counts,
            self._order,
            grouped=self._companions.grouped,
            measured=self._measured(),
            declared=declared,
        )
        found = numbers.suspicion
        # Codes of a category are texts; a category with few codes for many rows is what it says.
        if found is None and not declared and isinstance(column, SiteFeatureColumn) and column.type == "category":
            found = code_suspicion(self._name, self._counts, grouped=self._companions.grouped)
            if found is None and column.separator:
                found = parts_suspicion(self._name, self._counts, column.separator)
        return found

    def _measured(self) -> bool:
        """Whether the column says what is measured, in a unit, and its numbers are possible for it."""
        known = analyte(self._column.loinc[0]) if isinstance(self._column, MeasurementColumn) else None
        if known is None:
            return self._column.unit != "1" and is_unit(self._column.unit)
        numbers = {key: number_of(key, self._decimal) for key in self._counts}
        values = {
            key: convert_or_none(number, self._column.unit, known.unit, known.code)
            for key, number in numbers.items()
            if number is not None
        }
        possible = sum(
            self._counts[key] for key, value in values.items() if value is not None and known.possible(value)
        )
        return possible >= _POSSIBLE * sum(self._counts.values())
