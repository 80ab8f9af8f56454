"""What words say beside the codes: a local system codes the disease, and types that it is ruled out or long past."""

import re

from hoofbeat.sources.fhir.codes import codes, codings, phrases
from hoofbeat.sources.fhir.values import Json

#: Categories of what the patient had: LOINC's section of past illness, and words.
_HISTORY = {"11348-0"}
_HISTORY_WORDS = re.compile(r"\b(antecedentes?|past (medical )?history|history of past|past illness|historia pasada)\b")
#: Whole words beside a code that take away its plain meaning, and why; "graft versus host", "Placenta previa" and "No
#: social interaction" are names.
_DOUBTS = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"\b(madre|padre|herman[oa]|abuel[oa]|familiar(es)?|mother|father|brother|sister) (con|with)\b"
         r"|\bantecedentes? (heredo ?)?familiar|\bfamily history\b|\bfh of\b",
         "of a relative by its words"),
        (r"\b(descartad[oa]s?|se descarta|ruled out|refutad[oa]|no confirmad[oa]|not confirmed|unconfirmed)\b"
         r"|(?<!cell )(?<!triple )(?<!her2 )\b(negativ[oa]|negative|ausente|absent|no)$"
         r"|^(no|sin|niega|denies|negativo para|no evidence of|sin evidencia de) (?!especific|social interaction)",
         "denied in words"),
        (r"\b(sospecha|sospechos[oa]|suspected|suspicion|suspeita|verdacht|presuntiv[oa]|presumptive|hipotesis|rule out"
         r"|por confirmar|a confirmar|a descartar|en estudio|(?:vs|versus)(?! host))\b"
         r"|^(probable|posible|possible|provavel|possivel|descartar|r o|d c|impresion diagnostica|cuadro compatible"
         r"|compatible|vacuna|vacunacion|vaccination|tamizaje|cribado|screening|riesgo|risk)\b"
         r"|\b(probable|posible|possible)$",
         "doubted in words"),
        (r"^(antecedentes? (personal(es)? )?de|antec|ap de|app|history of|hx of|h o|historia de|past history"
         r"|status post|previous|previo|previa|secuelas?|sequelae|late effects?|ex)\b"
         r"|(?<!placenta )(?<!vasa )\b(previ[oa]|resuelt[oa]|curad[oa]|resolved|en remision)$",
         "of the past by its words"),
    )
)  # fmt: skip
#: ``verificationStatus`` in words, where a local system lets a person type them.
_WORDED = (
    (("descartad", "refut", "ruled out", "excluid"), "refuted"),
    (("error",), "entered-in-error"),
    (("sospech", "presunt", "provis", "probable", "posible", "no confirm", "unconfirm", "not confirm"), "provisional"),
    (("diferencial", "differential"), "differential"),
)


def doubt(concept: Json | None) -> str | None:
    """What the words beside a code say against reading it as what the patient has now.

    The code names the disease alone: "sospecha de dengue", "dengue descartado" and "antecedente de dengue" all stand
    beside A90, in ``text`` or as the display that a local system wrote.

    Returns:
        The reason for a note, or ``None``.
    """
    said = phrases(concept)
    found = next((reason for pattern, reason in _DOUBTS if any(map(pattern.search, said))), None)
    written = [(concept or {}).get("text"), *(coding.display for coding in codings(concept))]
    return found or ("doubted in words" if any("?" in text for text in written if text) else None)


def verification_in_words(phrase: str) -> str | None:
    """The verification status that a folded text or display names; of the confirmed the codes say enough."""
    return next((status for words, status in _WORDED if any(word in phrase for word in words)), None)


def is_history(condition: Json) -> bool:
    """Whether a category says that a condition is of the patient's history."""
    kinds = condition.get("category", ())
    coded = any(codes(kind) & _HISTORY for kind in kinds)
    return coded or any(_HISTORY_WORDS.search(phrase) for kind in kinds for phrase in phrases(kind))
