"""What the columns of a table say as keys: numbers as they were before a spreadsheet made amounts of them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from hoofbeat.sources.table.cells import number_of

_EXPONENT = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")


def as_key(text: str, decimal: str) -> str:
    """A cell's text as a key: the digits of a whole number, without the decimals that a spreadsheet adds.

    Leading zeros stay, and so does what is no whole number.

    Example:
        >>> as_key("1712345678.0", "."), as_key("0912345678", ","), as_key("1.71E+09", "."), as_key("70.35", ".")
        ('1712345678', '0912345678', '1.71E+09', '70.35')
    """
    if text.isascii() and (text.isdigit() or _EXPONENT.fullmatch(text)):
        return text
    number = number_of(text, decimal)
    return str(int(number)) if number is not None and number >= 0 and number.is_integer() else text


def keys_counted(texts: Mapping[str, int], decimal: str) -> Counter[str]:
    """How often each key occurs."""
    counts: Counter[str] = Counter()
    for text, count in texts.items():
        counts[as_key(text, decimal)] += count
    return counts


def keys_in_order(texts: Iterable[str], decimal: str) -> list[str]:
    """The keys row by row."""
    return [as_key(text, decimal) for text in texts]
