"""Phenopackets of schema 1.0, written with the field names of 2.0 so that one reader serves both.

Fields of both: GA4GH Phenopacket Schema, releases 1.0.0 and 2.0.0 (BSD-3-Clause), in protobuf's JSON form.

    1.0                                              2.0
    subject.ageAtCollection.age                      subject.timeAtLastEncounter.age.iso8601duration
    subject.ageRangeAtCollection.start.age           subject.timeAtLastEncounter.ageRange.start.iso8601duration
    phenotypicFeatures[].negated                     phenotypicFeatures[].excluded
    …[].ageOfOnset, ageRangeOfOnset, classOfOnset    …[].onset.age, onset.ageRange, onset.ontologyClass
    genes, variants, htsFiles                        read by nobody here: left out
"""

from typing import Any

from hoofbeat.domain.errors import RecordError

Json = dict[str, Any]

#: What only version 1 has, at the top, in the subject, and in a feature or disease.
_TOP = ("genes", "variants", "htsFiles")
_SUBJECT = ("ageAtCollection", "ageRangeAtCollection")
_LISTED = ("negated", "ageOfOnset", "ageRangeOfOnset", "classOfOnset")

NOTE = "a phenopacket of version 1: read as version 2"


def is_version_1(packet: Json) -> bool:
    """Whether the packet says that it is of version 1, or says no version and has fields that only version 1 has."""
    about = packet.get("metaData")
    version = str(about.get("phenopacketSchemaVersion") or "") if isinstance(about, dict) else ""
    if version:
        return version.startswith(("1.", "1-")) or version == "1"
    subject = packet.get("subject")
    return (
        any(field in packet for field in _TOP)
        or (isinstance(subject, dict) and any(field in subject for field in _SUBJECT))
        or any(field in one for one in _objects(packet.get("phenotypicFeatures")) for field in _LISTED)
    )


def upgraded(packet: Json) -> Json:
    """The packet with the field names of version 2; the one given is left as it is.

    Raises:
        RecordError: a field of version 1 has not the form it should; named by its path, never by its text.
    """
    upgrade = {name: value for name, value in packet.items() if name not in _TOP}
    subject = packet.get("subject")
    if isinstance(subject, dict):
        time = _time(subject, "subject", "AtCollection")
        upgrade["subject"] = _without(subject, _SUBJECT) | ({"timeAtLastEncounter": time} if time else {})
    for field in ("phenotypicFeatures", "diseases"):
        if isinstance(packet.get(field), list):
            upgrade[field] = [_listed(one, f"{field}[{position}]") for position, one in enumerate(packet[field])]
    return upgrade


def _listed(one: Any, path: str) -> Any:
    """A feature or disease of version 1 as one of version 2; what is no object is left to the reader to refuse."""
    if not isinstance(one, dict):
        return one
    onset = _time(one, path, "OfOnset")
    excluded = one.get("negated", False)
    if not isinstance(excluded, bool):
        raise RecordError(f"{path}.negated: not true or false", hint="correct the value")
    return _without(one, _LISTED) | {"excluded": excluded} | ({"onset": onset} if onset else {})


def _time(parent: Json, path: str, suffix: str) -> Json | None:
    """``age…``, ``ageRange…`` or ``class…`` as a TimeElement of version 2."""
    age, span, stage = parent.get(f"age{suffix}"), parent.get(f"ageRange{suffix}"), parent.get(f"class{suffix}")
    if age is not None:
        return {"age": _age(age, f"{path}.age{suffix}")}
    if span is not None:
        where = f"{path}.ageRange{suffix}"
        if not isinstance(span, dict):
            raise RecordError(f"{where}: not an object", hint="state start and end")
        return {"ageRange": {end: _age(span.get(end), f"{where}.{end}") for end in ("start", "end")}}
    return {"ontologyClass": stage} if stage is not None else None


def _age(age: object, path: str) -> Json:
    """An Age of version 1: a duration, or an interval that begins with a date, which is dropped."""
    duration = age.get("age") if isinstance(age, dict) else None
    if not isinstance(duration, str):
        raise RecordError(f"{path}.age: missing", hint="state the age as {'age': 'P3Y6M'}")
    return {"iso8601duration": duration.rpartition("/")[2]}


def _objects(values: object) -> list[Json]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _without(one: Json, fields: tuple[str, ...]) -> Json:
    return {name: value for name, value in one.items() if name not in fields}
