"""Whether a column of numbers, taken as a whole, names somebody: by its name and by its values.

One rule for the draft of a mapping, for the pass over a table before anything is kept, and for the gate before silver
and gold. One number tells little: 231000 may be a count of platelets or a medical record. A column tells more: whether
its numbers follow a national numbering, are too long for an amount, are (nearly) different in every row, run on from
row to row, come back with the same person, or stand under a name that says so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import pairwise
from typing import Literal

from hoofbeat.standards.identity.column_names import (
    IdentityName,
    names_analyte,
    names_bounded,
    names_otherwise,
    naming,
    naming_beside_quantity,
)
from hoofbeat.standards.identity.numbered_ids import numbering

#: Digits from which on a number in its usual unit is no amount, and significant ones that an amount rarely has.
_LONG, _SIGNIFICANT = 7, 5
#: Rows that a column needs for its values alone to speak, and for what they only hint at.
_FEW, _SOME, _MANY = 3, 10, 20
#: (Nearly) different in every row.
_NEARLY = 0.95
#: Pairs of equal numbers that amounts drawn evenly from the column's range would have at least; fewer prove something.
_PAIRS = 3.0

_SQUASHED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?0*(\d+)")
_DIGITS = re.compile(r"\d+", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?", re.ASCII)
#: Thousands set apart, as in 45.821: under the name of an id it is no decimal.
_PARTED = re.compile(r"\d{1,3}(?:[.,]\d{3})+", re.ASCII)
#: Days since 1900 as a spreadsheet counts them, time of day as a fraction: 1927 to 2119.
_DAYS = (10_000, 80_000)

Sign = Literal[
    "national id",
    "long numbers",
    "id by name",
    "running numbers",
    "groups of one person",
    "a key",
    "different in every row",
]


class SignWeight(IntEnum):
    """How much a sign weighs.

    ``DOUBT``: both readings are as likely, a person should look. ``SOFT``: an id, unless name or unit say a quantity.
    ``FIRM``: an id, unless the hospital says of the column that it names nobody. ``CERTAIN``: an id, whatever is said.
    """

    DOUBT = 0
    SOFT = 1
    FIRM = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why a column is taken for one of ids.

    Attributes:
        sign: sign that gives it away.
        weight: weight of that sign.
        naming: what its name says of it, if anything.
        of: the national numbering, if it follows one.
    """

    sign: Sign
    weight: SignWeight
    naming: IdentityName | None = None
    of: str | None = None


