"""A case as a row of silver, and back."""

from collections.abc import Mapping
from typing import Any

from hoofbeat.domain.case import Case, Finding, Measurement
from hoofbeat.sources.base import Record


def row_of(case: Case, record: Record, *, pseudonym: str, ordinal: int) -> dict[str, Any]:
    """Write a case as a row of silver.

    Args:
        case: as parsed.
        record: what it was parsed from; only its source and content hash are taken.
        pseudonym: stands in for the case id.
        ordinal: the record's position in its source.
    """
    findings = sorted(case.findings, key=lambda finding: finding.excluded)
    return {
        "content_hash": record.content_hash,
        "case_id": pseudonym,
        "source": record.source,
        "ordinal": ordinal,
        "age": case.age,
        "sex": case.sex.value,
        "observed": list(case.observed),
        "excluded": list(case.excluded),
        "onset_years": [finding.onset_years for finding in findings],
        "measurements": [measurement.model_dump() for measurement in case.measurements],
        "diagnosis": case.diagnosis,
        "diagnosis_name": case.diagnosis_name,
        "group": case.group,
        "notes": list(case.notes),
    }


def case_of(row: Mapping[str, Any]) -> Case:
    """Read a case from a row of silver or gold: observed findings first, then the excluded ones."""
    stated = [(finding_id, False) for finding_id in row["observed"]]
    stated += [(finding_id, True) for finding_id in row["excluded"]]
    return Case(
        case_id=row["case_id"],
        age=row["age"],
        sex=row["sex"],
        findings=tuple(
            Finding(id=finding_id, excluded=excluded, onset_years=onset)
            for (finding_id, excluded), onset in zip(stated, row["onset_years"], strict=True)
        ),
        measurements=tuple(Measurement(**measurement) for measurement in row["measurements"]),
        diagnosis=row["diagnosis"],
        diagnosis_name=row["diagnosis_name"],
        group=row["group"],
        notes=tuple(row["notes"]),
    )
