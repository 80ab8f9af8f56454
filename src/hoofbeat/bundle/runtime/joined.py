"""Many short texts as one long one: a text is cut out when it is asked for."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import overload


class JoinedText(Sequence[str]):
    """A sequence of texts, none of which holds a line break."""

    def __init__(self, texts: Iterable[str]) -> None:
        parts = tuple(texts)
        self._joined = "\n".join(parts)
        self._starts = array("I", [0])
        for part in parts:
            self._starts.append(self._starts[-1] + len(part) + 1)

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            first, last, step = place.indices(len(self))
            if step != 1 or first >= last:
                return tuple(self[each] for each in range(first, last, step))
            return tuple(self._joined[self._starts[first] : self._starts[last] - 1].split("\n"))
        place += len(self) if place < 0 else 0
        if place < 0:
            raise IndexError("no such text")
        return self._joined[self._starts[place] : self._starts[place + 1] - 1]

    def holding(self, piece: str) -> Iterator[int]:
        """Places of the texts that hold a piece anywhere, each once."""
        found = self._joined.find(piece)
        while found >= 0:
            place = bisect_right(self._starts, found) - 1
            yield place
            found = self._joined.find(piece, self._starts[place + 1])