@dataclass(frozen=True)
class NumberColumn:
    """A column as the rule sees it.

    Attributes:
        name: name of the column, or the code that a site's number goes by.
        counts: how often each value occurs; whole numbers as texts of their digits (leading zeros kept), all else as it
            is written. A large column may give the first few thousand different ones.
        order: values row by row, of the first few thousand rows; empty if not known.
        grouped: whether the rows of one value agree on who the patient is; see :class:`Companions`.
        measured: whether the column is filed under a public code or has a unit, and its numbers are possible there.
        declared: whether the hospital says that these numbers are quantities and name nobody.
    """

    name: str
    counts: Mapping[str, int]
    order: Sequence[str] = ()
    grouped: bool = False
    measured: bool = False
    declared: bool = False

    @property
    def suspicion(self) -> Suspicion | None:
        """Why the column is one of ids, ``None`` if nothing speaks for it (or only what was answered already)."""
        if self._dates:
            return Suspicion("id by name", SignWeight.FIRM, self._naming)
        if not self._whole:
            return None
        scheme = numbering(value for value in self._whole if _DIGITS.fullmatch(value))
        if scheme is not None:
            return Suspicion("national id", SignWeight.CERTAIN, self._naming, scheme.name)
        if self.declared:
            return None
        otherwise = names_otherwise(self.name) and not (names_bounded(self.name) and self._middle > _SIGNIFICANT)
        if self._by_name and not (otherwise and self.measured):
            return Suspicion("id by name", SignWeight.FIRM, self._naming)
        if self.grouped and not self.measured and not otherwise:
            return Suspicion("groups of one person", SignWeight.FIRM, self._naming)
        if self._long and not (otherwise and self.measured):
            return Suspicion("long numbers", SignWeight.FIRM, self._naming)
        if otherwise:
            return None if self.measured else self._despite_quantity
        if self._running:
            return Suspicion("running numbers", SignWeight.FIRM, self._naming)
        return None if self.measured else self._hinted

    @cached_property
    def _whole(self) -> list[str]:
        """The different whole numbers, where nearly all numbers are such; ids that a spreadsheet squashed count.

        Words among them ("has none") say nothing of the numbers, unless they are most of the column.
        """
        numbers = [value for value in self.counts if _NUMBER.fullmatch(value)]
        whole = [
            value
            for value in numbers
            if _DIGITS.fullmatch(value) or _squashed(value) or (self._naming is not None and _PARTED.fullmatch(value))
        ]
        rows = sum(self.counts[value] for value in numbers)
        mostly = sum(self.counts[value] for value in whole) >= 0.8 * rows >= 0.25 * sum(self.counts.values())
        return whole if mostly else []

    @cached_property
    def _filled(self) -> int:
        return sum(self.counts[value] for value in self._whole)

    @cached_property
    def _share(self) -> float:
        """Different numbers for each row."""
        return len(self._whole) / max(self._filled, 1)

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted(len(value) for value in self._whole)

    @property
    def _middle(self) -> int:
        """Digits of the middle one."""
        return self._lengths[len(self._lengths) // 2]

    @property
    def _rounded(self) -> bool:
        return sum(number % 10 == 0 for number in self._numbers) >= 0.8 * len(self._numbers)

    @cached_property
    def _naming(self) -> IdentityName | None:
        return naming(self.name)

    @property
    def _dates(self) -> bool:
        """Whether the column is called a date, and its numbers are days as a spreadsheet counts them."""
        if self._naming is None or self._naming.kind != "date" or self.declared:
            return False
        numbers = [value.replace(",", ".") for value in self.counts if re.fullmatch(r"\d{5}(?:[.,]\d+)?", value)]
        return len(numbers) >= 0.8 * len(self.counts) and all(
            _DAYS[0] <= float(number) <= _DAYS[1] for number in numbers
        )

    @property
    def _by_name(self) -> bool:
        """Whether the name says that it is somebody's number, and the values are such as numbers of somebody are."""
        said = self._naming
        if said is None or len(self._whole) < min(_FEW, self._filled):
            return False
        middle = self._middle
        if said.kind in ("contact", "date"):
            return middle >= _SIGNIFICANT
        keys = middle >= _SIGNIFICANT or (middle >= _FEW and self._share >= 0.2) or self._share >= _NEARLY
        return keys or (said.certain and (self._share >= 0.1 or len(self._whole) >= _SOME))

    @property
    def _long(self) -> bool:
        """Whether most are too long, and too exact, for amounts; 4 520 000 red cells are long and round."""
        squashed = sum(self.counts[value] for value in self._whole if _squashed(value))
        exact = sum(
            self.counts[value]
            for value in self._whole
            if len(value) >= _LONG and _significant(value) >= _SIGNIFICANT and not _squashed(value)
        )
        return squashed + exact >= 0.5 * self._filled

    @property
    def _running(self) -> bool:
        """Whether the numbers fill their range, or grow from row to row, as those that are given out one by one."""
        numbers = self._numbers
        if len(numbers) < _SOME or self._share < _NEARLY:
            return self._in_blocks
        if numbers[-1] - numbers[0] + 1 <= 1.25 * len(numbers):
            return True
        rows = [int(value) for value in self.order if _DIGITS.fullmatch(value)]
        steps = [after > before for before, after in pairwise(rows)]
        return len(steps) >= _SOME - 1 and not 0.05 < sum(steps) / len(steps) < 0.95

    @property
    def _despite_quantity(self) -> Suspicion | None:
        """What the values say against a word of quantity in the name; nothing against that of an analyte or a cost."""
        if self._rounded or len(self._numbers) < _FEW:
            return None
        hinted, running = self._hinted, self._middle >= _FEW and self._running
        beside = naming_beside_quantity(self.name)
        if beside is not None:
            keys = self._middle >= _SIGNIFICANT and self._share >= 0.2
            firm = self._middle > _FEW and hinted is not None and hinted.weight > SignWeight.DOUBT
            if keys or running or firm:
                return Suspicion("id by name", SignWeight.SOFT, beside)
        large = self._middle >= _SIGNIFICANT
        if names_analyte(self.name) and not (large and (running or names_bounded(self.name))):
            return None
        if running:
            return Suspicion("running numbers", SignWeight.DOUBT)
        if hinted is None or not large:
            return None
        if hinted.sign == "a key":
            return Suspicion(hinted.sign, SignWeight.DOUBT)
        low, high = self._lengths[0], self._lengths[-1]
        given = self._filled >= _MANY and low >= _SIGNIFICANT and high - low <= 1
        return Suspicion("different in every row", SignWeight.DOUBT) if given else None

    @property
    def _in_blocks(self) -> bool:
        """Whether equal numbers stand together, a few at a time, as where each patient has some rows."""
        rows = [value for value in self.order if _DIGITS.fullmatch(value)]
        different = len(set(rows))
        if different < 8 or not 1.2 * different <= len(rows) <= 20 * different or self._lengths[0] < _FEW:
            return False
        return 1 + sum(before != after for before, after in pairwise(rows)) <= 1.05 * different

    @property
    def _hinted(self) -> Suspicion | None:
        """What the values alone let one guess; amounts that are rounded, to tens at least, are none of it."""
        if len(self._numbers) < _FEW or self._rounded:
            return None
        rows, middle = self._filled, self._middle
        exact = sorted(map(_significant, self._whole))[len(self._whole) // 2]
        expected, met = self._pairs
        if self._share >= _NEARLY:
            alike = max(self._lengths.count(length) for length in set(self._lengths)) >= 0.8 * len(self._lengths)
            keys = middle >= 4 and exact >= 4 and alike and rows >= 5
            spread = rows >= _SOME and expected >= _PAIRS and met <= 0.1 * expected
            if keys or spread or (middle >= _LONG - 1 and exact >= _SIGNIFICANT):
                return Suspicion("different in every row", SignWeight.SOFT, self._naming)
            doubt = middle >= _FEW and rows >= 5
            return Suspicion("different in every row", SignWeight.DOUBT, self._naming) if doubt else None
        if len(self._numbers) >= _SOME and {self.counts[value] for value in self._whole} in ({2}, {3}, {4}):
            return Suspicion("a key", SignWeight.DOUBT, self._naming)  # amounts do not come back equally often
        several = middle >= 4 and exact >= 4 and len(self._numbers) >= 8 and met > 5 * expected + 5
        if several or (middle >= _SIGNIFICANT and exact >= _SIGNIFICANT and rows < 10 * len(self._numbers)):
            return Suspicion("a key", SignWeight.SOFT, self._naming)
        return None

    @property
    def _pairs(self) -> tuple[float, float]:
        """Pairs of rows with equal numbers, in the middle half: what even chance would give, and how many there are.

        The middle half, because amounts crowd there, and a few large ones would stretch the range.
        """
        ordered = sorted(int(value) for value in self._whole if _DIGITS.fullmatch(value))
        low, high = ordered[len(ordered) // 4], ordered[-1 - len(ordered) // 4]
        counts = [self.counts[value] for value in self._whole if _DIGITS.fullmatch(value) and low <= int(value) <= high]
        rows = sum(counts)
        return rows * (rows - 1) / 2 / (high - low + 1), sum(count * (count - 1) / 2 for count in counts)

    @cached_property
    def _numbers(self) -> list[int]:
        return sorted({int(value) for value in self._whole if _DIGITS.fullmatch(value)})


def _squashed(value: str) -> bool:
    """Whether a spreadsheet has squashed a long number: ``1.71E+09``."""
    found = _SQUASHED.fullmatch(value)
    return found is not None and int(found[1]) >= _LONG - 1


def _significant(digits: str) -> int:
    return len(digits.strip("0"))
