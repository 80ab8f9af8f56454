"""Measurements against the table of analytes: the unit they should have come in, and what is possible at all."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hoofbeat.quality.rows import Numbers, Rows, plain
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.units import convert_or_none


class _MeasurementVerdict(NamedTuple):
    """On one pair of code and unit; the limits are of the canonical unit, endless for what is no analyte of ours."""

    unconverted: bool = False
    unconvertible: bool = False
    low: float = -np.inf
    high: float = np.inf


def unconverted(rows: Rows) -> Numbers:
    """Count measurements of each row that could have been converted to the canonical unit, and were not."""
    return _count(rows, _verdicts(rows)[:, 0].astype(bool))


def unconvertible(rows: Rows) -> Numbers:
    """Count measurements of each row whose unit cannot be converted to that of their analyte."""
    return _count(rows, _verdicts(rows)[:, 1].astype(bool))


def impossible(rows: Rows) -> Numbers:
    """Count measurements of each row that no living patient can have."""
    verdicts, values = _verdicts(rows), plain(rows.measured("value"))
    return _count(rows, (values < verdicts[:, 2]) | (values > verdicts[:, 3]))


def _count(rows: Rows, chosen: npt.NDArray[np.bool_]) -> Numbers:
    return rows.per_row(rows.measurement_rows[chosen])


def _verdicts(rows: Rows) -> npt.NDArray[np.float64]:
    """One verdict a measurement, asked once for each distinct pair of code and unit."""
    codes = rows.measured("code").fill_null("").dictionary_encode()
    units = rows.measured("unit").fill_null("").dictionary_encode()
    if not len(codes):
        return np.zeros((0, 4))
    names, kinds = codes.dictionary.to_pylist(), units.dictionary.to_pylist()
    pairs, places = np.unique(
        plain(codes.indices).astype(np.int64) * len(kinds) + plain(units.indices), return_inverse=True
    )
    asked = [_verdict(names[pair // len(kinds)], kinds[pair % len(kinds)]) for pair in pairs.tolist()]
    return np.array(asked, np.float64)[places]


@lru_cache(maxsize=20_000)
def _verdict(code: str, unit: str) -> _MeasurementVerdict:
    known = analyte(code)
    if known is None:
        return _MeasurementVerdict()
    if (code, unit) == (known.code, known.unit):
        return _MeasurementVerdict(low=known.low, high=known.high)
    convertible = convert_or_none(1.0, unit, known.unit, code) is not None
    return _MeasurementVerdict(unconverted=convertible, unconvertible=not convertible)
