"""Dates and ages of FHIR as a case needs them: no date leaves this module, only years and an order."""

from datetime import date, datetime
from typing import Any

from hoofbeat.domain.case import MAX_AGE_YEARS
from hoofbeat.domain.errors import RecordError

Json = dict[str, Any]

#: Days of the mean Julian year.
_DAYS_PER_YEAR = 365.25

#: Years of one unit of an Age: UCUM's code, and the words that stand where the code was forgotten.
_AGE_UNITS = {
    **dict.fromkeys(("a", "y", "yr", "yrs", "year", "years", "año", "años"), 1.0),
    **dict.fromkeys(("mo", "month", "months", "mes", "meses"), 1 / 12),
    **dict.fromkeys(("wk", "week", "weeks", "semana", "semanas"), 7 / _DAYS_PER_YEAR),
    **dict.fromkeys(("d", "day", "days", "día", "dia", "días", "dias"), 1 / _DAYS_PER_YEAR),
    **dict.fromkeys(("h", "hour", "hours", "hora", "horas"), 1 / 24 / _DAYS_PER_YEAR),
    **dict.fromkeys(("min", "minutes", "minutos"), 1 / 1440 / _DAYS_PER_YEAR),
}


def middle_of(text: str | None) -> date | None:
    """The day a date of FHIR names; of a year or a month its middle. ``None`` if there is none."""
    if not text:
        return None
    parts = [int(part) for part in text[:10].split("-")]
    if len(parts) == 1:
        return date(parts[0], 7, 2)
    return date(parts[0], parts[1], parts[2] if len(parts) == 3 else 15)


def age_at(birth: str | None, then: str | None, path: str) -> float | None:
    """Years from a birth date to another date, whole ones on birthdays; ``None`` if one of them is unknown.

    Raises:
        RecordError: the date lies before birth, or beyond any human's age.
    """
    born, day = middle_of(birth), middle_of(then)
    if born is None or day is None:
        return None
    imprecise = len(birth or "") < 10 or len(then or "") < 10
    if born > day:
        # A time zone apart, or a year whose middle lies later.
        if (born - day).days > 1 and not (imprecise and day.year == born.year):
            raise RecordError(f"{path}: before Patient.birthDate", hint="correct one of the two dates")
        day = born
    years = day.year - born.year
    birthday = _birthday(born, day.year)
    if birthday > day:
        years, birthday = years - 1, _birthday(born, day.year - 1)
    age = years + min((day - birthday).days / _DAYS_PER_YEAR, 0.999)
    if age > MAX_AGE_YEARS:
        raise RecordError(
            f"{path}: more than {MAX_AGE_YEARS:.0f} years after Patient.birthDate", hint="correct one of the two dates"
        )
    return round(age, 3)


def _birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:  # born on 29 February
        return date(year, 3, 1)


def years_of(age: Json | None) -> float | None:
    """Years of an Age (a Quantity in a unit of time), ``None`` if it is none."""
    age = age or {}
    unit = _AGE_UNITS.get(str(age.get("code") or age.get("unit")).strip().lower())
    value = age.get("value")
    years = float(value) * unit if unit is not None and value is not None else None
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
