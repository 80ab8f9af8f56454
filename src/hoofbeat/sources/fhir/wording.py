"""What words say beside the codes: a local system codes the disease, and types that it is ruled out or long past."""

import re

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.sources.doubt import is_unsettled
from hoofbeat.sources.fhir.codes import codes, codings, concept_meaning, phrases
from hoofbeat.sources.fhir.values import Json

#: Categories of what the patient had: LOINC's section of past illness, and words.
_HISTORY = {"11348-0"}
_HISTORY_WORDS = re.compile(r"\b(antecedentes?|past (medical )?history|history of past|past illness|historia pasada)\b")
#: A finding that is denied behind its name, which no diagnosis is: "Tos: no".
_NO = re.compile(r"[:,]\s*(?:no|ausente|absent)\s*\.?\s*$", re.IGNORECASE)
#: In names of findings that hold a word of doubt, folded.
_NAMES = re.compile(
    r"\b(?:(?:placenta|vasa) previa|no social interaction|(?:eye|physical) contact|lamin a c"
    r"|phosphatidylserine exposure|differential cyanosis|old aged|cd4 negative"
    r"|post (?:angioplasty|capillary|transfusion))\b"
)
#: ``verificationStatus`` in words, where a local system lets a person type them.
_WORDED = (
    (("descartad", "refut", "ruled out", "excluid"), "refuted"),
    (("error",), "entered-in-error"),
    (("sospech", "presunt", "provis", "probable", "posible", "no confirm", "unconfirm", "not confirm"), "provisional"),
    (("diferencial", "differential"), "differential"),
)


def is_doubted(concept: Json | None) -> bool:
    """Whether the words beside a code say that it is not what the patient has now.

    The code names the disease alone: "sospecha de dengue", "dengue descartado", "antecedente de dengue" and "madre con
    dengue" all stand beside A90, in ``text`` or as the display that a local system wrote. History items of ours are
    about the past and the family.
    """
    found = concept_meaning(concept).findings
    if found and all(id_.startswith("HB:") for id_ in found):
        return False
    written = [(concept or {}).get("text"), *(coding.display for coding in codings(concept))]
    said = [text for text in written if text and not _NAMES.search(fold(text))]
    return any(_NO.search(text) or any(map(is_unsettled, (text, *text.split(":")[1:]))) for text in said)


def verification_in_words(phrase: str) -> str | None:
    """The verification status that a folded text or display names; of the confirmed the codes say enough."""
    return next((status for words, status in _WORDED if any(word in phrase for word in words)), None)


def is_history(condition: Json) -> bool:
    """Whether a category says that a condition is of the patient's history."""
    kinds = condition.get("category", ())
    coded = any(codes(kind) & _HISTORY for kind in kinds)
    return coded or any(_HISTORY_WORDS.search(phrase) for kind in kinds for phrase in phrases(kind))
