"""What each field of a phenopacket means for a case; version 1 is upgraded first.

Field names and enumerations: GA4GH Phenopacket Schema 2.0, https://phenopacket-schema.readthedocs.io.
Every refusal names the field's path and never its text.
"""

import re
from collections.abc import Iterator
from typing import Any

from hoofbeat.domain.case import MAX_AGE_YEARS, Finding, Sex
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.assemble import FINDING_ID
from hoofbeat.sources.durations import years
from hoofbeat.sources.phenopacket.version1 import NOTE, is_version_1, upgraded

Json = dict[str, Any]

#: Names and numbers of the enumeration: protobuf's JSON form allows both.
_SEX: dict[object, Sex] = {
    None: Sex.UNKNOWN,
    **dict.fromkeys(("UNKNOWN_SEX", 0), Sex.UNKNOWN),
    **dict.fromkeys(("FEMALE", 1), Sex.FEMALE),
    **dict.fromkeys(("MALE", 2), Sex.MALE),
    **dict.fromkeys(("OTHER_SEX", 3), Sex.OTHER),
}

_DECIDED = ("SOLVED", "COMPLETED")
_DISEASE_ID = re.compile(r"[A-Za-z][\w.]*:[\w.\-]+", re.ASCII)
#: A disease's label is a term of a vocabulary; anything longer is no label.
_LONGEST_LABEL = 200
_PMID = re.compile(r"PMID:\s*(\d+)", re.IGNORECASE | re.ASCII)


def as_version_2(packet: Json) -> tuple[Json, list[str]]:
    """Upgrade a version 1 phenopacket; refuse what is no phenopacket of one patient.

    Returns:
        The packet with the fields of version 2, and a note if it was of version 1.

    Raises:
        RecordError: a family or cohort, a version this program does not know, or a field of version 1 that is
            malformed.
    """
    if "proband" in packet or "members" in packet:
        raise RecordError("a family or cohort, not a phenopacket of one patient", hint="give its members one by one")
    if is_version_1(packet):
        return upgraded(packet), [NOTE]
    version = str(_section(packet, "metaData").get("phenopacketSchemaVersion") or "2")
    if not version.startswith("2"):
        raise RecordError("metaData.phenopacketSchemaVersion: neither version 1 nor 2", hint="convert it to version 2")
    return packet, []


def sex_of(packet: Json) -> Sex:
    """Read ``subject.sex``.

    Raises:
        RecordError: a value outside the enumeration.
    """
    value = _section(packet, "subject").get("sex")
    if isinstance(value, bool) or not isinstance(value, str | int | None) or value not in _SEX:
        raise RecordError("subject.sex: not one of FEMALE, MALE, OTHER_SEX, UNKNOWN_SEX", hint="correct the sex")
    return _SEX[value]


def age_of(packet: Json) -> tuple[float | None, list[str]]:
    """Read ``subject.timeAtLastEncounter`` as years, with a note where its form gives no age.

    Raises:
        RecordError: an age that is no ISO 8601 duration, or beyond any human's.
    """
    path = "subject.timeAtLastEncounter"
    time = _section(packet, "subject").get("timeAtLastEncounter")
    if time is None:
        return None, []
    if not isinstance(time, dict):
        raise RecordError(f"{path}: not an object", hint="state the age as {'age': {'iso8601duration': …}}")
    if "age" not in time and "ageRange" not in time:
        known = ("gestationalAge", "ontologyClass", "timestamp", "interval")
        form = next((name for name in known if name in time), "another form")
        return None, [f"{path} is given as {form}: no age in years"]
    age = _years(time)
    if age is None:
        raise RecordError(f"{path}: not an ISO 8601 duration", hint="write ages as in P3Y6M")
    if age > MAX_AGE_YEARS:
        raise RecordError(f"{path}: beyond {MAX_AGE_YEARS:.0f} years", hint="correct the age")
    return age, []


