"""What the resources of one visit say: the one reading for deliveries and for what the service is asked."""

from typing import NamedTuple

from hoofbeat.domain.case import Finding, Measurement
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.assemble import Resolve, settle_findings
from hoofbeat.sources.fhir.codes import concept_meaning, describe
from hoofbeat.sources.fhir.conditions import read_conditions
from hoofbeat.sources.fhir.notes import Notes
from hoofbeat.sources.fhir.observations import read_observations
from hoofbeat.sources.fhir.record import Entry
from hoofbeat.sources.fhir.values import Json
from hoofbeat.sources.fhir.visit import Visit
from hoofbeat.sources.fhir.wording import is_doubted

#: How many notes the reason of a refusal quotes.
_LISTED = 5


class NothingUsableError(RecordError):
    """Nothing that a case is made of.

    Args:
        bare: how many resources there were.
        reasons: what was set aside and why, with the codes it holds for.
    """

    def __init__(self, bare: str, reasons: str) -> None:
        super().__init__(
            f"{bare}{reasons}", hint="code findings in HPO, SNOMED CT or ICD-10, and numbers in LOINC with a UCUM unit"
        )
        self.bare = bare


class ReadVisit(NamedTuple):
    """What a visit says.

    Attributes:
        findings: settled, the stated ones first, then what bounds conclude.
        measurements: in the order of time.
        diagnosis: disease id, ``None`` if none of the conditions is a disease we know.
        diagnosis_name: its name as recorded.
        notes: what settling changed or set aside.
    """

    findings: tuple[Finding, ...]
    measurements: tuple[Measurement, ...]
    diagnosis: str | None
    diagnosis_name: str | None
    notes: tuple[str, ...]


def read_visit(visit: Visit, notes: Notes, resolve: Resolve | None) -> ReadVisit:
    """Read the conditions and observations of a visit, and the reasons for it.

    Args:
        visit: its resources are sound.
        notes: takes what is set aside.
        resolve: takes a finding id to the current one, or to ``None`` where unknown; without it ids stay as they are.

    Raises:
        NothingUsableError: nothing that a case is made of.
        RecordError: a value is no finite number, or no finding is left.
    """
    said = read_conditions(visit, notes)
    seen = read_observations(visit, said.diagnosis, notes)
    stated = [*_reasons(visit.about, notes), *said.findings, *seen.findings]
    if not stated and not seen.measurements and not seen.concluded:
        raise _nothing_usable(visit.others, said.diagnosis, notes)
    needed = not seen.measurements and not seen.concluded
    findings, settling_notes = settle_findings(stated, resolve, needed=needed)
    # A physician's word weighs more than what a bound concludes, as it does in standardisation.
    known = {finding.id for finding in findings}
    concluded = {one.id: one for one in seen.concluded if one.id not in known}
    return ReadVisit(
        (*findings, *concluded.values()),
        tuple(seen.measurements),
        said.diagnosis,
        said.diagnosis_name,
        tuple(settling_notes),
    )


def _nothing_usable(others: tuple[Entry, ...], diagnosis: str | None, notes: Notes) -> NothingUsableError:
    """The reason names what was set aside: it says what the export would have to write otherwise."""
    besides = " besides the diagnosis" if diagnosis else ""
    conditions = sum(one.kind == "Condition" for one in others)
    reasons = "".join(f"; {line}" for line in notes.lines()[:_LISTED])
    return NothingUsableError(
        f"nothing usable{besides}: {conditions} conditions and {len(others) - conditions} observations, none of them a "
        "finding or a number we can read",
        reasons,
    )


def _reasons(encounter: Json, notes: Notes) -> list[Finding]:
    """Findings among the coded reasons for the encounter; a disease named there would be the diagnosis given away."""
    findings = []
    for reason in encounter.get("reasonCode", ()):
        found = concept_meaning(reason)
        if found.findings and found.disease is None and not is_doubted(reason):
            findings += [Finding(id=id_) for id_ in found.findings]
        else:
            notes.add("Encounter.reasonCode that is no finding, not read", describe(reason))
    return findings
