"""Dates and ages of FHIR as a case needs them: no date leaves this module, only years and an order."""

from datetime import date, datetime
from typing import Any

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.domain.case import MAX_AGE_YEARS
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.durations import PER_YEAR, UNIT_OF, middle_of, years_between

Json = dict[str, Any]

#: Units of an Age by UCUM's codes; where the code was forgotten, a word stands there.
_AGE_UNITS = {"a": "years", "y": "years", "mo": "months", "wk": "weeks", "d": "days", "h": "hours", "min": "minutes"}


def day_of(text: str | None) -> date | None:
    """The day a date of FHIR names; of a year or a month its middle. ``None`` if there is none."""
    if not text:
        return None
    parts = [int(part) for part in text[:10].split("-")]
    return date(*parts) if len(parts) == 3 else middle_of(*parts)


def age_at(birth: str | None, then: str | None, path: str) -> float | None:
    """Years from a birth date to another date, whole ones on birthdays; ``None`` if one of them is unknown.

    Raises:
        RecordError: the date lies before birth, or beyond any human's age.
    """
    born, day = day_of(birth), day_of(then)
    if born is None or day is None:
        return None
    imprecise = len(birth or "") < 10 or len(then or "") < 10
    if born > day:
        # A time zone apart, or a year whose middle lies later.
        if (born - day).days > 1 and not (imprecise and day.year == born.year):
            raise RecordError(f"{path}: before Patient.birthDate", hint="correct one of the two dates")
        day = born
    age = years_between(born, day)
    if age > MAX_AGE_YEARS:
        raise RecordError(
            f"{path}: more than {MAX_AGE_YEARS:.0f} years after Patient.birthDate", hint="correct one of the two dates"
        )
    return age


def years_of(age: Json | None) -> float | None:
    """Years of an Age (a Quantity in a unit of time), ``None`` if it is none."""
    age = age or {}
    said = fold(str(age.get("code") or age.get("unit"))).strip()
    unit = _AGE_UNITS.get(said) or (UNIT_OF.get(said) if len(said) > 1 else None)
    value = age.get("value")
    years = float(value) / PER_YEAR[unit] if unit is not None and value is not None else None
    return round(years, 3) if years is not None and 0 <= years <= MAX_AGE_YEARS else None


def moment(text: str | None) -> float:
    """A number to order dates and times by, the unknown last; ``2024``, ``2024-05`` and ``2024-05-01`` come first."""
    if not text:
        return float("inf")
    try:
        if "T" in text:
            return datetime.fromisoformat(text).timestamp()
        return (date(*[*map(int, text.split("-")), 1, 1][:3]) - date(1970, 1, 1)).days * 86400.0
    except ValueError:  # a leap second
        return float("inf")


def time_of(observation: Json) -> str | None:
    """When an observation was taken, as written; else when it was made available."""
    stated = observation.get("effectiveDateTime") or observation.get("effectiveInstant")
    return stated or (observation.get("effectivePeriod") or {}).get("start") or observation.get("issued")