def findings_of(packet: Json) -> tuple[list[Finding], list[str]]:
    """Read ``phenotypicFeatures``; onsets that give no age in years are left out.

    Returns:
        The findings as stated, and notes on features whose id is no HPO id.

    Raises:
        RecordError: the list, a feature or its id is missing or malformed.
    """
    findings, notes = [], []
    for path, feature in _objects(packet, "phenotypicFeatures"):
        kind = feature.get("type")
        finding_id = kind.get("id") if isinstance(kind, dict) else None
        if not isinstance(finding_id, str):
            raise RecordError(f"{path}.type.id: missing", hint="give the feature an HPO id")
        if "negated" in feature:  # to pass over it would turn an absent finding into a present one
            raise RecordError(f"{path}.negated: a field of version 1 in version 2", hint="write excluded instead")
        excluded = feature.get("excluded", False)
        if not isinstance(excluded, bool):
            raise RecordError(f"{path}.excluded: not true or false", hint="correct the value")
        if not FINDING_ID.match(finding_id):
            notes.append(f"{path}.type.id is not an HPO id: set aside")
            continue
        onset = feature.get("onset")
        at = _years(onset) if isinstance(onset, dict) else None
        onset_years = at if at is not None and at <= MAX_AGE_YEARS else None
        findings.append(Finding(id=finding_id, excluded=excluded, onset_years=onset_years))
    if notes and not findings:
        raise RecordError(f"no usable finding: {notes[0]}", hint="give the features HPO ids such as HP:0001250")
    return findings, notes


def diagnosis_of(packet: Json) -> tuple[str | None, str | None, list[str]]:
    """Read the recorded diagnosis: a decided interpretation's, else the first disease not excluded.

    Returns:
        The disease id and its label (``None`` if there is none), and notes on further or unreadable ones.
    """
    stated = [
        (interpretation.get("diagnosis") or {}).get("disease")
        for _, interpretation in _objects(packet, "interpretations")
        if interpretation.get("progressStatus") in _DECIDED and isinstance(interpretation.get("diagnosis"), dict)
    ]
    stated = stated or [
        disease.get("term") for _, disease in _objects(packet, "diseases") if disease.get("excluded") is not True
    ]
    given = [(disease.get("id"), disease.get("label")) for disease in stated if isinstance(disease, dict)]
    given = [(id_, label) for id_, label in given if isinstance(id_, str) and _DISEASE_ID.fullmatch(id_)]
    labels = dict(reversed(given))
    ids = [id_ for id_, _ in given]
    notes = []
    if len(labels) > 1:
        notes.append(f"{len(labels)} diagnoses are stated: the first is read")
    if stated and not ids:
        notes.append("the diagnosis has no id of the form OMIM:154700: read as unknown")
    if not ids:
        return None, None, notes
    label = labels[ids[0]]
    return ids[0], (label[:_LONGEST_LABEL] if isinstance(label, str) else None), notes


def group_of(packet: Json) -> str | None:
    """Read the first publication of ``metaData.externalReferences`` as ``PMID:<number>``."""
    for _, reference in _objects(_section(packet, "metaData"), "externalReferences"):
        match = _PMID.fullmatch(str(reference.get("id", "")).strip())
        if match:
            return f"PMID:{match[1]}"
    return None


def _years(time: Json) -> float | None:
    """Years of a TimeElement's ``age`` or, by its midpoint, ``ageRange``; ``None`` for its other forms."""
    age, span = time.get("age"), time.get("ageRange")
    if isinstance(age, dict):
        return years(age.get("iso8601duration"))
    if isinstance(span, dict):
        ends = [
            years(end.get("iso8601duration")) for end in (span.get("start"), span.get("end")) if isinstance(end, dict)
        ]
        known = [end for end in ends if end is not None]
        return sum(known) / 2 if len(known) == 2 else None
    return None


def _section(packet: Json, field: str) -> Json:
    value = packet.get(field, {})
    if not isinstance(value, dict):
        raise RecordError(f"{field}: not an object", hint="export this record again")
    return value


def _objects(parent: Json, field: str) -> Iterator[tuple[str, Json]]:
    """Yield the path and object of each entry of a list field."""
    values = parent.get(field, [])
    if not isinstance(values, list):
        raise RecordError(f"{field}: not a list", hint="export this record again")
    for position, value in enumerate(values):
        if not isinstance(value, dict):
            raise RecordError(f"{field}[{position}]: not an object", hint="export this record again")
        yield f"{field}[{position}]", value
