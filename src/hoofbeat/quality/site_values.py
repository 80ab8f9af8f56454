"""The values that silver keeps under codes of a site's own, asked code by code whether they name somebody.

A code is judged by all values of it that came in the batch so far, by the rule that the draft of a mapping and the door
of a table go by too (``identity.number_columns``). What is filed under an analyte, in its canonical unit,
is held against what is possible for it instead.
"""

from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa

from hoofbeat.quality.rows import Items, Numbers, Rows, plain
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.identity.code_columns import code_suspicion
from hoofbeat.standards.identity.companions import Companions
from hoofbeat.standards.identity.number_columns import NumberColumn, SignWeight
from hoofbeat.standards.units import is_unit

_SITE = "SITE:"

#: Values of one code that are remembered.
_MOST = 5_000


class Values:
    """What came of one code so far, and what it looks like."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._order: list[str] = []
        self._companions = Companions(2)
        self._verdict = False

    def add(self, values: Numbers, beside: list[list[str]]) -> None:
        """Take values in the order of the cases, and what else is known of each case."""
        for value, *known in zip(values.tolist(), *beside, strict=True):
            if len(self._order) >= _MOST:
                return
            key = str(int(value)) if float(value).is_integer() and value >= 0 else repr(value)
            self._counts[key] += 1
            self._order.append(key)
            self._companions.add(key, known)

    def identify(self, code: str, unit: str, *, declared: bool) -> bool:
        """Whether the values name somebody; asked again as long as there is more to learn."""
        measured = unit != "1" and is_unit(unit)
        column = NumberColumn(
            code,
            self._counts,
            self._order,
            grouped=self._companions.grouped,
            measured=measured,
            declared=declared,
        )
        why = column.suspicion
        self._verdict = why is not None and why.weight > SignWeight.DOUBT
        return self._verdict


def identifying_numbers(rows: Rows) -> Numbers:
    """Count measurements of each row whose code holds numbers of somebody."""
    codes = rows.measured("code").fill_null("").dictionary_encode()
    units = rows.measured("unit").fill_null("").dictionary_encode()
    if not len(codes):
        return np.zeros(len(rows), np.int32)
    seen = rows.memory("identifying_numbers", lambda: defaultdict[tuple[str, str], Values](Values))
    names, kinds = codes.dictionary.to_pylist(), units.dictionary.to_pylist()
    pairs = plain(codes.indices).astype(np.int64) * len(kinds) + plain(units.indices)
    values = plain(rows.measured("value"))
    wrong = np.zeros(len(pairs), bool)
    for pair in np.unique(pairs).tolist():
        code, unit = names[pair // len(kinds)], kinds[pair % len(kinds)]
        if (known := analyte(code)) is not None and known.unit == unit:
            continue
        chosen = (pairs == pair) & np.isfinite(values)
        about = seen[code, unit]
        about.add(values[chosen][:_MOST], _beside(rows, rows.measurement_rows[chosen][:_MOST]))
        if about.identify(code, unit, declared=code in rows.names_nobody):
            wrong |= chosen
    return rows.per_row(rows.measurement_rows[wrong])


def identifying_categories(rows: Rows, stated: Items) -> list[bool]:
    """Say of each distinct finding whether it is a value of a site's own column that holds codes of somebody."""
    seen = rows.memory("identifying_categories", lambda: defaultdict[str, Counter[str]](Counter))
    counts = np.bincount(stated.code, minlength=len(stated.texts)).tolist() if len(stated.texts) else []
    parted = [
        text.removeprefix(_SITE).partition(".") if text.startswith(_SITE) else ("", "", "") for text in stated.texts
    ]
    for (name, _, value), text, count in zip(parted, stated.texts, counts, strict=True):
        if value and text not in rows.names_nobody and len(seen[name]) < _MOST:
            seen[name][value] += count
    verdicts = {name: _codes(name, seen[name]) for name, _, value in parted if value and name in seen}
    return [verdicts.get(name, False) and bool(value) for name, _, value in parted]


def _codes(name: str, counts: Counter[str]) -> bool:
    return (NumberColumn(name, counts).suspicion or code_suspicion(name, counts)) is not None


def _beside(rows: Rows, places: Numbers) -> list[list[str]]:
    """Sex and age of the cases, as texts; nothing where unknown."""
    taken = pa.array(places)
    sexes = rows.column("sex").take(taken).to_pylist()
    ages = rows.column("age").take(taken).to_pylist()
    return [
        ["" if sex in (None, "unknown") else sex for sex in sexes],
        ["" if age is None else f"{age:g}" for age in ages],
    ]
