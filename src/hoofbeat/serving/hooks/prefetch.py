"""What a call brought along: the patient's record, or which parts of it are missing."""

from datetime import date
from typing import Any, NamedTuple

from hoofbeat.serving.hooks.discovery import ENCOUNTER, NEEDED
from hoofbeat.serving.hooks.schemas import HookRequest
from hoofbeat.serving.http.problems import UNUSABLE, FieldProblem, Refusal
from hoofbeat.serving.interop.answers import told_as_problems
from hoofbeat.sources.fhir.asked.patient import PatientNow, patient_now
from hoofbeat.sources.fhir.asked.shortfalls import is_outcome, shortfalls
from hoofbeat.sources.fhir.reading import NothingUsableError


class Prefetched(NamedTuple):
    """What a call brought along.

    Attributes:
        patient: the patient; ``None`` if nothing of the record can be read as a finding or a number.
        partial: keys whose search failed in part, or found more than was sent.
    """

    patient: PatientNow | None
    partial: tuple[str, ...]


def prefetched(asked: HookRequest, altitude: float | None, today: date) -> Prefetched:
    """The patient of a call.

    Nothing is fetched: what the record system did not send is not known. A key that it left out it chose not to send,
    or could not, and an ``OperationOutcome`` says the same; one that is ``null`` says that there is nothing.

    Raises:
        Refusal: 412 if something that is needed was not sent, 422 if what was sent is malformed.
    """
    sent = {key: value for key, value in (asked.prefetch or {}).items() if not is_outcome(value)}
    missing = [key for key in NEEDED if key not in sent or (key == "patient" and sent[key] is None)]
    if missing:
        errors = [
            FieldProblem(
                field=f"prefetch.{key}",
                message="this was not sent, or its search failed",
                hint="send what the service's prefetch asks for under this key; null where a search finds nothing",
            )
            for key in missing
        ]
        raise Refusal(412, "The record is not complete enough to answer, and it is not fetched.", errors)
    _of_one_patient(asked, sent["patient"])
    pieces = [(f"prefetch.{key}", sent[key]) for key in (*NEEDED, ENCOUNTER) if sent.get(key) is not None]
    with told_as_problems():
        try:
            patient = patient_now(pieces, altitude=altitude, encounter_id=asked.context.encounter_id, asked_on=today)
        except NothingUsableError:
            patient = None
    lacking = [key for key in (*NEEDED, ENCOUNTER) if any(shortfalls(sent.get(key)))]
    lacking += [ENCOUNTER] if is_outcome((asked.prefetch or {}).get(ENCOUNTER)) else []
    return Prefetched(patient, tuple(lacking))


def _of_one_patient(asked: HookRequest, patient: Any) -> None:
    """Refuse a record of somebody else than the call speaks of."""
    sent = patient.get("id") if isinstance(patient, dict) else None
    if sent is not None and sent != asked.context.patient_id.removeprefix("Patient/"):
        error = FieldProblem(
            field="prefetch.patient",
            message="another patient than context.patientId",
            hint="send the record of the patient that the call is about",
        )
        raise Refusal(422, UNUSABLE, [error])
