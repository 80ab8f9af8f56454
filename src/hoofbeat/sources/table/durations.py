"""Ages and times of onset as people write them: ``P4Y2M``, ``2 años 3 meses``, ``RN``, ``90+``."""

import re
from typing import NamedTuple

from hoofbeat.sources.durations import PER_YEAR, UNIT_OF
from hoofbeat.sources.durations import years as iso_years
from hoofbeat.sources.folding import key_of
from hoofbeat.sources.table.cells import number_of

_NUMBER = r"\d+(?:[.,]\d+)?|una?|one"
_UNIT = "|".join(sorted(UNIT_OF, key=len, reverse=True))
_PART = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})\b\.?")
_PARTS = re.compile(rf"(?:(?:{_NUMBER})\s*(?:{_UNIT})(?![a-z])\.?[\s,]*(?:y |e |con |and |& ?)?)+")
_GLUED = re.compile(rf"(\d)({_UNIT})(?=\d)")
_TWELFTHS = re.compile(r"(?:(?P<years>\d{1,2})\s+)?(?P<months>\d{1,2})/12")
_AROUND = re.compile(
    r"^(?:edad:?|age:?|aprox(?:imadamente)?\.?|ca\.?|~)\s*|\s*(?:de edad|de vida|cumplidos|of age|old|/o|/v)$"
)
#: A unit behind a dash or in brackets, or before the number: ``3-A``, ``3 (M)``, ``A003``.
_APART = (
    (re.compile(rf"^(\d+)\s*[-(]\s*({_UNIT})\.?\)?$"), r"\1 \2"),
    (re.compile(r"^([amd])[ -]?(\d{1,3})$"), r"\2 \1"),
)
_HALVES = (
    (re.compile(rf"^(?:una? )?({_UNIT}) y medi[oa]$"), r"1.5 \1"),
    (re.compile(rf"^(\d+)\s*({_UNIT}) (?:y|and) (?:medi[oa]|a half|1/2)$"), r"\1.5 \2"),
    (re.compile(rf"^(\d+)\s*(?: 1/2| y medi[oa]| and a half| y 1/2)\s*({_UNIT})$"), r"\1.5 \2"),
    (re.compile(rf"^(?:medi[oa]|half an?|1/2) ({_UNIT})$"), r"0.5 \1"),
)
_NEWBORN = frozenset({"rn", "r.n.", "recien nacido", "recien nacida", "newborn", "neonato", "neonata", "al nacer"})
_LEAST = re.compile(
    r"(?:>=?|≥|mayor(?:es)? (?:de|a)|mas de|over)\s*(?P<a>.+)|(?P<b>.+?)\s*(?:\+|[oy] mas|and over|or more)"
)
_BELOW = re.compile(r"(?:<=?|≤|menor(?:es)? (?:de|a)|menos de|under|less than)\s*(?P<age>.+)")
_RANGE = re.compile(r"(?P<low>\d{1,3})\s*(?:-|–|a|to)\s*(?P<high>\d{1,3})\s*(?P<unit>[a-z]*)")


class Age(NamedTuple):
    """An age in years; ``stated`` is false where a bound or a range says it only roughly."""

    years: float
    stated: bool = True


def age_of(text: str, decimal: str, unit: str = "years") -> Age | None:
    """The age that a text states.

    A bound counts as itself upwards (``90+``: 90, as where old ages are hidden) and as one half below one unit
    (``<1``); a range counts as its middle.

    Args:
        text: what stands there.
        decimal: mark of its numbers.
        unit: unit of a number without one.

    Example:
        >>> age_of("2a 6m", ".").years, age_of("P3M", ".").years, age_of("18", ".", "months").years
        (2.5, 0.25, 1.5)
    """
    key = _AROUND.sub("", _bare(text)).strip(" .")
    if key in _NEWBORN:
        return Age(0.0)
    years = _exact(key, decimal, unit)
    if years is not None:
        return Age(years)
    if least := _LEAST.fullmatch(key):
        years = _exact((least["a"] or least["b"]).strip(), decimal, unit)
        return None if years is None else Age(years, stated=False)
    if below := _BELOW.fullmatch(key):
        years = _exact(below["age"].strip(), decimal, unit)
        narrow = years is not None and any(abs(years * per - 1) < 1e-6 for per in PER_YEAR.values())
        return Age(years / 2, stated=False) if years is not None and narrow else None
    span = _RANGE.fullmatch(key)
    if span and int(span["low"]) < int(span["high"]) and (not span["unit"] or span["unit"] in UNIT_OF):
        middle = (int(span["low"]) + int(span["high"])) / 2
        return Age(middle / PER_YEAR[UNIT_OF.get(span["unit"], unit)], stated=False)
    return None


