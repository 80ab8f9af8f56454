"""Denials of a feature outside ``excluded``: a modifier that says absent, and fields that programs make up."""

import re

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.sources.phenopacket.names import Json, folded
from hoofbeat.terminology.spellings import parted

#: Modifiers that say the feature was looked for and is not there: HPO's frequency "Excluded", PATO's "absent",
#: SNOMED CT's "known absent", "absent", "no" and "not present", NCIT's "Absent".
_ABSENT = {
    "HP:0040285", "PATO:0000462", "SNOMED:410516002", "SNOMED:2667000", "SNOMED:373067005", "SNOMED:47492008",
    "NCIT:C48190",
}  # fmt: skip
#: The labels of such terms, folded.
_WORDS = {
    "absent", "known absent", "excluded", "negated", "not present", "not observed", "denied", "ausente", "excluido",
    "excluida", "negado", "negada", "no presente", "no",
}  # fmt: skip
#: Fields of no schema, folded: those that deny the feature when true, and those that do when false.
_DENYING = {"isexcluded", "isnegated", "negation", "absent", "isabsent", "notobserved", "notpresent"}
_AFFIRMING = {"observed", "isobserved", "present", "ispresent", "presence"}
#: Fields of no schema that say it in a word.
_STATING = {"status", "polarity", "value", "assertion", "qualifier", "negative"}
_NEGATIVE = _WORDS | {"negative", "negativo", "not", "neg"}
#: A label that denies its own feature; a frequency of none.
_DENIES = re.compile(r"(?:no|not|sin|niega|denies|without) (?!social interaction)")
_NEVER = re.compile(r"\s*0\s*(?:/\s*\d+|%)\s*")
_TRUE, _FALSE = {"true", "yes", "si", "y", "1"}, {"false", "no", "n", "0"}


def says_absent(modifier: Json) -> bool:
    """Whether a modifier says that its feature is not there."""
    written = str(modifier.get("id") or "").strip()
    known = parted(written)
    id_ = ":".join(known) if known else written.upper().replace("_", ":")
    return id_ in _ABSENT or fold(str(modifier.get("label") or "")) in _WORDS


def is_denied(feature: Json) -> bool:
    """Whether a field denies a feature or disease where ``excluded`` does not, in it or in its term.

    ``"observed": "no"``, ``"isExcluded": true``, ``"polarity": "negative"``, a frequency of ``0/1`` or "Excluded".
    """
    for inner in (feature.get("type"), feature.get("term")):
        if isinstance(inner, dict) and (inner.get("excluded") is True or inner.get("negated") is True):
            return True
    for name, value in feature.items():
        field, said = folded(name), fold(str(value)) if isinstance(value, str | bool | int) else ""
        if field in _DENYING and said in _TRUE:
            return True
        if field in _AFFIRMING and said in _FALSE | _WORDS:
            return True
        if field in _STATING and said in _NEGATIVE:
            return True
        if field in ("severity", "frequency"):
            if isinstance(value, dict) and says_absent(value):
                return True
            if isinstance(value, str) and (_NEVER.fullmatch(value) or says_absent({"id": value})):
                return True
    return False


def label_denies(feature: Json) -> bool:
    """Whether the label beside a feature's id denies it ("No seizures" beside HP:0001250)."""
    kind = feature.get("type")
    label = kind.get("label") if isinstance(kind, dict) else None
    return isinstance(label, str) and bool(_DENIES.match(fold(label)))
