"""What a rule may speak of: the columns of each layer, computed only where a rule asks for them.

Most are counts of what should not be there, so that the rule is the same short one everywhere (0 is expected) and the
work is done on whole arrays. Beside those listed, any measurement's code (``8867-4``, ``SITE:weight``) is a column of
its values, and any finding's id (``HP:0001250``) one of 1 observed, 0 excluded, missing where nothing is stated.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hoofbeat.domain.case import FINDING_ID_PATTERN
from hoofbeat.quality.identifying import names_somebody
from hoofbeat.quality.measured import impossible, unconverted, unconvertible
from hoofbeat.quality.rows import Items, Numbers, Rows, breaks, judge, plain
from hoofbeat.quality.rules import Layer
from hoofbeat.quality.seen import Keys, keys_of
from hoofbeat.quality.site_values import identifying_categories, identifying_numbers

Compute = Callable[[Rows], Numbers | pd.Categorical]

_FINDING = re.compile(FINDING_ID_PATTERN)
_DISEASE = re.compile(r"[A-Za-z][A-Za-z0-9_.]*:\S.*")
_CODE = re.compile(r"\d{1,7}-\d|HBM:[A-Z0-9]+|SITE:[a-z0-9][a-z0-9_.\-]{0,79}")
_PSEUDONYM = r"^[a-z]+-[0-9a-f]{16,64}$"
_SOURCE = r"^[a-z0-9][a-z0-9_\-]{0,59}$"

#: A little room between the clocks of two machines.
_CLOCKS = timedelta(minutes=5)


def is_code(column: str) -> bool:
    """Whether a column is a measurement's code or a finding's id."""
    return bool(_CODE.fullmatch(column) or _FINDING.fullmatch(column))


def compute(layer: Layer, column: str, rows: Rows) -> Numbers | pd.Categorical:
    """Compute one column of a part of a batch."""
    known = COLUMNS[layer].get(column)
    if known is not None:
        return known(rows)
    return (
        _finding(rows, column) if _FINDING.fullmatch(column) and not _measured(rows, column) else _value(rows, column)
    )


def _measured(rows: Rows, code: str) -> bool:
    """Whether a site's code, which may be of either, is a number here."""
    return code.startswith("SITE:") and bool(pc.any(pc.equal(rows.measured("code"), code)).as_py())


def _value(rows: Rows, code: str) -> Numbers:
    chosen = plain(pc.equal(rows.measured("code"), code))
    values = np.full(len(rows), np.nan)
    values[rows.measurement_rows[chosen]] = plain(rows.measured("value"))[chosen]
    return values


def _finding(rows: Rows, finding: str) -> Numbers:
    values = np.full(len(rows), np.nan)
    for stated, value in ((rows.excluded, 0.0), (rows.observed, 1.0)):
        if finding in stated.texts:
            values[stated.row[stated.code == stated.texts.index(finding)]] = value
    return values


def _malformed_findings(rows: Rows) -> Numbers:
    wrong = breaks(_FINDING)
    return _wrong_items(rows, rows.observed, wrong) + _wrong_items(rows, rows.excluded, wrong)


def _wrong_items(rows: Rows, stated: Items, is_wrong: Callable[[str], bool]) -> Numbers:
    return _marked_items(rows, stated, [is_wrong(text) for text in stated.texts])


def _marked_items(rows: Rows, stated: Items, marks: list[bool]) -> Numbers:
    return rows.per_row(stated.row[np.array(marks, bool)[stated.code]])


