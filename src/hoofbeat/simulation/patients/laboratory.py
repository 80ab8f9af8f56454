"""Invented laboratory values: published patients come with hardly any, and a wrong unit needs some.

They are drawn within the reference range of the patient's age and sex, now and then outside: they say nothing of the
disease, to any model.
"""

import math
from hashlib import sha256

import numpy as np

from hoofbeat.domain.case import Case, Measurement
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.reference import limits

#: Analytes that are measured, with the share of the patients in whom they are.
MEASURED = {"8310-5": 0.6, "718-7": 0.7, "2345-7": 0.6, "2160-0": 0.6, "2823-3": 0.7}

#: Standard deviations within the reference range on either side of its middle.
_DEVIATIONS = 2.2


def with_values(case: Case, seed: int) -> Case:
    """The case with values of its own: the same whenever it is asked for.

    Args:
        case: any; values that it has are kept, and none are added then.
        seed: of the draws.
    """
    if case.measurements:
        return case
    digest = sha256(f"{seed} {case.case_id}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8]))
    values = []
    for code, share in MEASURED.items():
        drawn, away = rng.random(), rng.normal()
        known, span = analyte(code), limits(code, case.age, case.sex)
        if known is None or span is None or drawn >= share or not all(map(math.isfinite, span)):
            continue
        middle, half = (span[0] + span[1]) / 2, (span[1] - span[0]) / 2
        value = round(float(np.clip(middle + away * half / _DEVIATIONS, known.low, known.high)), 2)
        values.append(Measurement(code=code, value=value, unit=known.unit))
    return case.model_copy(update={"measurements": tuple(values)})
