"""The columns of every table of the lake."""

import pyarrow as pa

_TEXTS = pa.list_(pa.string())
_TIME = pa.timestamp("us", "UTC")
_MEASUREMENTS = pa.list_(pa.struct([("code", pa.string()), ("value", pa.float64()), ("unit", pa.string())]))


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


_SEALED_RECORD = [
    _required("source", pa.string()),
    _required("ordinal", pa.int64()),
    _required("content_hash", pa.string()),
    _required("sealed", pa.binary()),
    _required("batch", pa.string()),
    _required("ingested_at", _TIME),
]

#: Records as they came, once each. ``ordinal`` is the record's position in its source, ``sealed`` its location and
#: unchanged text for the holder of the key (see ``vault``), ``batch`` the run that brought it.
BRONZE = pa.schema(_SEALED_RECORD)

#: Records that could not become a case, with a reason a person can act on and the stage that refused them.
QUARANTINE = pa.schema([*_SEALED_RECORD, _required("reason", pa.string()), _required("stage", pa.string())])

#: Pseudonymised cases. ``onset_years`` and ``derived_from`` run parallel to ``observed`` followed by ``excluded``;
#: ``content_hash`` leads back to the record in bronze. A case may stand here in several revisions; one
#: that is ``withdrawn`` says nothing, and takes the case out of gold. ``altitude``, in metres, is the one that findings
#: were concluded for.
SILVER = pa.schema(
    [
        _required("content_hash", pa.string()),
        _required("case_id", pa.string()),
        pa.field("patient_id", pa.string()),
        _required("revision", pa.int64()),
        _required("source", pa.string()),
        _required("ordinal", pa.int64()),
        pa.field("age", pa.float64()),
        _required("sex", pa.string()),
        _required("observed", _TEXTS),
        _required("excluded", _TEXTS),
        _required("onset_years", pa.list_(pa.float64())),
        _required("derived_from", _TEXTS),
        _required("measurements", _MEASUREMENTS),
        pa.field("diagnosis", pa.string()),
        pa.field("diagnosis_name", pa.string()),
        pa.field("group", pa.string()),
        _required("notes", _TEXTS),
        _required("withdrawn", pa.bool_()),
        pa.field("altitude", pa.float64()),
    ]
)

#: The newest revision of each case of silver, with the diagnosis as the catalogue names it.
GOLD = SILVER.append(pa.field("disease_id", pa.string()))
