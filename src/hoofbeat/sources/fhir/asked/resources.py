"""The resources that a record system sends with a question: one Bundle, or several pieces of one patient's record."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.fhir.asked.elements import elements_read
from hoofbeat.sources.fhir.asked.primitives import is_date_time
from hoofbeat.sources.fhir.asked.shortfalls import is_outcome, shortfalls
from hoofbeat.sources.fhir.contained import brought_out
from hoofbeat.sources.fhir.documents import BUNDLES, NESTING
from hoofbeat.sources.fhir.files import KINDS
from hoofbeat.sources.fhir.record import Entry, without_nulls
from hoofbeat.sources.fhir.releases import HINT, stated_release
from hoofbeat.sources.fhir.values import Json

_TYPE = re.compile(r"[A-Z][A-Za-z]{2,40}", re.ASCII)
#: How many types the note names.
_NAMED = 8


class Sent(NamedTuple):
    """What was sent.

    Attributes:
        entries: Patient, Encounter, Condition and Observation, of each the elements that are read.
        written: when the summary was written that they come from; ``None`` if they are no summary.
        notes: which other resources no case is made of.
        lacking: why this may not be all there is, each reason once.
    """

    entries: list[Entry]
    written: str | None
    notes: list[str]
    lacking: list[str]


def resources_sent(pieces: Iterable[tuple[str, Any]]) -> Sent:
    """Read what was sent.

    Args:
        pieces: place (``prefetch.patient``, or nothing) and value: a resource, a Bundle, a list of either.

    Raises:
        ElementsError: an element that is read is missing or malformed.
        RecordError: something is no resource, or of another release of FHIR.
    """
    try:
        return _sent(pieces)
    except RecursionError:
        raise RecordError(
            "body: nested too deeply", hint="send the resources as the record system holds them"
        ) from None


def _sent(pieces: Iterable[tuple[str, Any]]) -> Sent:
    entries: list[Entry] = []
    written: list[str] = []
    passed_over: Counter[str] = Counter()
    pieces = list(pieces)
    for where, url, resource in (one for place, value in pieces for one in _resources(place, without_nulls(value))):
        kind = resource["resourceType"]
        if (release := stated_release(resource)) is not None:
            raise RecordError(f"{where} {release}", hint=HINT)
        if kind in KINDS:
            entries.append(Entry(where, url, elements_read(resource, where)))
        elif kind == "Composition":
            day = resource.get("date")
            written += [day] if isinstance(day, str) and is_date_time(day) else []
        else:
            passed_over[kind if _TYPE.fullmatch(kind) else "other"] += 1
        for _, part in brought_out(resource):
            entries.append(Entry(where, None, elements_read(part, f"{where} contained")))
    lacking = list(dict.fromkeys(reason for _, value in pieces for reason in shortfalls(value)))
    return Sent(entries, max(written, default=None), _notes(passed_over), lacking)


def _resources(where: str, value: Any) -> Iterator[tuple[str, str | None, Json]]:
    """Place, ``fullUrl`` and resource of each; of a Bundle within another its entries."""
    if isinstance(value, list):
        for position, one in enumerate(value):
            yield from _resources(f"{where}[{position}]", one)
        return
    kind = value.get("resourceType") if isinstance(value, dict) else None
    if not isinstance(kind, str):
        raise RecordError(f"{where or 'resourceType'}: no FHIR resource", hint="send a Bundle of FHIR R4, in JSON")
    if is_outcome(value) and not where:
        raise RecordError(
            "resourceType: an OperationOutcome, so the search for the record failed",
            hint="search again, and send the Bundle that is found",
        )
    if kind not in NESTING:
        yield where or "resource", None, value
        return
    if kind == "Bundle" and not (isinstance(value.get("type"), str) and value["type"] in BUNDLES):
        raise RecordError(f"{where} Bundle.type: not one of {', '.join(sorted(BUNDLES))}".lstrip(), hint="correct it")
    listed = "entry" if kind == "Bundle" else "parameter"
    entries = value.get(listed, [])
    if not isinstance(entries, list):
        raise RecordError(f"{where} {kind}.{listed}: not a list".lstrip(), hint="correct it")
    for position, entry in enumerate(entries):
        place = f"{where}.{listed}[{position}]".lstrip(".")
        if not isinstance(entry, dict):
            raise RecordError(f"{place}: not an object", hint="give each entry its resource")
        url = entry.get("fullUrl") if isinstance(entry.get("fullUrl"), str) else None
        for inner, inner_url, resource in _resources(place, entry["resource"]) if "resource" in entry else ():
            yield inner, url if inner == place else inner_url, resource


def _notes(passed_over: Counter[str]) -> list[str]:
    if not passed_over:
        return []
    named = ", ".join(f"{count:,} {kind}" for kind, count in passed_over.most_common(_NAMED))
    more = " …" if len(passed_over) > _NAMED else ""
    return [f"no case is made of these resources, passed over: {named}{more}"]
