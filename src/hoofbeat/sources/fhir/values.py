"""Dates, ages and codes of FHIR as a case needs them: no date leaves this module, only years and an order."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from hoofbeat.domain.case import MAX_AGE_YEARS
from hoofbeat.domain.errors import RecordError
from hoofbeat.knowledge.terminology import Meaning, meaning, system_of

Json = dict[str, Any]

#: Days of the mean Julian year.
_DAYS_PER_YEAR = 365.25

#: Years of one unit of an Age (UCUM).
_AGE_UNITS = {"a": 1.0, "mo": 1 / 12, "wk": 7 / _DAYS_PER_YEAR, "d": 1 / _DAYS_PER_YEAR, "h": 1 / 24 / _DAYS_PER_YEAR}

#: Vocabularies by how much their codes say of a finding; of several codings of one concept the first one counts.
_PRECISION = {"HP": 0, "OMIM": 0, "ORPHA": 0, "MONDO": 0, "SNOMED": 1, "ICD10": 2}

#: What a code looks like, where one may be quoted in a note.
_CODES = {
    "SNOMED": re.compile(r"\d{6,18}", re.ASCII),
    "ICD10": re.compile(r"[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?", re.ASCII),
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
    """Years of an Age (a Quantity in UCUM's units of time), ``None`` if it is none."""
    unit = _AGE_UNITS.get(str((age or {}).get("code")))
    value = (age or {}).get("value")
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


def codings(concept: Json | None) -> Iterator[tuple[str | None, str, str | None]]:
    """System, code and display of each coding of a CodeableConcept that has a code."""
    for coding in (concept or {}).get("coding", ()):
        if "code" in coding:
            yield coding.get("system"), coding["code"], coding.get("display")


def loinc_of(concept: Json | None) -> str | None:
    """The first LOINC code of a CodeableConcept."""
    return next((code for system, code, _ in codings(concept) if system_of(system) == "LOINC"), None)


def concept_meaning(concept: Json | None) -> Meaning:
    """What a CodeableConcept means here; of several codings the most precise that says something."""
    known = [(system_of(system), meaning(system, code)) for system, code, _ in codings(concept)]
    known.sort(key=lambda pair: _PRECISION.get(pair[0] or "", 0))
    disease = next((found.disease for _, found in known if found.disease), None)
    return Meaning(disease, next((found.findings for _, found in known if found.findings), ()))


def describe(concept: Json | None) -> str:
    """The codes of a CodeableConcept for a note; of a vocabulary we do not know a code could be any text."""
    systems = [(system_of(system), code) for system, code, _ in codings(concept)]
    named = [f"{system} {code}" for system, code in systems if system in _CODES and _CODES[system].fullmatch(code)]
    if named:
        return " = ".join(named[:3])
    return "a vocabulary not read" if systems else "no code"
