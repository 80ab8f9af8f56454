"""Figures and tables of docs/benchmarks.md as Markdown."""

from collections.abc import Iterable
from typing import Any

#: From here on decimals say nothing.
_WHOLE, _ONE_DECIMAL = 100, 10


def number(value: Any) -> str:
    """A figure as short as it can be read."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    if value < 1:
        return f"{value:.3g}"
    decimals = 0 if value >= _WHOLE else 1 if value >= _ONE_DECIMAL else 2
    return f"{value:,.{decimals}f}"


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table as Markdown."""
    named = tuple(headings)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (named, ("---",) * len(named), *map(tuple, rows)))
