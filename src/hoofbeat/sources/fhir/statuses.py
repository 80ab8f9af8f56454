"""How sure a condition is, and whether it is over: what may become a label and what may not."""

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.fhir.codes import codings, phrases
from hoofbeat.sources.fhir.values import Json, age_at, day_of, years_of
from hoofbeat.sources.fhir.wording import is_history, verification_in_words

#: ``Condition.verificationStatus`` as FHIR R4 binds it, and SNOMED CT's words for it, which some guides put beside or
#: instead: confirmed present, known present; probably present, suspected, possible; definitely not, known absent,
#: refuted. Source: https://hl7.org/fhir/R4/valueset-condition-ver-status.html
VERIFICATION = {
    **{one: one for one in ("confirmed", "unconfirmed", "provisional", "differential", "refuted", "entered-in-error")},
    **dict.fromkeys(("410605003", "410515003"), "confirmed"),
    **dict.fromkeys(("410592001", "415684004", "410590009"), "provisional"),
    **dict.fromkeys(("410594000", "410516002", "723511001"), "refuted"),
}
#: ``Condition.clinicalStatus``; SNOMED CT: active, recurrence, relapse; inactive, remission, resolved.
#: Source: https://hl7.org/fhir/R4/valueset-condition-clinical.html
CLINICAL = {
    **{one: one for one in ("active", "recurrence", "relapse", "inactive", "remission", "resolved")},
    **{"55561003": "active", "246455001": "recurrence", "263855007": "relapse"},
    **{"73425007": "inactive", "277022003": "remission", "413322009": "resolved"},
}
_OVER = {"inactive", "remission", "resolved"}
NOW = {"active", "recurrence", "relapse"}
#: A suspicion is neither a finding nor a diagnosis, and reading it as one would give the diagnosis away.
UNDECIDED = {"unconfirmed", "provisional", "differential"}

#: Germany's certainty of an ICD-10-GM code: V suspected, A ruled out, Z state after, G assured.
_CERTAINTY = {"V": "provisional", "A": "refuted", "Z": "resolved", "G": "confirmed"}
_CERTAINTY_NAME = "diagnosesicherheit"
#: Colombia's type of a diagnosis: 01 impression, 02 and 03 confirmed.
_COLOMBIAN = ("tipodiagnostico", "diagnosistype")
_IMPRESSION = {"1", "01"}
_SUSPICIONS = (
    "presuntiv", "presumptive", "presumed", "impresion diagn", "sospech", "suspeit", "suspect", "provisional",
    "differential", "diferencial", "hipotes", "hypothes", "probable", "possible", "posible", "tentativ", "rule out",
    "ruled out", "descart", "por confirmar", "a confirmar", "en estudio",
)  # fmt: skip


def verification(condition: Json) -> str | None:
    """The verification status of a condition; ``None`` if it states none, ``contradictory`` if it states two."""
    said = {VERIFICATION.get(one.code) for one in codings(condition.get("verificationStatus"))}
    said |= {one for one in _certainties(condition) if one != "resolved"}
    kinds = (*condition.get("category", ()), *map(concept_of, condition.get("extension", ())))
    if any(map(is_suspicion, kinds)):
        said.add("provisional")
    said |= {verification_in_words(phrase) for phrase in phrases(condition.get("verificationStatus"))}
    if "entered-in-error" in said:
        return "entered-in-error"
    if {"confirmed", "refuted"} <= said:
        return "contradictory"
    undecided = sorted(UNDECIDED & {one for one in said if one})
    return undecided[0] if undecided else next((one for one in ("refuted", "confirmed") if one in said), None)


def concept_of(extension: Json) -> Json:
    """What an extension says, as a CodeableConcept; a coding without a system is of the extension's own address."""
    if "valueCoding" in extension:
        return {"coding": [{"system": extension.get("url"), **extension["valueCoding"]}]}
    if "valueCode" in extension:
        return {"coding": [{"system": extension.get("url"), "code": extension["valueCode"]}]}
    said: Json = extension.get("valueCodeableConcept") or {"text": extension.get("valueString")}
    return said


def is_suspicion(concept: Json | None) -> bool:
    """Whether a kind of diagnosis (a category, a role) says that it is only suspected, or ruled out."""
    for coding in codings(concept):
        if any(name in (coding.system or "").lower() for name in _COLOMBIAN) and coding.code in _IMPRESSION:
            return True
    said = [*phrases(concept), *(fold(coding.code) for coding in codings(concept))]
    return any(word in phrase for word in _SUSPICIONS for phrase in said)


def is_over(condition: Json, start: str | None, birth: str | None, age: float | None) -> bool:
    """Whether a condition was over when the encounter began, as far as the record tells.

    What ended after the encounter began was still there, whatever its status is by now. A status or an end of
    which nobody says when it was counts as over: such a disease must not become a label.

    Args:
        condition: it has passed ``require_valid``.
        start: start of the encounter, as written.
        birth: ``Patient.birthDate``.
        age: age at the encounter, years.
    """
    begun = day_of(start)
    period, span = condition.get("abatementPeriod") or {}, condition.get("abatementRange") or {}
    ended = day_of(condition.get("abatementDateTime") or period.get("start") or period.get("end"))
    years = years_of(condition.get("abatementAge") or span.get("low") or span.get("high"))
    if ended is not None and begun is not None:
        return ended < begun
    if years is not None and age is not None:
        return years < age
    if is_history(condition) and not any(
        CLINICAL.get(one.code) in NOW for one in codings(condition.get("clinicalStatus"))
    ):
        return True
    states_end = any(name.startswith("abatement") for name in condition)
    said = {CLINICAL.get(one.code) for one in codings(condition.get("clinicalStatus"))}
    return states_end or bool(said & _OVER) or "resolved" in _certainties(condition)


def onset(condition: Json, birth: str | None, age: float | None) -> float | None:
    """Age at onset in years, if stated and neither before birth nor after the encounter."""
    try:
        years = years_of(condition.get("onsetAge"))
        years = age_at(birth, condition.get("onsetDateTime"), "Condition.onsetDateTime") if years is None else years
    except RecordError:
        # A family's illness, a typing error: it says nothing of this patient's age, and does not spoil the finding.
        return None
    return years if years is not None and (age is None or years <= age) else None


def _certainties(condition: Json) -> set[str]:
    """What German records say of the certainty of a code, in an extension of the coding or of the condition."""
    holders = [condition, condition.get("code") or {}, *(condition.get("code") or {}).get("coding", ())]
    found = set()
    for holder in holders:
        for extension in holder.get("extension", ()):
            if str(extension.get("url", "")).rstrip("/").lower().endswith(_CERTAINTY_NAME):
                code = (extension.get("valueCoding") or {}).get("code") or extension.get("valueCode")
                found.add(_CERTAINTY.get(str(code)))
    return {one for one in found if one}
