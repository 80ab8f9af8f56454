"""Primitive types of FHIR R4 as the readers rely on them (https://hl7.org/fhir/R4/datatypes.html#primitive)."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

_YEAR = r"(?:[0-9](?:[0-9](?:[0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)"
_DAY = rf"{_YEAR}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
_TIME = (
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
)
_DATE = re.compile(_DAY, re.ASCII)
_DATE_TIME = re.compile(rf"{_DAY}(?:(?<=-\d\d-\d\d){_TIME})?", re.ASCII)

#: A name, an answer or a code is shorter; what stands beyond is a narrative, and is not read.
_LONGEST = 1000


def _on_calendar(form: re.Pattern[str], kind: str, text: str) -> str:
    """The text, if it has the form and the calendar has the day."""
    sound = form.fullmatch(text) is not None
    if sound and len(text) >= len("2020-01-01"):
        try:
            date.fromisoformat(text[:10])
        except ValueError:
            sound = False
    if not sound:
        raise PydanticCustomError(f"{kind}_type", "not a date")
    return text


FhirDate = Annotated[str, AfterValidator(lambda text: _on_calendar(_DATE, "date", text))]
FhirDateTime = Annotated[str, AfterValidator(lambda text: _on_calendar(_DATE_TIME, "datetime", text))]
FhirText = Annotated[str, AfterValidator(lambda text: text[:_LONGEST])]
FhirId = Annotated[str, Field(pattern=r"^[A-Za-z0-9\-.]{1,64}$")]
FhirDecimal = Annotated[float, Field(allow_inf_nan=False)]
FhirInteger = Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]
#: Of what nobody reads only that it is there.
FhirUnread = Annotated[bool, BeforeValidator(lambda _: True)]


def is_date_time(text: str) -> bool:
    """Whether a text is a dateTime of FHIR."""
    try:
        _on_calendar(_DATE_TIME, "datetime", text)
    except PydanticCustomError:
        return False
    return True
