"""A time of a phenopacket (TimeElement, Age, AgeRange) as years; no date leaves this module."""

from datetime import date, datetime
from typing import Any, NamedTuple

from hoofbeat.domain.case import MAX_AGE_YEARS
from hoofbeat.sources.durations import years, years_between
from hoofbeat.sources.phenopacket.names import Json

_NO_DURATION = "not an ISO 8601 duration"


class Time(NamedTuple):
    """What a time says of the patient's age then.

    Attributes:
        years: the age, if it says one.
        form: as what else it is given, if it says none and is sound (``ontologyClass``).
        defect: what is wrong with it, ``None`` if nothing is.
    """

    years: float | None = None
    form: str | None = None
    defect: str | None = None


def read_time(value: Any, birth: date | None) -> Time:
    """Read a time, wherever between a plain ``P3Y6M`` and a whole TimeElement its program has stopped.

    Of a range the middle counts. A date counts if the date of birth is known.
    """
    time = _read(value, birth)
    if time.years is not None and time.years > MAX_AGE_YEARS:
        return Time(defect=f"beyond {MAX_AGE_YEARS:.0f} years")
    return time


def day_of(value: Any) -> date | None:
    """The day of a Timestamp (``2021-05-04T00:00:00Z``) or a date, ``None`` if this is neither."""
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value.strip()[:10]).date()
    except ValueError:
        return None


def _read(value: Any, birth: date | None) -> Time:
    if isinstance(value, dict):
        return _of_object(value, birth)
    if isinstance(value, str):
        return _of_text(value.strip(), birth)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Time(form="a number without a unit")
    return Time(defect="not an object")


def _of_text(text: str, birth: date | None) -> Time:
    if not text:  # protobuf's way to write what is not stated
        return Time(form="an empty text")
    # Version 1 has intervals that begin or end with a date (1967-11-21/P40Y): it is dropped.
    age = next((age for part in text.split("/") if (age := years(part)) is not None), None)
    if age is not None:
        return Time(age)
    return _of_day(text, birth, "a date") if day_of(text) else Time(defect=_NO_DURATION)


def _of_day(value: Any, birth: date | None, form: str) -> Time:
    day = day_of(value)
    if day is None or birth is None:
        return Time(form=form)
    age = years_between(birth, day)
    return Time(age) if age >= 0 else Time(defect="before subject.dateOfBirth")


def _of_object(time: Json, birth: date | None) -> Time:
    for field in ("age", "iso8601duration"):
        if time.get(field) is not None:
            inner = _read(time[field], birth)
            return Time(defect=_NO_DURATION) if inner.form == "a number without a unit" else inner
    if isinstance(time.get("ageRange"), dict):
        return _middle(time["ageRange"], birth)
    if time.get("timestamp") is not None:
        return _of_day(time["timestamp"], birth, "timestamp")
    interval = time.get("interval")
    if isinstance(interval, dict):
        ends = [_of_day(interval.get(end), birth, "interval") for end in ("start", "end")]
        known = [end.years for end in ends if end.years is not None]
        return Time(sum(known) / 2) if len(known) == 2 else Time(form="interval")
    if "start" in time or "end" in time:
        return _middle(time, birth)
    named = next((name for name in ("gestationalAge", "ontologyClass") if time.get(name) is not None), None)
    return Time(form=named or ("ontologyClass" if "id" in time else "another form"))


def _middle(span: Json, birth: date | None) -> Time:
    ends = [_read(span.get(end), birth).years for end in ("start", "end")]
    known = [end for end in ends if end is not None]
    return Time(sum(known) / 2) if len(known) == 2 else Time(defect=f"{_NO_DURATION} at both ends")
