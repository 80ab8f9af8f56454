"""Codes of FHIR: which of several codings means something here, and how a note names one."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.sources.fhir.values import Json
from hoofbeat.standards.analytes import analyte
from hoofbeat.terminology.meanings import Meaning, meaning, modifier_of, system_of
from hoofbeat.terminology.spellings import id_meaning, parted

#: Vocabularies by how much their codes say of a finding; of several codings of one concept the first one counts.
_PRECISION = {"HP": 0, "OMIM": 0, "ORPHA": 0, "MONDO": 0, "SNOMED": 1, "ICD10": 2}

#: What a code looks like, where one may be quoted in a note.
_CODES = {
    "SNOMED": re.compile(r"\d{6,18}", re.ASCII),
    "ICD10": re.compile(r"[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?", re.ASCII),
    "LOINC": re.compile(r"(?:\d{1,7}|L[AP]\d{1,7})-\d", re.ASCII),
}
#: A number of a hospital's own table, as we export it.
_OWN_NUMBERS = "urn:hoofbeat:measurement"
_SITE_NUMBER = re.compile(r"SITE:[a-z0-9][a-z0-9_.\-]{0,79}", re.ASCII)
#: How many codes of one concept a note names.
_NAMED = 3


class Coding(NamedTuple):
    """One coding that has a code; of a SNOMED CT expression with a term behind the code, the code."""

    system: str | None
    code: str
    display: str | None


def codings(concept: Json | None) -> Iterator[Coding]:
    """Each coding of a CodeableConcept that has a code."""
    for coding in (concept or {}).get("coding", ()):
        code = coding.get("code", "").partition("|")[0].strip()
        if code:
            yield Coding(coding.get("system"), code, coding.get("display"))


def codes(concept: Json | None) -> set[str]:
    """The codes of a CodeableConcept, whatever their system."""
    return {coding.code for coding in codings(concept)}


def phrases(concept: Json | None) -> list[str]:
    """Text and displays of a CodeableConcept, folded; for the few words that say yes, no, or whose it is."""
    concept = concept or {}
    said = [concept.get("text"), *(coding.get("display") for coding in concept.get("coding", ()))]
    return [fold(text) for text in said if text]


def loinc_of(concept: Json | None) -> str | None:
    """The LOINC code of a CodeableConcept: of several the first that our tables know, else the first."""
    found = [coding.code for coding in codings(concept) if system_of(coding.system) == "LOINC"]
    return next((code for code in found if analyte(code)), found[0] if found else None)


def measured_code(concept: Json | None) -> str | None:
    """The code that a measurement stands under: LOINC's, else a number of a site under our own address."""
    found = loinc_of(concept)
    if found is not None:
        return found
    own = (coding.code for coding in codings(concept) if coding.system == _OWN_NUMBERS)
    return next((code for code in own if _SITE_NUMBER.fullmatch(code)), None)


def concept_meaning(concept: Json | None) -> Meaning:
    """What a CodeableConcept means here: of several codings the most precise that says something.

    A modifier of HPO (severity, onset, frequency …) is no finding.
    """
    known = [(system_of(coding.system), _meaning(coding)) for coding in codings(concept)]
    known.sort(key=lambda pair: _PRECISION.get(pair[0] or "", 0))
    disease = next((found.disease for _, found in known if found.disease), None)
    findings = ([id_ for id_ in found.findings if not modifier_of(id_)] for _, found in known)
    return Meaning(disease, tuple(next(filter(None, findings), ())))


def modifiers(concept: Json | None) -> list[str]:
    """Those of the codes that are modifiers of HPO, as HPO ids."""
    return [id_ for coding in codings(concept) for id_ in _meaning(coding).findings if modifier_of(id_)]


def describe(concept: Json | None) -> str:
    """The codes of a CodeableConcept for a note; of a vocabulary we do not know a code could be any text."""
    found = list(codings(concept))
    named = dict.fromkeys(filter(None, map(_named, found)))
    if named:
        return " = ".join(list(named)[:_NAMED])
    if found:
        return "a vocabulary not read"
    return "words without a code" if (concept or {}).get("text") else "no code"


def _meaning(coding: Coding) -> Meaning:
    """The meaning of one code; an id that names its own vocabulary may do so where the address says nothing else."""
    found = meaning(coding.system, coding.code)
    own = None if found else parted(coding.code)
    return id_meaning(coding.code) if own and system_of(coding.system) in (None, own[0]) else found


def _named(coding: Coding) -> str | None:
    system = system_of(coding.system)
    if system in _CODES:
        return f"{system} {coding.code}" if _CODES[system].fullmatch(coding.code) else None
    found = _meaning(coding)
    return found.disease or next(iter(found.findings), None)
