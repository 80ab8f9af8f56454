"""Cases as rows of silver, and back."""

from collections.abc import Mapping
from operator import attrgetter, itemgetter
from typing import Any

import pyarrow as pa

from hoofbeat.domain.case import Case, Finding, Measurement
from hoofbeat.lake.schemas import SILVER

_FACTS = attrgetter("excluded", "id", "onset_years", "derived_from")
_NUMBERS = attrgetter("code", "value", "unit")


class SilverRows:
    """Cases laid out as Arrow columns: a tenth of the time that a dictionary for each row takes."""

    def __init__(self) -> None:
        self._rows: list[tuple[Any, ...]] = []

    def add(
        self,
        case: Case,
        *,
        content_hash: str,
        source: str,
        ordinal: int,
        case_id: str,
        patient_id: str | None = None,
        group: str | None = None,
    ) -> None:
        """Add a case.

        Args:
            case: case, as parsed and standardised.
            content_hash: content hash of the record it was parsed from.
            source: source that gave the record.
            ordinal: the record's position in its source.
            case_id: stands in for the case's own.
            patient_id: stands in for the patient's own.
            group: stands in for the case's own.
        """
        facts = list(map(_FACTS, case.findings))
        excluded, ids, onsets, origins = zip(*facts, strict=True) if facts else ((),) * 4
        if any(excluded):
            excluded, ids, onsets, origins = zip(*sorted(facts, key=itemgetter(0)), strict=True)
        observed = len(ids) - sum(excluded)
        row = (
            content_hash, case_id, patient_id, case.revision, source, ordinal, case.age, case.sex.value,
            ids[:observed], ids[observed:], onsets, origins, list(map(_NUMBERS, case.measurements)),
            case.diagnosis, case.diagnosis_name, group, case.notes, case.withdrawn, case.altitude,
        )  # fmt: skip
        self._rows.append(row)

    def batch(self) -> pa.RecordBatch:
        """All rows added, with the columns of silver."""
        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(SILVER)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, SILVER, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=SILVER)


def case_of(row: Mapping[str, Any]) -> Case:
    """Read a case from a row of silver or gold: observed findings first, then the excluded ones."""
    stated = [(finding_id, False) for finding_id in row["observed"]]
    stated += [(finding_id, True) for finding_id in row["excluded"]]
    return Case(
        case_id=row["case_id"],
        patient_id=row["patient_id"],
        revision=row["revision"],
        age=row["age"],
        sex=row["sex"],
        findings=tuple(
            Finding(id=finding_id, excluded=excluded, onset_years=onset, derived_from=source)
            for (finding_id, excluded), onset, source in zip(
                stated, row["onset_years"], row["derived_from"], strict=True
            )
        ),
        measurements=tuple(Measurement(**measurement) for measurement in row["measurements"]),
        diagnosis=row["diagnosis"],
        diagnosis_name=row["diagnosis_name"],
        group=row["group"],
        notes=tuple(row["notes"]),
        withdrawn=row["withdrawn"],
        altitude=row["altitude"],
    )
