"""Conditions of an encounter: which one is its diagnosis, and which are findings beside it."""

from dataclasses import dataclass, field

from hoofbeat.domain.case import Finding
from hoofbeat.domain.errors import RecordError
from hoofbeat.knowledge.terminology import Meaning
from hoofbeat.sources.fhir.join import reference_key
from hoofbeat.sources.fhir.models import concept_code
from hoofbeat.sources.fhir.values import Json, age_at, codings, concept_meaning, describe, middle_of, moment, years_of

#: A suspicion is neither a finding nor a diagnosis, and reading it as one would give the diagnosis away.
_UNDECIDED = ("unconfirmed", "provisional", "differential")
_LAST = 1_000_000
#: How many codes a note lists.
_LISTED = 10


@dataclass
class ReadConditions:
    """What the conditions of an encounter say.

    Attributes:
        diagnosis: disease id, ``None`` if none of the conditions is a disease we know.
        diagnosis_name: its name as recorded, where it is recorded under an id that needs no table.
        findings: observed and excluded ones.
        notes: what was set aside.
    """

    diagnosis: str | None = None
    diagnosis_name: str | None = None
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_conditions(
    conditions: list[tuple[str | None, Json]], encounter: Json, birth: str | None, age: float | None
) -> ReadConditions:
    """Choose the diagnosis and read the rest as findings.

    The diagnosis is the first confirmed condition that names a disease we know: first those that
    ``Encounter.diagnosis`` lists, by rank; then the encounter's diagnoses before the problem list; then by
    ``recordedDate``, else onset; then in the order given. A condition without ``verificationStatus`` counts as
    confirmed. What is the diagnosis is no finding.

    Args:
        conditions: each with its ``fullUrl``; they have passed ``require_valid``.
        encounter: theirs.
        birth: ``Patient.birthDate``.
        age: at the encounter, in years.

    Raises:
        RecordError: a condition began before birth.
    """
    read = ReadConditions()
    ranks = _ranks(encounter)
    start = middle_of((encounter.get("period") or {}).get("start"))
    confirmed: list[tuple[Json, Meaning]] = []
    candidates = []
    unknown: dict[str, None] = {}
    for order, (full_url, condition) in enumerate(conditions):
        status, found = concept_code(condition, "verificationStatus"), concept_meaning(condition.get("code"))
        ended = middle_of(condition.get("abatementDateTime"))
        if status == "entered-in-error":
            continue
        if not found:
            unknown[describe(condition.get("code"))] = None
        elif status in _UNDECIDED:
            read.notes.append(f"condition only suspected ({status}): set aside")
        elif status == "refuted":
            read.findings += [Finding(id=id_, excluded=True) for id_ in found.findings]
        elif start is not None and ended is not None and ended < start:
            read.notes.append("condition over before the encounter: set aside")
        else:
            confirmed.append((condition, found))
            if found.disease:
                rank = min(ranks.get(name, _LAST) for name in _names(condition, full_url))
                recorded = moment(condition.get("recordedDate") or condition.get("onsetDateTime"))
                candidates.append(((rank, not _is_encounters(condition), recorded, order), condition, found.disease))
    if unknown:
        read.notes.append(f"conditions without a meaning in our tables: {', '.join(list(unknown)[:_LISTED])}")
    if candidates:
        candidates.sort(key=lambda candidate: candidate[0])
        _, chosen, read.diagnosis = candidates[0]
        read.diagnosis_name = _name_of(chosen, read.diagnosis)
        diseases = {disease for _, _, disease in candidates}
        if len(diseases) > 1:
            read.notes.append(f"{len(diseases)} diseases are recorded: the first is read as the diagnosis")
    for condition, found in confirmed:
        if found.disease is None or found.disease != read.diagnosis:
            onset = _onset(condition, birth, age)
            read.findings += [Finding(id=id_, onset_years=onset) for id_ in found.findings]
            if not found.findings:
                read.notes.append(f"disease beside the diagnosis, no finding: {describe(condition.get('code'))}")
    return read


def _ranks(encounter: Json) -> dict[str, int]:
    """Rank of each condition that the encounter lists as a diagnosis of its own."""
    ranks: dict[str, int] = {}
    for position, listed in enumerate(encounter.get("diagnosis", ())):
        reference = (listed.get("condition") or {}).get("reference")
        if reference:
            ranks[reference_key(reference)] = listed.get("rank", _LAST // 2 + position)
    return ranks


def _names(condition: Json, full_url: str | None) -> tuple[str, ...]:
    return (f"Condition/{condition.get('id')}", full_url or "")


def _is_encounters(condition: Json) -> bool:
    return any(code == "encounter-diagnosis" for one in condition.get("category", ()) for _, code, _ in codings(one))


def _name_of(condition: Json, disease: str) -> str | None:
    """The recorded name of a disease under its own id; a coded term, and not what somebody typed."""
    local = disease.rpartition(":")[2]
    if disease.startswith("HBD:"):
        return None
    names = [display for _, code, display in codings(condition.get("code")) if code.rpartition(":")[2] == local]
    return next((name[:200] for name in names if name), None)


def _onset(condition: Json, birth: str | None, age: float | None) -> float | None:
    """Age at onset in years, if stated and not after the encounter.

    Raises:
        RecordError: the onset lies before birth.
    """
    try:
        onset = years_of(condition.get("onsetAge"))
        onset = age_at(birth, condition.get("onsetDateTime"), "Condition.onsetDateTime") if onset is None else onset
    except RecordError:
        # A family's illness, a typing error: it says nothing of this patient's age, and does not spoil the finding.
        return None
    return onset if onset is not None and (age is None or onset <= age) else None
