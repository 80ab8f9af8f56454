"""Many short lists of numbers under keys, in flat arrays.

A dictionary of lists takes five times the memory, and what looks for garbage walks through each of them.
"""

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key", str, int)

#: Of an array: four bytes, without a sign.
_NUMBER = "I"
_NONE: Sequence[int] = ()


class FlatLists(Generic[Key]):
    """Keys in their order, and the numbers of each; never changed.

    Args:
        filed: key → numbers below 2³², at least one.
    """

    def __init__(self, filed: Mapping[Key, Sequence[int]]) -> None:
        self.keys: Sequence[Key] = sorted(filed)
        self._starts = array(_NUMBER, [0])
        self._numbers = array(_NUMBER)
        for key in self.keys:
            self._numbers.extend(filed[key])
            self._starts.append(len(self._numbers))

    def place(self, key: Key) -> int | None:
        """Where a key stands among the keys, ``None`` where it does not."""
        place = bisect_left(self.keys, key)
        return place if place < len(self.keys) and self.keys[place] == key else None

    def at(self, place: int) -> Sequence[int]:
        """The numbers of the key at a place."""
        return self._numbers[self._starts[place] : self._starts[place + 1]]

    def of(self, key: Key) -> Sequence[int]:
        """The numbers of a key; none where nothing is filed under it."""
        return _NONE if (place := self.place(key)) is None else self.at(place)

    def count(self, place: int) -> int:
        """How many numbers the key at a place has."""
        return self._starts[place + 1] - self._starts[place]
