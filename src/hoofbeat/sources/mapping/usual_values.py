"""What is usual of an analyte, the units it is reported in, and which of them a column of numbers seems to be in."""

from collections.abc import Mapping
from functools import cache
from math import inf, log, sqrt
from typing import NamedTuple

from hoofbeat.domain.case import Sex
from hoofbeat.standards.analytes import Analyte
from hoofbeat.standards.reference import limits, reference_ranges
from hoofbeat.standards.units import convert_or_none

#: Share of a column's numbers that must be possible for the analyte.
POSSIBLE = 0.9
#: Share that counts as most; fewer than the rest of it as hardly any.
_MOST, _HARDLY_ANY = 0.8, 0.2
#: Beyond so many times the usual ends lies what is far outside.
_FAR = 3.0
#: Where a range has no lower end, the usual one is so many times below the upper.
_SPAN = 10.0

#: Units in which an analyte is reported too, beside the canonical one (UCUM).
_ALSO_IN: Mapping[str, tuple[str, ...]] = {
    "8310-5": ("[degF]",),
    "29463-7": ("g", "[lb_av]"),
    "8302-2": ("m",),
    "2708-6": ("1",),
    "3150-0": ("1",),
    "718-7": ("g/L",),
    "4544-3": ("1",),
    "786-4": ("g/L",),
    "789-8": ("/uL",),
    "2345-7": ("mmol/L",),
    "1558-6": ("mmol/L",),
    "2160-0": ("umol/L",),
    "3091-6": ("mmol/L",),
    "3094-0": ("mmol/L",),
    "1975-2": ("umol/L",),
    "1968-7": ("umol/L",),
    "17861-6": ("mmol/L", "meq/L"),
    "1995-0": ("mg/dL", "meq/L"),
    "19123-9": ("mmol/L", "meq/L"),
    "2777-1": ("mmol/L",),
    "2093-3": ("mmol/L",),
    "18262-6": ("mmol/L",),
    "2085-9": ("mmol/L",),
    "2571-8": ("mmol/L",),
    "3084-1": ("umol/L",),
    "2885-2": ("g/L",),
    "1751-7": ("g/L",),
    "10834-0": ("g/L",),
    "3255-7": ("g/L",),
    "48065-7": ("ug/mL{FEU}",),
    "1988-5": ("mg/dL",),
    "2498-4": ("umol/L",),
    "2502-3": ("1",),
    "3024-7": ("pmol/L",),
    "1989-3": ("nmol/L",),
    "2143-6": ("nmol/L",),
    "2524-7": ("mg/dL",),
    "16362-6": ("ug/dL",),
    "2703-7": ("kPa",),
    "2019-8": ("kPa",),
    "10839-9": ("ng/L",),
    "6598-7": ("ng/L",),
    "6690-2": ("/uL",),
    "777-3": ("/uL",),
    "751-8": ("/uL",),
    "731-0": ("/uL",),
    "742-7": ("/uL",),
    "711-2": ("/uL",),
    "704-7": ("/uL",),
    "4548-4": ("mmol/mol",),
}

#: Usual ends in the canonical unit where there is no reference range, or where it is not what laboratories and wards
#: mostly see (no lower end, children's ends far from adults'). Rounded, written for Hoofbeat; used nowhere else.
_SEEN: Mapping[str, tuple[float, float]] = {
    "29463-7": (45, 110),
    "8302-2": (45, 190),
    "3150-0": (21, 100),
    "713-8": (1, 6),
    "706-2": (0.2, 2),
    "711-2": (0.05, 0.5),
    "704-7": (0.01, 0.1),
    "48065-7": (100, 5000),
    "3091-6": (15, 45),
    "3094-0": (7, 22),
    "1968-7": (0.05, 0.5),
    "2093-3": (120, 260),
    "18262-6": (50, 190),
    "2085-9": (30, 80),
    "2571-8": (50, 300),
    "1988-5": (3, 200),
    "2498-4": (40, 160),
    "1989-3": (12, 60),
    "2143-6": (4, 25),
    "10839-9": (0.003, 1),
    "6598-7": (0.003, 1),
}


#: So much nearer, in powers of e, the middle of the numbers lies to what is usual in a unit that may be meant.
_CLEARLY = log(1.5)