def with_unit(text: str) -> float | None:
    """The years of a text that names its own units (``P4Y``, ``2 años 3 meses``, ``8m``), ``None`` for any other."""
    return _parts(_bare(text).strip(" ."))


def _bare(text: str) -> str:
    """The text folded, without what stands around an age; a half is parted from the number before it."""
    return _AROUND.sub("", key_of(text.replace("½", " 1/2")))


def _exact(key: str, decimal: str, unit: str) -> float | None:
    number = number_of(key, decimal)
    return _parts(key) if number is None else number / PER_YEAR[unit] if number >= 0 else None


def _parts(key: str) -> float | None:
    if (years := iso_years(key)) is not None:
        return years
    if twelfths := _TWELFTHS.fullmatch(key):
        return int(twelfths["years"] or 0) + int(twelfths["months"]) / 12
    for form, number in (*_HALVES, *_APART):
        key = form.sub(number, key)
    spaced = _GLUED.sub(r"\1\2 ", _GLUED.sub(r"\1\2 ", key))
    if not _PARTS.fullmatch(spaced):
        return None
    found = [(part["number"], UNIT_OF[part["unit"]]) for part in _PART.finditer(spaced)]
    if len({unit for _, unit in found}) < len(found):
        return None
    numbers = [(1.0 if number.isalpha() else float(number.replace(",", ".")), unit) for number, unit in found]
    return sum(number / PER_YEAR[unit] for number, unit in numbers)


_LEADS = re.compile(
    r"(?:(?:inicio|onset|debut|desde|since|from|a partir de|starting|at|a|los|las|la|el|edad de|edad|age of|"
    r"age)\b[\s:]*)+"
)
_BIRTH = re.compile(
    r"(?:(?:desde|since|from)\s+)?(?:el |al )?(?:nacimiento|nacer|birth)|at birth|congenit[oa]|congenital|neonatal"
)
_LASTING = re.compile(
    rf"(?:(?:desde )?hace|por|x|durante|for|de|since)\s*(?:{_NUMBER})\s*(?:{_UNIT})\b.*"
    rf"|(?:{_NUMBER})\s*(?:{_UNIT})\.? (?:ago|de evolucion|evolucion|duration).*"
)


class Onset(NamedTuple):
    """That a finding is present, and since which age in years; ``None`` where only how long it has lasted is said."""

    years: float | None
    explicit: bool = True


def onset_of(text: str) -> Onset | None:
    """What a text says about the onset of a finding that is present; ``None`` if it does not speak of one.

    An age by itself (``4 años``) is not ``explicit``: it may be how long the finding has lasted.

    Example:
        >>> onset_of("desde los 4 años").years, onset_of("P6M").years, onset_of("hace 3 días").years
        (4.0, 0.5, None)
    """
    key = key_of(text).strip(" .")
    if _BIRTH.fullmatch(key):
        return Onset(0.0)
    if _LASTING.fullmatch(key):
        return Onset(None)
    lead = _LEADS.match(key)
    age = _AROUND.sub("", key[lead.end() :] if lead else key).strip()
    years = _parts(age)
    if years is None and lead and age.isdigit() and len(age) < 3:
        years = float(age)  # "desde los 4": years, as nobody says the unit
    if years is None:
        return None
    return Onset(years, explicit=lead is not None or key.startswith("p"))
