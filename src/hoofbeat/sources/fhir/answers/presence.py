"""What an answer says of the finding that was asked for: present, absent, unknown, or something we do not understand.

Profiles put that into ``value[x]`` of any type, into ``interpretation``, a component or an extension, in SNOMED CT,
LOINC's answer lists, the tables of HL7 or plain words. An answer that grades, places, dates or counts a finding says
that it is there. Nothing is guessed: whatever else is said stays ``UNCLEAR``.
"""

import re
from collections.abc import Iterable

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.sources.fhir.answers.statements import CODES, INTERPRETED, LETTERS, WORDS, Presence
from hoofbeat.sources.fhir.codes import Coding, codings, modifiers, phrases
from hoofbeat.sources.fhir.values import Json, years_of

#: ``+``, ``++``, ``3+`` grade a finding; ``-`` and ``(-)`` deny it.
_PLUS = re.compile(r"\(?\d?\s?\+{1,4}\)?")
_MINUS = re.compile(r"\(?[\-\u2212\u2013]\)?")
_STEP = re.compile(r"(?:grade|grado|stage|estadio)\s+(\d|i{1,3}|iv|v)[a-c]?")
#: A box that was ticked or marked.
_TICKED = frozenset("✓✔☑xX")
#: What sets the parts of an answer apart ("Sí (leve)", "Yes - mild"), and a part that says since when.
_PARTS = re.compile(r"[,;:()]|\s[\-\u2013\u2014]\s")
_SINCE = re.compile(r"(?:desde|since|desde hace|hace|for) .*\d.*|(?:desde|since) \w+(?: \w+){0,3}")

#: The modifier of HPO that a disease's patients do not have the finding.
_EXCLUDED = "HP:0040285"
#: Units by which a finding is counted: none, in words, or so many in a time.
_COUNTS = re.compile(r"1|\{[^{}]*\}|(?:1|\{[^{}]*\})?/(?:a|mo|wk|d|h)")


def of_concept(concept: Json | None, *, interpretation: bool = False) -> Presence | None:
    """What a CodeableConcept states; ``None`` if there is none, ``UNCLEAR`` if it is not understood.

    Args:
        concept: value of an observation, an interpretation or an extension.
        interpretation: whether letters are those of ``Observation.interpretation``.
    """
    if not concept:
        return None
    letters = LETTERS | INTERPRETED if interpretation else LETTERS
    found = [
        CODES.get(coding.code) or (letters.get(coding.code.upper()) if _is_of_hl7(coding, concept) else None)
        for coding in codings(concept)
    ]
    found += [Presence.ABSENT if id_ == _EXCLUDED else Presence.GRADED for id_ in modifiers(concept)]
    if not any(found):
        found = [_of_phrase(phrase) for phrase in phrases(concept)]
        if not found:
            found = [WORDS.get(fold(coding.code)) for coding in codings(concept)]
    return settled([one for one in found if one]) or Presence.UNCLEAR


def _is_of_hl7(coding: Coding, concept: Json) -> bool:
    """Whether a letter is one of HL7's tables: a local "N" is whatever its words say."""
    return "hl7" in (coding.system or "hl7").lower() or not (coding.display or concept.get("text"))


def of_words(text: str) -> Presence:
    """What a short text states, if it says no more than that."""
    bare = text.strip()
    if _PLUS.fullmatch(bare):
        return Presence.GRADED
    if _MINUS.fullmatch(bare):
        return Presence.ABSENT
    if bare in ("0", "1"):
        return Presence.PRESENT if bare == "1" else Presence.ABSENT
    if bare in _TICKED:
        return Presence.PRESENT
    whole = _of_phrase(fold(bare))
    if whole is not None:
        return whole
    parts = [_of_phrase(phrase, after=place > 0) for place, phrase in enumerate(_phrases_of(bare))]
    return settled(parts) or Presence.UNCLEAR if all(parts) else Presence.UNCLEAR


def of_value(part: Json) -> Presence | None:
    """What ``value[x]`` of an observation or a component states; ``None`` where there is no value."""
    if "valueBoolean" in part:
        return Presence.PRESENT if part["valueBoolean"] else Presence.ABSENT
    if "valueCodeableConcept" in part:
        return of_concept(part["valueCodeableConcept"]) or Presence.UNCLEAR
    if "valueString" in part:
        return of_words(part["valueString"])
    if "valueInteger" in part:
        return _count(float(part["valueInteger"]))
    if "valueQuantity" in part:
        return _of_quantity(part["valueQuantity"])
    if any(name in part for name in ("valueDateTime", "valuePeriod", "valueTime")):
        return Presence.GRADED
    if "valueRange" in part:
        ends = [part["valueRange"].get(end) for end in ("low", "high")]
        return Presence.GRADED if any(years_of(end) for end in ends if end) else Presence.UNCLEAR
    return Presence.UNCLEAR if any(name.startswith("value") for name in part) else None


def settled(statements: Iterable[Presence | None]) -> Presence | None:
    """One statement of several on the same finding: a denial weighs more than a grade; a contradiction is none.

    Returns:
        ``PRESENT``, ``ABSENT``, ``UNKNOWN``, ``GRADED`` or ``UNCLEAR``; ``None`` where nothing was said.
    """
    said = {statement for statement in statements if statement is not None}
    sure = said & {Presence.PRESENT, Presence.ABSENT}
    if len(sure) > 1 or (sure and Presence.UNKNOWN in said):
        return Presence.UNCLEAR
    for one in (Presence.ABSENT, Presence.PRESENT, Presence.UNKNOWN, Presence.GRADED, Presence.UNCLEAR):
        if one in said:
            return one
    return None


def _phrases_of(text: str) -> list[str]:
    return [phrase for phrase in map(fold, _PARTS.split(text)) if phrase]


def _of_phrase(phrase: str, *, after: bool = False) -> Presence | None:
    """What a folded phrase states; ``None`` if it is not understood. Behind another it may say since when."""
    since = Presence.GRADED if after and _SINCE.fullmatch(phrase) else None
    return WORDS.get(phrase) or _step(phrase) or since


def _step(phrase: str) -> Presence | None:
    """A numbered grade; grade 0 is none."""
    step = _STEP.fullmatch(phrase)
    return (Presence.ABSENT if step[1] == "0" else Presence.GRADED) if step else None


def _count(number: float) -> Presence:
    if number == 0:
        return Presence.ABSENT
    return Presence.PRESENT if number > 0 else Presence.UNCLEAR


def _of_quantity(quantity: Json) -> Presence:
    """A count, or an age or a duration; a size or a concentration says nothing by itself."""
    value, comparator = quantity.get("value"), quantity.get("comparator", "")
    if value is None or comparator.startswith("<"):
        return Presence.UNCLEAR
    if years_of(quantity) is not None:  # since when, or how long
        return Presence.GRADED if float(value) > 0 else Presence.UNCLEAR
    unit = quantity.get("code") or quantity.get("unit") or "1"
    return _count(float(value)) if _COUNTS.fullmatch(unit) else Presence.UNCLEAR
