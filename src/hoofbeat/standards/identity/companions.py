"""Whether the rows of one value belong to one person: they agree on sex, age or date of birth, as no amounts do."""

from collections import Counter, defaultdict
from collections.abc import Sequence

#: Pairs of rows of one value that must be seen, and the share of them that agrees.
_FEWEST, _AGREE = 8, 0.95
#: What as many rows would share by chance says nothing.
_BY_CHANCE = 0.75
#: Values that are followed.
_MOST = 5_000


class Companions:
    """Counts, row by row, how often rows of one value agree on what stands beside it.

    Args:
        companions: texts about the patient in each row; an empty one says nothing.
    """

    def __init__(self, companions: int) -> None:
        self._first: dict[str, list[str]] = {}
        self._agree = [0] * companions
        self._pairs = [0] * companions
        self._whole: defaultdict[int, Counter[str]] = defaultdict(Counter)

    def add(self, value: str, beside: Sequence[str]) -> None:
        """Take one row."""
        if value not in self._first and len(self._first) >= _MOST:
            return
        first = self._first.setdefault(value, ["" for _ in beside])
        for place, text in enumerate(beside):
            if not text:
                continue
            self._whole[place][text] += 1
            if first[place]:
                self._pairs[place] += 1
                self._agree[place] += first[place] == text
            else:
                first[place] = text

    @property
    def grouped(self) -> bool:
        """Whether the rows of one value are of one person.

        At least one companion must agree nearly always where rows at large do so much less often, over eight pairs of
        rows; none that is filled in as often may disagree.
        """
        if len(self._first) < 3:
            return False
        told = [
            (place, self._agree[place] / self._pairs[place])
            for place in range(len(self._pairs))
            if self._pairs[place] >= _FEWEST and self._chance(place) <= _BY_CHANCE
        ]
        return any(share >= _AGREE for _, share in told) and sum(share < 0.7 for _, share in told) == 0

    def _chance(self, place: int) -> float:
        counts = self._whole[place]
        total = sum(counts.values())
        return sum((count / total) ** 2 for count in counts.values()) if total else 1.0
