"""The house's case store: events with the dates of the simulated year, one file a month."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from hoofbeat.domain.events import CaseRegistered, ConfirmedDiagnosis, DiagnosisConfirmed, Reviewer, StatedFinding
from hoofbeat.simulation.patients.stream import Comer, month_days
from hoofbeat.whole import write_whole


def write_events(folder: Path, month: int, visits: Sequence[Comer]) -> Path:
    """Write what the store took in during a month, whole or not at all.

    Args:
        folder: of the log.
        month: the month.
        visits: all who came until its end.
    """
    first, last = month_days(month)
    told = sorted((at, text) for one in visits for at, text in _events(one) if first <= at.date() <= last)
    path = folder / f"{first:%Y-%m}.jsonl"
    write_whole(path, "".join(f"{text}\n" for _, text in told))
    return path


def _events(one: Comer) -> Iterator[tuple[datetime, str]]:
    case = one.asked
    stated = {
        "case_id": case.case_id,
        # The contract has no publication: what must not be parted is told as if it were one patient.
        "patient_id": one.together,
        "age": case.age,
        "sex": case.sex,
        "findings": tuple(
            StatedFinding(id=each.id, excluded=each.excluded, onset_years=each.onset_years) for each in case.findings
        ),
        "measurements": case.measurements,
    }
    came = CaseRegistered(event="registered", revision=1, recorded_at=one.registered, **stated)
    yield one.registered, came.model_dump_json(exclude_defaults=True)
    if one.confirmed is not None:
        confirmed = DiagnosisConfirmed(
            event="diagnosis-confirmed",
            revision=2,
            recorded_at=one.confirmed,
            diagnosis=ConfirmedDiagnosis(disease=one.told, name=one.told_name, basis="genetic"),
            reviewer=Reviewer(role="physician", key=one.house),
            **stated,
        )
        yield one.confirmed, confirmed.model_dump_json(exclude_defaults=True)
