"""The subject of a phenopacket: sex, and the age at the encounter."""

import re
from collections.abc import Iterator

from hoofbeat.domain.case import Sex
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.phenopacket.names import Json, folded
from hoofbeat.sources.phenopacket.structure import listed, member, section
from hoofbeat.sources.phenopacket.times import day_of, read_time

_SEX_NAMES = ("UNKNOWN_SEX", "FEMALE", "MALE", "OTHER_SEX")
_SEX = {
    **dict.fromkeys(("UNKNOWN_SEX", "UNKNOWN", ""), Sex.UNKNOWN),
    "FEMALE": Sex.FEMALE,
    "MALE": Sex.MALE,
    **dict.fromkeys(("OTHER_SEX", "OTHER"), Sex.OTHER),
}

#: Where the age at the encounter stands: version 2's field, then what front ends write, then version 1's.
_AGES = (
    "timeAtLastEncounter", "timeAtEncounter", "ageAtLastEncounter", "ageAtEncounter", "age", "ageRange",
    "ageAtCollection", "ageRangeAtCollection",
)  # fmt: skip
#: What else a subject has, by the schema.
_OTHERS = (
    "id", "alternateIds", "dateOfBirth", "sex", "karyotypicSex", "gender", "taxonomy", "vitalStatus", "datasetId",
)  # fmt: skip
_KNOWN = frozenset(map(folded, (*_AGES, *_OTHERS)))
#: Ages of a sample, by either version.
_SAMPLED = ("timeOfCollection", "ageOfIndividualAtCollection", "individualAgeAtCollection")

#: Words of which the names of fields are made; another name may be a patient's, and stands in no note.
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_WORDS = frozenset(
    """
    a admission age ages at birth category collection consent current date day days death diagnosis duration encounter
    end enrollment enrolment evaluation exam examination first group hours in iso last manifestation months of onset
    presentation range recruitment referral sampling start study time unit units value visit weeks year years 8601
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


def sex_of(packet: Json) -> Sex:
    """Read ``subject.sex``.

    Raises:
        RecordError: a value outside the enumeration.
    """
    value = section(packet, "subject").get("sex")
    sex = Sex.UNKNOWN if value is None else member(value, _SEX, _SEX_NAMES)
    if sex is None:
        raise RecordError("subject.sex: not one of FEMALE, MALE, OTHER_SEX, UNKNOWN_SEX", hint="correct the sex")
    return sex


def age_of(packet: Json) -> tuple[float | None, list[str]]:
    """Read the age at the encounter in years, with a note on each field that gives none or another one.

    A date counts only together with ``subject.dateOfBirth``; neither goes any further.

    Raises:
        RecordError: an age that is no ISO 8601 duration, or beyond any human's.
    """
    subject = section(packet, "subject")
    birth = day_of(subject.get("dateOfBirth"))
    age, read, notes = None, "", []
    for field in _AGES:
        if subject.get(field) is None:
            continue
        path = f"subject.{field}"
        time = read_time(subject[field], birth)
        if time.defect is not None:
            raise RecordError(f"{path}: {time.defect}", hint="write ages as in {'age': {'iso8601duration': 'P3Y6M'}}")
        if time.years is None:
            notes.append(f"{path} is given as {time.form}: no age in years")
        elif age is None:
            age, read = time.years, path
        elif time.years != age:
            notes.append(f"{path} says another age than {read}, which is read")
    notes += _not_read(subject)
    if age is None:
        notes += (f"{path}: not the age at the encounter, which is not stated" for path in _other_ages(packet, subject))
    return age, notes


def refuse_other_species(packet: Json) -> None:
    """See that ``subject.taxonomy``, if stated, is the human's (NCBITaxon:9606).

    Raises:
        RecordError: another species.
    """
    id_ = str(section(section(packet, "subject"), "taxonomy").get("id") or "")
    if (taxon := re.search(r"(\d+)$", id_, re.ASCII)) and taxon[1] != "9606":
        raise RecordError("subject.taxonomy: not a human (NCBITaxon:9606)", hint="leave other species out")


def _not_read(subject: Json) -> Iterator[str]:
    """Notes on the fields of the subject that no version has: an age may stand there."""
    others = 0
    for name, value in subject.items():
        if folded(name) in _KNOWN or value is None:
            continue
        if name.isascii() and name.isidentifier() and _WORDS.issuperset(map(str.lower, _WORD.findall(name))):
            yield f"subject.{name} is no field of this version: no age read there"
        else:
            others += 1
    if others:
        yield f"subject has {others} fields that no version has: not read"


def _other_ages(packet: Json, subject: Json) -> Iterator[str]:
    """Where else an age or a date stands that says nothing of the encounter."""
    if subject.get("dateOfBirth"):
        yield "subject.dateOfBirth"
    vital = subject.get("vitalStatus")
    if isinstance(vital, dict) and vital.get("timeOfDeath"):
        yield "subject.vitalStatus.timeOfDeath"
    for position, sample in listed(packet, "biosamples"):
        for field in _SAMPLED:
            if sample.get(field):
                yield f"biosamples[{position}].{field}"
