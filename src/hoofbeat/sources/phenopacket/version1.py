"""Phenopackets of schema 1.0, written with the field names of 2.0 so that one reader serves both.

Fields of both: GA4GH Phenopacket Schema, releases 1.0.0 and 2.0.0 (BSD-3-Clause), in protobuf's JSON form.

    1.0                                              2.0
    subject.ageAtCollection.age                      subject.timeAtLastEncounter.age.iso8601duration
    subject.ageRangeAtCollection.start.age           subject.timeAtLastEncounter.ageRange.start.iso8601duration
    phenotypicFeatures[].negated                     phenotypicFeatures[].excluded
    …[].ageOfOnset, ageRangeOfOnset, classOfOnset    …[].onset.age, onset.ageRange, onset.ontologyClass
    interpretations[].resolutionStatus               interpretations[].progressStatus
    genes, variants, htsFiles                        read by nobody here: left out

Programs mix the two, whichever version they state. So a field of version 1 is read in any packet, where its field of
version 2 says nothing; where both say something, it must be the same.
"""

import re
from typing import Any

from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.phenopacket.names import Json
from hoofbeat.sources.phenopacket.structure import flag, listed
from hoofbeat.sources.phenopacket.times import read_time

#: What only version 1 has, at the top, in the subject, and in a feature or disease.
_TOP = ("genes", "variants", "htsFiles")
_SUBJECT = ("ageAtCollection", "ageRangeAtCollection")
_LISTED = ("negated", "ageOfOnset", "ageRangeOfOnset", "classOfOnset")
#: Its interpretations' states, in the order of their numbers.
_RESOLUTION = ("UNKNOWN", "SOLVED", "UNSOLVED", "IN_PROGRESS")

#: ``2`` of ``2.0.2``, ``v2.0`` and ``phenopacket-schema 2.0``.
_MAJOR = re.compile(r"(?<![\w.])v?(\d+)", re.ASCII | re.IGNORECASE)

NOTE = "a phenopacket of version 1: read as version 2"
MIXED = "fields of version 1 in a phenopacket of version 2: read as well"


def major_version(packet: Json) -> int | None:
    """The version that ``metaData.phenopacketSchemaVersion`` states (``2`` of ``v2.0.2``), ``None`` if it states none.

    Raises:
        RecordError: something stands there that names no version.
    """
    about = packet.get("metaData")
    version = about.get("phenopacketSchemaVersion") if isinstance(about, dict) else None
    if version is None or version == "":
        return None
    match = _MAJOR.search(str(version)) if isinstance(version, str | int | float) else None
    if match is None:
        raise RecordError("metaData.phenopacketSchemaVersion: no version", hint='state it as in "2.0"')
    return int(match[1])


def has_fields_of_version_1(packet: Json) -> bool:
    """Whether a field stands there that only version 1 has."""
    subject = packet.get("subject")
    return (
        any(field in packet for field in _TOP)
        or (isinstance(subject, dict) and any(field in subject for field in _SUBJECT))
        or any(
            field in one
            for name in ("phenotypicFeatures", "diseases")
            for _, one in listed(packet, name)
            for field in _LISTED
        )
    )


def as_version_2(packet: Json) -> tuple[Json, list[str]]:
    """The packet with the field names of version 2 alone, and a note if any was of version 1.

    Raises:
        RecordError: a version that this program does not know, or a field of version 1 that is malformed.
    """
    version = major_version(packet)
    if version not in (None, 1, 2):
        raise RecordError("metaData.phenopacketSchemaVersion: neither version 1 nor 2", hint="convert it to version 2")
    older = has_fields_of_version_1(packet)
    notes = [NOTE] if version == 1 or (older and version is None) else [MIXED] if older else []
    return upgraded(packet), notes


def upgraded(packet: Json) -> Json:
    """The packet with the field names of version 2; the one given is left as it is.

    Raises:
        RecordError: a field of version 1 has not the form it should, or contradicts its successor of version 2; named
            by its path, never by its text.
    """
    upgrade = {name: value for name, value in packet.items() if name not in _TOP}
    if "phenotypes" in packet:  # a name of the first drafts
        upgrade.setdefault("phenotypicFeatures", packet["phenotypes"])
    subject = packet.get("subject")
    if isinstance(subject, dict) and subject.get("timeAtLastEncounter") is None:
        time = _time(subject, "subject", "AtCollection")
        upgrade["subject"] = _without(subject, _SUBJECT) | ({"timeAtLastEncounter": time} if time else {})
    for field, change in (("phenotypicFeatures", _listed), ("diseases", _listed), ("interpretations", _interpretation)):
        if isinstance(upgrade.get(field), list):
            upgrade[field] = [change(one, f"{field}[{position}]") for position, one in enumerate(upgrade[field])]
    return upgrade


def _listed(one: Any, path: str) -> Any:
    """A feature or disease of version 1 as one of version 2; what is no object is left to the reader to refuse."""
    if not isinstance(one, dict) or not any(field in one for field in _LISTED):
        return one
    onset = one.get("onset") or _time(one, path, "OfOnset")
    negated, excluded = flag(one, "negated", path), flag(one, "excluded", path)
    if negated is not None and excluded is not None and negated != excluded:
        raise RecordError(f"{path}: negated and excluded contradict each other", hint="keep the one that is true")
    absent = bool(excluded if negated is None else negated)
    return _without(one, _LISTED) | {"excluded": absent} | ({"onset": onset} if onset else {})


def _interpretation(one: Any, path: str) -> Any:
    if not isinstance(one, dict) or "resolutionStatus" not in one:
        return one
    status = one["resolutionStatus"]
    if isinstance(status, int) and not isinstance(status, bool) and 0 <= status < len(_RESOLUTION):
        status = _RESOLUTION[status]
    return _without(one, ("resolutionStatus",)) | {"progressStatus": one.get("progressStatus") or status}


def _time(parent: Json, path: str, suffix: str) -> Json | None:
    """``age…``, ``ageRange…`` or ``class…`` as a TimeElement of version 2."""
    age, span, stage = parent.get(f"age{suffix}"), parent.get(f"ageRange{suffix}"), parent.get(f"class{suffix}")
    if age is not None:
        if isinstance(age, dict) and "age" not in age and "iso8601duration" not in age:
            return age  # another form of time, under this name
        return {"age": _age(age, f"{path}.age{suffix}")}
    if span is not None:
        where = f"{path}.ageRange{suffix}"
        if not isinstance(span, dict):
            raise RecordError(f"{where}: not an object", hint="state start and end")
        return {"ageRange": {end: _age(span.get(end), f"{where}.{end}") for end in ("start", "end")}}
    return {"ontologyClass": stage} if stage is not None else None


def _age(age: object, path: str) -> Json:
    """An Age of version 1, which is a duration, or one written as in version 2, or the duration alone."""
    duration = (
        next((age[name] for name in ("age", "iso8601duration") if name in age), None) if isinstance(age, dict) else age
    )
    if isinstance(duration, dict):
        return duration
    if not isinstance(duration, str) or (duration is age and read_time(duration, None).years is None):
        raise RecordError(f"{path}.age: missing", hint="state the age as {'age': 'P3Y6M'}")
    return {"iso8601duration": duration}


def _without(one: Json, fields: tuple[str, ...]) -> Json:
    return {name: value for name, value in one.items() if name not in fields}
