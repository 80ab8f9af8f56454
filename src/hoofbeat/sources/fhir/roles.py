"""What part a condition plays in an encounter: discharge diagnosis, comorbidity, reason for admission."""

from enum import IntEnum
from typing import NamedTuple

from hoofbeat.sources.fhir.codes import codes, phrases
from hoofbeat.sources.fhir.references import reference_key
from hoofbeat.sources.fhir.statuses import concept_of, is_suspicion
from hoofbeat.sources.fhir.values import Json


class Role(IntEnum):
    """In the order in which a condition may be the diagnosis of its encounter."""

    DISCHARGE = 0
    LISTED = 1  # for billing, or without a word on its use
    ENCOUNTERS = 2  # not listed, of category encounter-diagnosis
    UNLISTED = 3
    COMORBIDITY = 4
    PROBLEM = 5  # not listed, of category problem-list-item
    ADMISSION = 6
    COMPLAINT = 7


class Listed(NamedTuple):
    """One entry of ``Encounter.diagnosis``: its role, its rank, and whether it is only suspected."""

    role: Role
    rank: int
    suspected: bool


#: HL7's diagnosis roles and diagnosis types; Germany's kinds of a contact's diagnosis; SNOMED CT: discharge diagnosis,
#: principal, final; secondary; admission, preliminary; chief complaint.
_USES = {
    **dict.fromkeys(("dd", "discharge", "principal", "89100005", "8319008"), Role.DISCHARGE),
    **dict.fromkeys(("hospital-main-diagnosis", "department-main-diagnosis"), Role.DISCHARGE),
    **dict.fromkeys(("billing", "post-op", "treatment-diagnosis", "surgery-diagnosis", "principle-drg"), Role.LISTED),
    **dict.fromkeys(("cm", "secondary-drg", "85097005"), Role.COMORBIDITY),
    **dict.fromkeys(("ad", "admitting", "pre-op", "referral-diagnosis", "52870002", "148006"), Role.ADMISSION),
    **dict.fromkeys(("cc", "33962009"), Role.COMPLAINT),
}
_DIFFERENTIAL = {"differential", "47965005"}
#: Beginnings of words of uses, Spanish, Portuguese, German and English.
_WORDS = (
    (("egreso", "alta", "discharge", "final", "definitiv", "principal", "primari", "entlass"), Role.DISCHARGE),
    (("ingreso", "admi", "aufnahme", "einweis", "referral", "preoperat"), Role.ADMISSION),
    (("comorb", "secund", "secondary", "asociad", "associad", "relacionad", "neben", "concomit"), Role.COMORBIDITY),
    (("motivo", "chief", "queja", "queixa", "complaint"), Role.COMPLAINT),
)
_LAST = 1_000_000


def listed(encounter: Json) -> dict[str, Listed]:
    """The conditions that an encounter lists as diagnoses, by what references to them look like.

    One that is listed twice has the better of its roles.
    """
    found: dict[str, Listed] = {}
    for position, entry in enumerate(encounter.get("diagnosis", ())):
        reference = (entry.get("condition") or {}).get("reference")
        if not reference or "Procedure/" in reference:
            continue
        use = entry.get("use")
        kinds = map(concept_of, entry.get("extension", ()))
        suspected = bool(codes(use) & _DIFFERENTIAL) or any(is_suspicion(one) for one in (use, *kinds))
        rank = entry.get("rank")
        one = Listed(_role(use), rank if isinstance(rank, int) else _LAST + position, suspected)
        key = reference_key(reference, "Condition")
        found[key] = min(one, found[key]) if key in found else one
    return found


def reasons(encounter: Json) -> set[str]:
    """What references to the conditions look like that are the reason for an encounter."""
    found = [one.get("reference") for one in encounter.get("reasonReference", ())]
    return {reference_key(one, "Condition") for one in found if one}


def unlisted(condition: Json, *, is_reason: bool) -> Role:
    """The role of a condition that its encounter does not list."""
    kinds = set[str]().union(*(codes(one) for one in condition.get("category", ())))
    if "encounter-diagnosis" in kinds:
        return Role.ENCOUNTERS
    if is_reason:
        return Role.COMPLAINT
    return Role.PROBLEM if "problem-list-item" in kinds else Role.UNLISTED


def _role(use: Json | None) -> Role:
    """The best role that a use's codings state, else what its words say."""
    known = [_USES[code.lower()] for code in codes(use) if code.lower() in _USES]
    if known:
        return min(known)
    words = [word for phrase in phrases(use) for word in phrase.split()]
    for beginnings, role in _WORDS:
        if any(word.startswith(beginnings) for word in words):
            return role
    return Role.LISTED