class UnitGuess(NamedTuple):
    """A unit; ``sure`` unless the numbers had to decide, and then the ``other`` unit it may be (empty if none)."""

    unit: str
    sure: bool
    other: str = ""


def other_units(code: str) -> tuple[str, ...]:
    """Units in which an analyte is reported too, beside its canonical one."""
    return _ALSO_IN.get(code, ())


def unit_of_numbers(known: Analyte, numbers: Mapping[float, int]) -> UnitGuess | None:
    """The unit that numbers without a stated one are in; ``None`` if they are possible in none.

    The canonical unit, unless hardly any number lies where the analyte usually does while most do in another unit.
    Where most do in another unit too, or their middle lies nearer to what is usual there, or nearly all lie far outside
    whatever the unit, the canonical one is unsure.
    """
    units = [
        unit for unit in (known.unit, *other_units(known.code)) if possible_share(known, unit, numbers) >= POSSIBLE
    ]
    if not units:
        return None
    if known.unit not in units:
        best = min(units, key=lambda unit: distance(known, unit, numbers))
        return UnitGuess(best, sure=False, other=known.unit)
    others = sorted(units[1:], key=lambda unit: distance(known, unit, numbers))
    inside, around = (_share(known, known.unit, numbers, slack) for slack in (1.0, _FAR))
    for slack, fits in ((1.0, inside), (_FAR, around)):
        for unit in others:
            if fits <= _HARDLY_ANY and _share(known, unit, numbers, slack) >= _MOST:
                return UnitGuess(unit, sure=False, other=known.unit)
    rival = next((unit for unit in others if _share(known, unit, numbers, 1.0) >= _MOST), "")
    if not rival and others:
        # Of the sick, few are where most are: then the middle of the numbers tells.
        nearer = distance(known, known.unit, numbers) - distance(known, others[0], numbers)
        rival = others[0] if nearer > (_CLEARLY if inside >= 0.5 else -_CLEARLY / 2) else ""
    return UnitGuess(known.unit, sure=not rival and around > _HARDLY_ANY, other=rival)


def distance(known: Analyte, unit: str, numbers: Mapping[float, int]) -> float:
    """How far the middle of the numbers lies from the middle of what is usual, in powers of e; 0 if none is known."""
    usual = _usual(known.code)
    if usual is None or not numbers:
        return 0.0
    value = convert_or_none(sorted(numbers)[len(numbers) // 2], unit, known.unit, known.code)
    return abs(log(value / sqrt(usual[0] * usual[1]))) if value is not None and value > 0 else inf


def possible_share(known: Analyte, unit: str, numbers: Mapping[float, int]) -> float:
    """Share of the numbers that are possible in a unit."""
    values = [(convert_or_none(number, unit, known.unit, known.code), count) for number, count in numbers.items()]
    fitting = sum(count for value, count in values if value is not None and known.possible(value))
    return fitting / max(sum(numbers.values()), 1)


def _share(known: Analyte, unit: str, numbers: Mapping[float, int], slack: float) -> float:
    """Share of the numbers within the usual ends, widened ``slack`` times; all where nothing is known to be usual.

    Zeros say nothing of the unit and are left out.
    """
    usual, numbers = _usual(known.code), {number: count for number, count in numbers.items() if number}
    if usual is None or not numbers:
        return 1.0
    low, high = usual[0] / slack, usual[1] * slack
    values = [(convert_or_none(number, unit, known.unit, known.code), count) for number, count in numbers.items()]
    fitting = sum(count for value, count in values if value is not None and low <= value <= high)
    return fitting / sum(numbers.values())


@cache
def _usual(code: str) -> tuple[float, float] | None:
    """Usual ends in the canonical unit, both above 0: of adults and children, both sexes (newborns left out)."""
    if code in _SEEN:
        return _SEEN[code]
    found = limits(code, None, Sex.UNKNOWN)
    ends = [entry for entry in reference_ranges().get(code, ()) if entry.may_hold(None, Sex.UNKNOWN)]
    high = max((entry.high for entry in ends if entry.high < inf), default=0.0)
    if found is None or high <= 0:
        return None
    return min((entry.low for entry in ends if entry.low > 0), default=high / _SPAN), high
