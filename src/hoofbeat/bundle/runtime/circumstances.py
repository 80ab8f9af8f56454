"""Rows of the table of circumstances.

For each class of age, sex, pregnancy, course, setting and region, the table has a row with what it says of every
disease before any finding is told (nats).
"""

from bisect import bisect_right
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.case import Case, Sex
from hoofbeat.domain.circumstances import Circumstances, Course, Region, Setting

#: Ages (years) at which a new class begins; the first class begins at birth.
AGES = (0.08, 0.5, 1, 2, 3, 5, 8, 12, 15, 18, 25, 35, 45, 55, 65, 75, 85)

#: The age that stands for each class.
TYPICAL_AGES = (0.03, 0.25, 0.75, 1.5, 2.5, 4, 6.5, 10, 13.5, 16.5, 21, 30, 40, 50, 60, 70, 80, 90)

#: Ages at which each class begins and ends, by the age that stands for it.
AGE_SPANS = dict(zip(TYPICAL_AGES, zip((0.0, *AGES), (*AGES, 120.0), strict=True), strict=True))

#: What each row of the table stands for, kind by kind; ``None`` is "not known".
ROWS: dict[str, tuple[Any, ...]] = {
    "age": (None, *TYPICAL_AGES),
    "sex": (None, Sex.FEMALE, Sex.MALE),
    "pregnancy": (None, False, True),
    "course": (None, *Course),
    "setting": tuple(Setting),
    "region": (None, *Region),
}

_STARTS: dict[str, int] = dict(zip(ROWS, np.cumsum([0, *map(len, ROWS.values())])[:-1].tolist(), strict=True))

#: Rows of the table, all kinds together.
SIZE = sum(map(len, ROWS.values()))


def row(kind: str, value: object) -> int:
    """Place of one row, e.g. ``row("sex", Sex.FEMALE)``."""
    return _STARTS[kind] + ROWS[kind].index(value)


def rows_of(case: Case, circumstances: Circumstances) -> NDArray[np.int64]:
    """The row of each kind that a case stands in, int64 [kinds], in the order of ``ROWS``."""
    age = None if case.age is None else TYPICAL_AGES[bisect_right(AGES, case.age)]
    sex = case.sex if case.sex in ROWS["sex"] else None
    pregnant = False if case.sex is Sex.MALE else circumstances.pregnant
    given = (age, sex, pregnant, circumstances.course, circumstances.setting, circumstances.region)
    return np.array([row(kind, value) for kind, value in zip(ROWS, given, strict=True)], dtype=np.int64)
