"""Missing values, measured: how much of what a model could use is not there."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict

from hoofbeat.domain.case import Sex
from hoofbeat.quality.columns import is_code
from hoofbeat.quality.identifying import names_somebody
from hoofbeat.quality.rows import Rows, plain


class MissingValues(BaseModel):
    """Shares of cases without a value, 0 to 1.

    Attributes:
        cases: number of cases looked at.
        age: share without an age.
        sex: share of unknown sex.
        diagnosis: share without a recorded diagnosis.
        measurements: code → share without a value of it; codes that no case has are left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cases: int
    age: float
    sex: float
    diagnosis: float
    measurements: dict[str, float]


class MissingCount:
    """Counts over the parts of a batch."""

    def __init__(self) -> None:
        self._cases = self._age = self._sex = self._diagnosis = 0
        self._measured: Counter[str] = Counter()

    def add(self, batch: pa.RecordBatch) -> None:
        """Count rows of silver."""
        self._cases += batch.num_rows
        self._age += batch.column("age").null_count
        self._sex += pc.sum(pc.equal(batch.column("sex"), Sex.UNKNOWN.value)).as_py() or 0
        self._diagnosis += batch.column("diagnosis").null_count
        rows = Rows(batch, {})
        codes = rows.measured("code").dictionary_encode()
        if len(codes):
            # A case counts once for a code, however often it was measured.
            pairs = rows.measurement_rows * len(codes.dictionary) + plain(codes.indices)
            counts = np.bincount(np.unique(pairs) % len(codes.dictionary), minlength=len(codes.dictionary))
            for code, count in zip(codes.dictionary.to_pylist(), counts.tolist(), strict=True):
                if is_code(code) and not names_somebody(code):  # the suite stops what else stands there
                    self._measured[code] += count

    def shares(self) -> MissingValues:
        """What was counted, as shares; all 0 where there was no case."""
        whole = max(self._cases, 1)
        return MissingValues(
            cases=self._cases,
            age=self._age / whole,
            sex=self._sex / whole,
            diagnosis=self._diagnosis / whole,
            measurements={code: 1 - count / whole for code, count in sorted(self._measured.items())},
        )
