"""The numbers of a phenopacket: ``measurements`` with a LOINC code and a unit that is known."""

import math
import re
from collections.abc import Iterator
from typing import Any

from hoofbeat.domain.case import Measurement
from hoofbeat.sources.phenopacket.names import Json
from hoofbeat.sources.phenopacket.structure import listed
from hoofbeat.standards.units import is_unit

_LOINC = re.compile(r"(?:LOINC[:_ ]?|LNC:|https?://(?:www\.)?loinc\.org/(?:rdf/)?)?(\d{1,7}-\d)/?", re.IGNORECASE)
#: A number of a hospital's own table, as we export it.
_SITE = re.compile(r"SITE:[a-z0-9][a-z0-9_.\-]{0,79}", re.ASCII)
_UCUM = re.compile(r"(?:UCUM[:_ ]|https?://unitsofmeasure\.org/)", re.IGNORECASE)
_LONGEST_UNIT = 40


def measurements_of(packet: Json) -> tuple[list[Measurement], list[str]]:
    """Read ``measurements`` in the order given, of a ``complexValue`` its parts.

    Assays in words or in another vocabulary, answers that are no number, and numbers without a unit that is known are
    counted in a note: a number that cannot be read spoils no finding.

    Returns:
        The measurements, and notes on what was not read.
    """
    values = packet.get("measurements")
    read: list[Measurement] = []
    unread = sum(not isinstance(one, dict) for one in values) if isinstance(values, list) else int(bool(values))
    for _, one in listed(packet, "measurements"):
        found = [_measured(*each) for each in _quantities(one)]
        read += [each for each in found if each is not None]
        unread += not found or None in found
    what = "1 measurement is" if unread == 1 else f"{unread} measurements are"
    return read, [f"{what} not read: no LOINC code, no number or no unit that is known"] if unread else []


def _quantities(measurement: Json) -> Iterator[tuple[Any, Any]]:
    """Each quantity of a measurement with the term that says what it is."""
    value, several = measurement.get("value"), measurement.get("complexValue")
    if isinstance(value, dict) and "quantity" in value:
        yield measurement.get("assay"), value["quantity"]
    if isinstance(several, dict):
        for _, part in listed(several, "typedQuantities"):
            yield part.get("type"), part.get("quantity")


def _measured(assay: Any, quantity: Any) -> Measurement | None:
    written = _id(assay).strip()
    loinc = _LOINC.fullmatch(written)
    code = loinc[1] if loinc else written if _SITE.fullmatch(written) else None
    if code is None or not isinstance(quantity, dict):
        return None
    number, unit = _number(quantity.get("value")), _unit(quantity.get("unit"))
    return None if number is None or unit is None else Measurement(code=code, value=number, unit=unit)


def _id(term: Any) -> str:
    written = term.get("id") if isinstance(term, dict) else term
    return written if isinstance(written, str) else ""


def _number(value: Any) -> float | None:
    """The number, which protobuf's JSON form may write as a text; ``None`` if there is no finite one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _unit(term: Any) -> str | None:
    """The unit by its id in UCUM, else by what stands as its label or alone, if that is a unit."""
    written = _id(term).strip()
    if match := _UCUM.match(written):
        return written[match.end() :] or None
    label = term.get("label") if isinstance(term, dict) else None
    candidates = [one.strip() for one in (label, written) if isinstance(one, str) and len(one) <= _LONGEST_UNIT]
    return next((one for one in candidates if one and is_unit(one)), None)
