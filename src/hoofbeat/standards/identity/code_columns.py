"""Whether a column of texts, as a whole, holds numbers of somebody with letters in them: ``HC00123``, ``A-10293``."""

import re
from collections import Counter
from collections.abc import Collection, Mapping

from hoofbeat.standards.identity.column_names import names_otherwise, naming
from hoofbeat.standards.identity.identifiers import is_public_id
from hoofbeat.standards.identity.number_columns import SignWeight, Suspicion

_LEAST_DIGITS, _MANY_DIGITS = 3, 5
#: Different first parts that a column needs for them to say something.
_FEWEST = 3
_NEARLY, _MOSTLY = 0.95, 0.8

_KEY = re.compile(r"[A-Za-zÑñ]{0,8}[\s\-_./#]{0,2}\d[\d\-_/]*(?:[\-_/. ]?[A-Za-z]{1,3}\d{0,3})?")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
#: Written alike, and nobody's number: ICD-10, blood pressure, span, number with its unit, duration, visit.
_OTHER = re.compile(
    r"[A-Z]\d\d(?:\.?[0-9A-Z]{1,4})?|\d{1,3}\s?[/\-]\s?\d{1,3}|\d+(?:[.,]\d+)?\s?[A-Za-z%µ]{1,3}(?:/[A-Za-z]{1,3})?|"
    r"P(?:\d+[YMWDTHS])+|(?:visita?|v|dia|day|semana|week|grupo|group|arm|site|centro|center)[\s\-_]?\d{1,3}",
    re.IGNORECASE,
)


def is_key(text: str) -> bool:
    """Whether a text is written like the number of a record: few letters, three digits or more, nothing else known.

    Example:
        >>> [is_key(text) for text in ("HC00123", "J18.9", "120/80", "HP:0001250")]
        [True, False, False, False]
    """
    if _UUID.fullmatch(text):
        return True
    if not _KEY.fullmatch(text) or _OTHER.fullmatch(text) or is_public_id(text):
        return False
    return sum(char.isdigit() for char in text) >= _LEAST_DIGITS


def code_suspicion(name: str, counts: Mapping[str, int], *, grouped: bool = False) -> Suspicion | None:
    """Why a column of texts is one of numbers of somebody; ``None`` if nothing speaks for it.

    Args:
        name: name of the column.
        counts: text → number of its occurrences.
        grouped: whether the rows of one text agree on who the patient is.

    Example:
        >>> code_suspicion("muestra", {f"M-{number}": 1 for number in range(10293, 10299)}).sign
        'different in every row'
        >>> code_suspicion("tension", {"120/80": 4, "135/90": 2}) is None
        True
    """
    filled = sum(counts.values())
    said = naming(name)
    short = grouped or (said is not None and said.certain)
    keys = [text for text in counts if is_key(text) or (short and _short_key(text))]
    if len(keys) < min(3, len(counts)) or sum(counts[text] for text in keys) < _MOSTLY * filled or not keys:
        return None
    if said is not None and said.kind != "date":
        return Suspicion("id by name", SignWeight.FIRM, said)
    if names_otherwise(name):
        return None
    if grouped:
        return Suspicion("groups of one person", SignWeight.FIRM, said)
    if len(keys) >= _NEARLY * filled and filled >= 5:
        return Suspicion("different in every row", SignWeight.SOFT, said)
    digits = sorted(sum(char.isdigit() for char in text) for text in keys)[len(keys) // 2]
    few_rows = filled < 10 * len(keys)
    if few_rows and (digits >= _MANY_DIGITS or (digits >= _LEAST_DIGITS + 1 and len(keys) >= 8)):
        return Suspicion("a key", SignWeight.SOFT, said)
    return None


def parts_suspicion(
    name: str, counts: Mapping[str, int], separator: str | None, persons: Collection[str] = ()
) -> Suspicion | None:
    """Why the values of a category are numbers of somebody, as in ``1720/2``: record and visit.

    Args:
        name: name of the column.
        counts: text → number of its occurrences.
        separator: parts a text, if it has parts.
        persons: texts of the columns that are known to name the case or the patient.

    Example:
        >>> visits = dict.fromkeys(("1720/1", "1720/2", "1833/1", "1901/1"), 1)
        >>> parts_suspicion("visita", visits, "/").sign
        'a key'
        >>> parts_suspicion("TA", {"120/80": 1, "135/90": 1, "110/70": 1}, "/") is None
        True
    """
    firsts: Counter[str] = Counter()
    parted = 0
    for text, count in counts.items():
        first, *others = text.split(separator) if separator else [text]
        firsts[first.strip()] += count
        parted += count * bool(others)
    rows, enough = firsts.total(), _MOSTLY * len(firsts)
    if len(firsts) < _FEWEST or (separator and parted < 0.5 * rows):
        return None
    same = sum(first in persons for first in firsts)
    if same >= enough and (separator or len(firsts) >= 0.5 * len(persons)):
        return Suspicion("a key", SignWeight.SOFT, naming(name))
    long = sum(first.isdecimal() and len(first) >= _LEAST_DIGITS for first in firsts)
    few_rows = rows < 10 * len(firsts)
    if long >= enough and few_rows and not names_otherwise(name) and not _pressures(counts, separator):
        return Suspicion("a key", SignWeight.SOFT, naming(name))
    return None


def _pressures(counts: Mapping[str, int], separator: str | None) -> bool:
    """Whether most are an upper and a lower pressure, ``120/80``: of visits the second number is small."""
    pairs = [re.findall(r"\d+", text) for text in counts] if separator else []
    fit = [pair for pair in pairs if len(pair) == 2 and 50 <= int(pair[0]) <= 300 and 20 <= int(pair[1]) < int(pair[0])]
    return len(fit) >= _MOSTLY * max(len(counts), 1)


def _short_key(text: str) -> bool:
    """Under a name that says so, ``P7`` is a number of somebody too."""
    return re.fullmatch(r"[A-Za-zÑñ]{0,8}[\s\-_./#]?\d+[A-Za-z]?", text) is not None