def _repeated_findings(rows: Rows) -> Numbers:
    """Findings stated more than once in a case: twice observed, or observed and excluded."""
    texts = {text: code for code, text in enumerate(dict.fromkeys([*rows.observed.texts, *rows.excluded.texts]))}
    keys = np.sort(np.concatenate([_keys(rows.observed, texts), _keys(rows.excluded, texts)]))
    return rows.per_row(keys[1:][keys[1:] == keys[:-1]] // len(texts)) if len(keys) else np.zeros(len(rows), np.int32)


def _keys(stated: Items, codes: Mapping[str, int]) -> Numbers:
    """One number for each pair of a row and what is stated in it."""
    known = np.array([codes[text] for text in stated.texts], np.int64)
    keys: Numbers = stated.row * len(codes) + known[stated.code] if len(known) else np.zeros(0, np.int64)
    return keys


def _misaligned(rows: Rows) -> Numbers:
    stated = rows.lengths("observed") + rows.lengths("excluded")
    wrong: Numbers = (rows.lengths("onset_years") != stated) | (rows.lengths("derived_from") != stated)
    return wrong.astype(np.int8)


def _malformed_codes(rows: Rows) -> Numbers:
    return rows.per_row(rows.measurement_rows[judge(rows.measured("code"), breaks(_CODE))])


def _not_finite(rows: Rows) -> Numbers:
    finite = plain(pc.is_finite(rows.measured("value")).fill_null(False))
    return rows.per_row(rows.measurement_rows[~finite])


def _malformed(column: str, form: re.Pattern[str]) -> Compute:
    return lambda rows: judge(rows.column(column), breaks(form)).astype(np.int8)


def _identifying(column: str) -> Compute:
    return lambda rows: judge(rows.column(column), names_somebody).astype(np.int8)


def _identifying_notes(rows: Rows) -> Numbers:
    notes = rows.column("notes")
    parents = plain(pc.list_parent_indices(notes)).astype(np.int64)
    return rows.per_row(parents[judge(pc.list_flatten(notes), names_somebody)])


def _stated_count(rows: Rows) -> Numbers:
    """Findings and measurements; a revision that withdraws its case has nothing to state, and counts as one."""
    stated: Numbers = rows.lengths("observed") + rows.lengths("excluded") + rows.lengths("measurements")
    stated += plain(rows.column("withdrawn"))
    return stated


def _identifying_findings(rows: Rows) -> Numbers:
    return sum(
        (
            _wrong_items(rows, stated, names_somebody)
            | _marked_items(rows, stated, identifying_categories(rows, stated))
            for stated in (rows.observed, rows.excluded)
        ),
        np.zeros(len(rows), np.int32),
    )


def _identifying_measurements(rows: Rows) -> Numbers:
    wrong = judge(rows.measured("code"), names_somebody) | judge(rows.measured("unit"), names_somebody)
    return rows.per_row(rows.measurement_rows[wrong])


def _from_the_future(rows: Rows) -> Numbers:
    latest = pa.scalar(datetime.now(UTC) + _CLOCKS, pa.timestamp("us", "UTC"))
    return plain(pc.greater(rows.column("ingested_at"), latest)).astype(np.int8)


def _revision_keys(rows: Rows) -> Keys:
    revisions = plain(rows.column("revision")).astype(np.uint64)
    return keys_of(rows.column("case_id")) + revisions * np.uint64(0x9E3779B97F4A7C15)


_RECORDS: dict[str, Compute] = {
    "source": lambda rows: rows.texts("source"),
    "ordinal": lambda rows: plain(rows.column("ordinal")),
    "sealed_bytes": lambda rows: plain(pc.binary_length(rows.column("sealed"))),
    "unnamed_source": lambda rows: rows.mismatches("source", _SOURCE),
    "malformed_hash": lambda rows: rows.mismatches("content_hash", r"^[0-9a-f]{64}$"),
    "malformed_batch": lambda rows: rows.mismatches("batch", r"^[0-9A-Za-z\-]{8,64}$"),
    "repeated_record": lambda rows: rows.repeats("repeated_record", keys_of(rows.column("content_hash"))),
    "from_the_future": _from_the_future,
}

_CASES: dict[str, Compute] = {
    "source": lambda rows: rows.texts("source"),
    "case_id": lambda rows: rows.texts("case_id"),
    "patient_id": lambda rows: rows.texts("patient_id"),
    "age": lambda rows: rows.floats("age"),
    "sex": lambda rows: rows.texts("sex"),
    "diagnosis": lambda rows: rows.texts("diagnosis"),
    "diagnosis_name": lambda rows: rows.texts("diagnosis_name"),
    "group": lambda rows: rows.texts("group"),
    "undiagnosed": lambda rows: plain(rows.column("diagnosis").is_null()).astype(np.int8),
    "revision": lambda rows: plain(rows.column("revision")),
    "observed_count": lambda rows: rows.lengths("observed"),
    "excluded_count": lambda rows: rows.lengths("excluded"),
    "finding_count": lambda rows: rows.lengths("observed") + rows.lengths("excluded"),
    "stated_count": _stated_count,
    "measurement_count": lambda rows: rows.lengths("measurements"),
    "note_count": lambda rows: rows.lengths("notes"),
    "malformed_case_id": lambda rows: rows.mismatches("case_id", _PSEUDONYM),
    "malformed_patient_id": lambda rows: rows.mismatches("patient_id", _PSEUDONYM),
    "malformed_diagnosis": _malformed("diagnosis", _DISEASE),
    "malformed_findings": _malformed_findings,
    "repeated_findings": _repeated_findings,
    "misaligned_findings": _misaligned,
    "malformed_codes": _malformed_codes,
    "not_finite": _not_finite,
    "unconverted_units": unconverted,
    "unconvertible_units": unconvertible,
    "impossible_values": impossible,
    **{f"identifier_in_{column}": _identifying(column) for column in ("diagnosis", "diagnosis_name", "group")},
    "identifier_in_notes": _identifying_notes,
    "identifier_in_findings": _identifying_findings,
    "identifier_in_measurements": _identifying_measurements,
    "identifier_in_values": identifying_numbers,
    "repeated_record": lambda rows: rows.repeats("repeated_record", keys_of(rows.column("content_hash"))),
    "repeated_revision": lambda rows: rows.repeats("repeated_revision", _revision_keys(rows)),
}

_GOLD: dict[str, Compute] = {
    **_CASES,
    "disease_id": lambda rows: rows.texts("disease_id"),
    "untrainable": lambda rows: plain(rows.column("disease_id").is_null()).astype(np.int8),
    "malformed_disease": _malformed("disease_id", _DISEASE),
    "repeated_case": lambda rows: rows.repeats("repeated_case", keys_of(rows.column("case_id"))),
}

#: The records of one source in one batch.
INTAKE = ("read", "accepted", "quarantined", "unaccounted", "quarantined_share")

#: The whole of gold.
COHORT = (
    "cases", "lost_cases", "surplus_cases", "diagnosed_share", "diseases", "unlisted_diseases", "largest_share",
    "thin_diseases_share",
)  # fmt: skip

#: Layers whose rows are computed from tables; ``intake`` and ``cohort`` are one row of figures each.
COLUMNS: Mapping[Layer, Mapping[str, Compute]] = {"bronze": _RECORDS, "silver": _CASES, "gold": _GOLD}
