"""What part a condition plays in an encounter: discharge diagnosis, comorbidity, reason for admission."""

from enum import IntEnum
from typing import NamedTuple

from hoofbeat.sources.fhir.codes import codes, phrases
from hoofbeat.sources.fhir.references import reference_key
from hoofbeat.sources.fhir.statuses import concept_of, is_suspicion
from hoofbeat.sources.fhir.values import Json


class DiagnosisRole(IntEnum):
    """In the order in which a condition may be the diagnosis of its encounter."""

    DISCHARGE = 0
    LISTED = 1  # for billing, or without a word on its use
    ENCOUNTERS = 2  # not listed, of category encounter-diagnosis
    UNLISTED = 3
    COMORBIDITY = 4
    PROBLEM = 5  # not listed, of category problem-list-item
    ADMISSION = 6
    COMPLAINT = 7


class EncounterDiagnosis(NamedTuple):
    """One entry of ``Encounter.diagnosis``: its role, its rank, and whether it is only suspected."""

    role: DiagnosisRole
    rank: int
    suspected: bool


#: HL7's diagnosis roles and diagnosis types; Germany's kinds of a contact's diagnosis; SNOMED CT: discharge diagnosis,
#: principal, final; secondary; admission, preliminary; chief complaint.
_USES = {
    **dict.fromkeys(("dd", "discharge", "principal", "89100005", "8319008"), DiagnosisRole.DISCHARGE),
    **dict.fromkeys(("hospital-main-diagnosis", "department-main-diagnosis"), DiagnosisRole.DISCHARGE),
    **dict.fromkeys(
        ("billing", "post-op", "treatment-diagnosis", "surgery-diagnosis", "principle-drg"), DiagnosisRole.LISTED
    ),
    **dict.fromkeys(("cm", "secondary-drg", "85097005"), DiagnosisRole.COMORBIDITY),
    **dict.fromkeys(("ad", "admitting", "pre-op", "referral-diagnosis", "52870002", "148006"), DiagnosisRole.ADMISSION),
    **dict.fromkeys(("cc", "33962009"), DiagnosisRole.COMPLAINT),
}
_DIFFERENTIAL = {"differential", "47965005"}
#: Beginnings of words of uses, Spanish, Portuguese, German and English.
_WORDS = (
    (("egreso", "alta", "discharge", "final", "definitiv", "principal", "primari", "entlass"), DiagnosisRole.DISCHARGE),
    (("ingreso", "admi", "aufnahme", "einweis", "referral", "preoperat"), DiagnosisRole.ADMISSION),
    (
        ("comorb", "secund", "secondary", "asociad", "associad", "relacionad", "neben", "concomit"),
        DiagnosisRole.COMORBIDITY,
    ),
    (("motivo", "chief", "queja", "queixa", "complaint"), DiagnosisRole.COMPLAINT),
)
_LAST = 1_000_000


def listed(encounter: Json) -> dict[str, EncounterDiagnosis]:
    """The conditions that an encounter lists as diagnoses, by what references to them look like.

    One that is listed twice has the better of its roles.
    """
    found: dict[str, EncounterDiagnosis] = {}
    for position, entry in enumerate(encounter.get("diagnosis", ())):
        reference = (entry.get("condition") or {}).get("reference")
        if not reference or "Procedure/" in reference:
            continue
        use = entry.get("use")
        kinds = map(concept_of, entry.get("extension", ()))
        suspected = bool(codes(use) & _DIFFERENTIAL) or any(is_suspicion(one) for one in (use, *kinds))
        rank = entry.get("rank")
        one = EncounterDiagnosis(_role(use), rank if isinstance(rank, int) else _LAST + position, suspected)
        key = reference_key(reference, "Condition")
        found[key] = min(one, found[key]) if key in found else one
    return found


def reasons(encounter: Json) -> set[str]:
    """What references to the conditions look like that are the reason for an encounter."""
    found = [one.get("reference") for one in encounter.get("reasonReference", ())]
    return {reference_key(one, "Condition") for one in found if one}


def unlisted(condition: Json, *, is_reason: bool) -> DiagnosisRole:
    """The role of a condition that its encounter does not list."""
    kinds = set[str]().union(*(codes(one) for one in condition.get("category", ())))
    if "encounter-diagnosis" in kinds:
        return DiagnosisRole.ENCOUNTERS
    if is_reason:
        return DiagnosisRole.COMPLAINT
    return DiagnosisRole.PROBLEM if "problem-list-item" in kinds else DiagnosisRole.UNLISTED


def _role(use: Json | None) -> DiagnosisRole:
    """The best role that a use's codings state, else what its words say."""
    known = [_USES[code.lower()] for code in codes(use) if code.lower() in _USES]
    if known:
        return min(known)
    words = [word for phrase in phrases(use) for word in phrase.split()]
    for beginnings, role in _WORDS:
        if any(word.startswith(beginnings) for word in words):
            return role
    return DiagnosisRole.LISTED
