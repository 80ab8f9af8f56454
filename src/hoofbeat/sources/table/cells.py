"""What a cell says: its text, its number, and whether it says yes or no."""

import math
import re

from hoofbeat.sources.folding import key_of

#: A cell as a payload keeps it: texts of a CSV; Parquet and Excel have numbers too. Dates are ISO texts.
Cell = str | int | float | bool | None

#: Present and absent in English and Spanish, folded by :func:`~hoofbeat.sources.folding.key_of`.
YES = frozenset(
    {"yes", "y", "si", "s", "sim", "true", "t", "verdadero", "v", "1", "present", "presente", "positive", "positivo"}
    | {
        "positiva",
        "pos",
        "+",
        "++",
        "+++",
        "++++",
        "(+)",
        "+ve",
        "x",
        "observed",
        "observado",
        "observada",
        "affirmative",
    }
    | {"afirmativo", "checked", "marcado", "seleccionado", "presenta", "si presenta", "refiere", "si refiere"}
    | {"tiene", "si tiene", "hay", "si hay", "on", "reports", "reported"}
    | {"✓", "✔", "✔️", "☑", "☑️", "✅", "√"}
)
NO = frozenset(
    {
        "no",
        "n",
        "nao",
        "false",
        "falso",
        "f",
        "0",
        "absent",
        "ausente",
        "negative",
        "negativo",
        "negativa",
        "neg",
        "(-)",
    }
    | {"-ve", "excluded", "niega", "ninguno", "ninguna", "none", "unchecked", "no marcado", "no seleccionado", "negado"}
    | {"no presenta", "no refiere", "no observado", "no observada", "not observed", "not present", "denies", "negada"}
    | {"no tiene", "no hay", "off", "not reported"}
    | {"✗", "✘", "✖", "❌", "☐"}
)

_PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_BOUND = re.compile(r"[<>≤≥]=?\s*[\d.,]+\D{0,20}", re.ASCII)
_GROUPED = {
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(?:[. '\u00a0]\d{3})+(?:,\d+)?", re.ASCII),
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(?:[, '\u00a0]\d{3})+(?:\.\d+)?", re.ASCII),
}


def text_of(cell: Cell) -> str:
    """The cell as text without surrounding space: empty for none, ``3`` for ``3.0``, ``true`` for a truth value."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)


def number_of(cell: Cell, decimal: str, unit: str = "") -> float | None:
    """The number in a cell, ``None`` if it holds none.

    Args:
        cell: a number stays as it is; a text may group its thousands and may end in ``unit``.
        decimal: ``,`` or ``.``. The other mark is read as a decimal too where it cannot group thousands (``36.5``).
        unit: text that may stand behind the number (``38,5 °C``).

    Example:
        >>> number_of("1.234,5", ","), number_of("36.5", ","), number_of("1.234", ",")
        (1234.5, 36.5, 1234.0)
    """
    number = _number(cell, decimal, unit)
    return number if number is not None and math.isfinite(number) else None


def _number(cell: Cell, decimal: str, unit: str) -> float | None:
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell)
    text = cell.strip()
    if unit and key_of(text).endswith(key_of(unit)):
        number = text[: len(text) - len(unit)]
        # A unit that begins with a digit (1, 10*3/uL) stands apart: otherwise 21 would be a 2 in the unit 1.
        if not unit[0].isdigit() or number[-1:].isspace():
            text = number.rstrip()
    if _GROUPED[decimal].fullmatch(text):
        kept = "".join(char for char in text if char.isdigit() or char in f"+-{decimal}")
        return float(kept.replace(",", "."))
    return float(text.replace(",", ".")) if _PLAIN.fullmatch(text) else None


def is_bound(cell: Cell) -> bool:
    """Whether the cell states a limit of the method instead of a number (``<0.5``, ``> 200``)."""
    return isinstance(cell, str) and _BOUND.fullmatch(cell.strip()) is not None
