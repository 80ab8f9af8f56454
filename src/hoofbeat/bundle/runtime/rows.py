"""Objects made from rows of JSON when they are first looked at: an answer names a few of thousands."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

Made = TypeVar("Made")


class LateRows(Sequence[Made], Generic[Made]):
    """A sequence of such objects, each made once; who walks through all of them is given objects that nobody keeps.

    Args:
        rows: as read from JSON; nothing may change them afterwards.
        make: makes the object of a row.
    """

    def __init__(self, rows: Sequence[Any], make: Callable[[Any], Made]) -> None:
        self._rows = rows
        self._make = make
        self._made: list[Made | None] = [None] * len(rows)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Made: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Made, ...]: ...
    def __getitem__(self, place: int | slice) -> Made | tuple[Made, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        if (made := self._made[place]) is None:
            made = self._made[place] = self._make(self._rows[place])
        return made

    def __iter__(self) -> Iterator[Made]:
        for made, row in zip(self._made, self._rows, strict=True):
            yield self._make(row) if made is None else made

    def column(self, name: Any, *default: Any) -> Iterator[Any]:
        """One field of every row, without making the objects; a row that lacks it has the ``default``, if given."""
        return (row.get(name, *default) for row in self._rows) if default else (row[name] for row in self._rows)
