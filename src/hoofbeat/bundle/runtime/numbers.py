"""The numbers a cohort model reads beside the findings: the same row in training and in serving."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from hoofbeat.domain.case import Case, Sex
from hoofbeat.domain.languages import Wording

#: The first columns of numbers, in this order.
DEMOGRAPHICS = ("age", "sex_female", "sex_male")

_LARGEST = float(np.finfo(np.float32).max)


class NumericFeature(BaseModel):
    """A measurement with a column: its code, and the unit its values are in (others are not understood).

    ``names`` are set where only the hospital's own table knows what the number is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    unit: str
    names: Wording | None = None

    @property
    def known(self) -> str:
        """Name of the column that says whether the value is known."""
        return f"{self.code} known"


def number_names(numbers: Sequence[NumericFeature]) -> tuple[str, ...]:
    """Names of the columns of :func:`number_rows`."""
    return (*DEMOGRAPHICS, *(number.code for number in numbers), *(number.known for number in numbers))


def number_rows(cases: Sequence[Case], numbers: Sequence[NumericFeature]) -> NDArray[np.float32]:
    """Age in years, female, male, then every number's value, then whether it is known (1 or 0): float32 [n, 3 + 2K].

    Age and values are NaN where unknown; both sex columns are 0 where the record names neither. Of several values of
    one code the last given counts. A value in another unit than the column's is unknown: standardise the cases first.
    """
    first, many = len(DEMOGRAPHICS), len(numbers)
    column = {(number.code, number.unit): first + place for place, number in enumerate(numbers)}
    rows = np.full((len(cases), first + 2 * many), np.nan, dtype=np.float32)
    rows[:, 0] = [np.nan if case.age is None else case.age for case in cases]
    rows[:, 1] = [case.sex == Sex.FEMALE for case in cases]
    rows[:, 2] = [case.sex == Sex.MALE for case in cases]
    for row, case in zip(rows, cases, strict=True):
        for measurement in case.measurements if many else ():
            place = column.get((measurement.code, measurement.unit))
            if place is not None and abs(measurement.value) <= _LARGEST:
                row[place] = measurement.value
    rows[:, first + many :] = np.isfinite(rows[:, first : first + many])
    return rows
