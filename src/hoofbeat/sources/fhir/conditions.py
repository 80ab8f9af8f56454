"""Conditions of an encounter: which one is its diagnosis, and which are findings beside it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from hoofbeat.domain.case import Finding
from hoofbeat.sources.fhir.codes import codes, codings, concept_meaning, describe
from hoofbeat.sources.fhir.notes import Notes
from hoofbeat.sources.fhir.roles import DiagnosisRole, EncounterDiagnosis, listed, reasons, unlisted
from hoofbeat.sources.fhir.statuses import UNDECIDED, is_over, onset, verification
from hoofbeat.sources.fhir.values import Json, moment
from hoofbeat.sources.fhir.visit import Visit
from hoofbeat.sources.fhir.wording import is_doubted
from hoofbeat.terminology.meanings import Meaning

_LAST = 1_000_000


@dataclass
class ReadConditions:
    """What the conditions of an encounter say.

    Attributes:
        diagnosis: disease id, ``None`` if none of the conditions is a disease we know.
        diagnosis_name: its name as recorded, where it is recorded under an id that needs no table.
        findings: observed and excluded ones.
    """

    diagnosis: str | None = None
    diagnosis_name: str | None = None
    findings: list[Finding] = field(default_factory=list)


class _Candidate(NamedTuple):
    """A condition that may be the diagnosis; the first of the sorted ones is."""

    role: DiagnosisRole
    rank: int
    recorded: float
    order: int
    condition: Json
    disease: str


def read_conditions(visit: Visit, notes: Notes) -> ReadConditions:
    """Choose the diagnosis and read the rest as findings.

    The diagnosis is the first confirmed condition that names a disease we know and that is not over: by its role in the
    encounter (``DiagnosisRole``), then by rank, then by ``recordedDate``, else onset, then in the order given. One
    without ``verificationStatus`` counts as confirmed. What is the diagnosis is no finding. A reason for admission or a
    comorbidity is not read as the diagnosis where the encounter lists another one that is none for us.

    Args:
        visit: whose they are; they have passed ``require_valid``.
        notes: takes what is set aside.
    """
    read = ReadConditions()
    roles, causes = listed(visit.about), reasons(visit.about)
    undelivered = set(roles)
    unread = False
    confirmed: list[tuple[Json, Meaning]] = []
    candidates: list[_Candidate] = []
    for order, one in enumerate(visit.others):
        condition, names = one.resource, one.names
        if one.kind != "Condition":
            continue
        undelivered -= names
        entry = min((roles[name] for name in names & roles.keys()), default=None)
        found = concept_meaning(condition.get("code"))
        counts = _counts(condition, found, entry, visit, read, notes)
        role = entry.role if entry else unlisted(condition, is_reason=bool(names & causes))
        if entry and role <= DiagnosisRole.LISTED and not (counts and found.disease):
            unread = unread or verification(condition) != "entered-in-error"
        if not counts:
            continue
        if found.disease:
            recorded = moment(condition.get("recordedDate") or condition.get("onsetDateTime"))
            rank = entry.rank if entry else _LAST
            candidates.append(_Candidate(role, rank, recorded, order, condition, found.disease))
        confirmed.append((condition, found))
    if undelivered:
        notes.add(f"Encounter.diagnosis: {len(undelivered)} of {len(roles)} conditions were not delivered")
        unread = unread or any(roles[name].role <= DiagnosisRole.LISTED for name in undelivered)
    _choose(candidates, unread, read, notes)
    for condition, found in confirmed:
        if found.disease is None or found.disease != read.diagnosis:
            began = onset(condition, visit.birth, visit.age)
            read.findings += [Finding(id=id_, onset_years=began) for id_ in found.findings]
            if not found.findings:
                notes.add("disease beside the diagnosis, no finding", describe(condition.get("code")))
    return read


def _counts(
    condition: Json, found: Meaning, entry: EncounterDiagnosis | None, visit: Visit, read: ReadConditions, notes: Notes
) -> bool:
    """Whether a condition is one that the patient has; what it says otherwise goes to the notes and the findings."""
    status, code = verification(condition), describe(condition.get("code"))
    if status == "entered-in-error":
        notes.add("condition entered in error: set aside")
    elif "modifierExtension" in condition:
        notes.add("a modifierExtension may turn the meaning round: set aside", code)
    elif any("family-history" in codes(category) for category in condition.get("category", ())):
        notes.add("condition of a relative: set aside", code)
    elif status == "contradictory":
        notes.add("condition both confirmed and refuted: set aside", code)
    elif not found:
        notes.add("conditions without a meaning in our tables", code)
    elif status != "refuted" and is_doubted(condition.get("code")):
        notes.add("condition suspected, denied, past or somebody else's by its words: set aside", code)
    elif status in UNDECIDED or (entry and entry.suspected):
        notes.add(
            f"condition only suspected ({status if status in UNDECIDED else 'Encounter.diagnosis'}): set aside", code
        )
    elif status == "refuted":
        read.findings += [Finding(id=id_, excluded=True) for id_ in found.findings]
        if not found.findings:
            notes.add("disease ruled out, no finding", code)
    elif is_over(condition, visit.start, visit.birth, visit.age):
        notes.add("condition over before the encounter (resolved, inactive, in remission or abated): set aside", code)
    else:
        if "evidence" in condition:
            notes.add("Condition.evidence is not read")
        return True
    return False


def _choose(candidates: list[_Candidate], unread: bool, read: ReadConditions, notes: Notes) -> None:
    """Make the first candidate the diagnosis."""
    if unread:
        kept = [one for one in candidates if one.role <= DiagnosisRole.LISTED]
        if candidates and not kept:
            notes.add("the diagnosis that the encounter lists is none we can read: no other is read in its place")
        candidates = kept
    if not candidates:
        return
    first = min(candidates, key=lambda one: one[:4])
    read.diagnosis, read.diagnosis_name = first.disease, _name_of(first.condition, first.disease)
    diseases = {one.disease for one in candidates}
    if len(diseases) > 1:
        notes.add(f"{len(diseases)} diseases are recorded: the first is read as the diagnosis")


def _name_of(condition: Json, disease: str) -> str | None:
    """The recorded name of a disease under its own id; a coded term, and not what somebody typed."""
    local = disease.rpartition(":")[2]
    if disease.startswith("HBD:"):
        return None
    coded = codings(condition.get("code"))
    return next((one.display[:200] for one in coded if one.display and one.code.rpartition(":")[2] == local), None)
