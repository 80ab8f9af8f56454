"""The columns of every table of the lake."""

import pyarrow as pa

_TEXTS = pa.list_(pa.string())
_TIME = pa.timestamp("us", "UTC")
_MEASUREMENTS = pa.list_(pa.struct([("code", pa.string()), ("value", pa.float64()), ("unit", pa.string())]))


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


#: Records as they came, once each. The payload is unchanged and may name the patient.
BRONZE = pa.schema(
    [
        _required("source", pa.string()),
        _required("location", pa.string()),
        _required("content_hash", pa.string()),
        _required("payload", pa.string()),
        _required("ingested_at", _TIME),
    ]
)

#: Records that could not become a case, with a reason a person can act on and the stage that refused them.
QUARANTINE = pa.schema(
    [
        _required("source", pa.string()),
        _required("location", pa.string()),
        _required("content_hash", pa.string()),
        _required("payload", pa.string()),
        _required("reason", pa.string()),
        _required("stage", pa.string()),
        _required("ingested_at", _TIME),
    ]
)

#: Pseudonymised cases. ``onset_years`` runs parallel to ``observed`` followed by ``excluded``; ``ordinal`` is the
#: record's position in its source, for a fixed order (its location may name the patient and stays in bronze).
SILVER = pa.schema(
    [
        _required("content_hash", pa.string()),
        _required("case_id", pa.string()),
        _required("source", pa.string()),
        _required("ordinal", pa.int64()),
        pa.field("age", pa.float64()),
        _required("sex", pa.string()),
        _required("observed", _TEXTS),
        _required("excluded", _TEXTS),
        _required("onset_years", pa.list_(pa.float64())),
        _required("measurements", _MEASUREMENTS),
        pa.field("diagnosis", pa.string()),
        pa.field("diagnosis_name", pa.string()),
        pa.field("group", pa.string()),
        _required("notes", _TEXTS),
    ]
)

#: Silver with the diagnosis as the catalogue names it.
GOLD = SILVER.append(pa.field("disease_id", pa.string()))
