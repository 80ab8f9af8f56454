"""How a table's columns may change.

A column that is new and may be empty (or is a list) is added to a table that lacks it; the rows from before read as
null, or as an empty list. Every other difference is refused by name: a column the table has and this version does not
know, one of another type, and a new one that every row must fill.
"""

from collections.abc import Sequence

import pyarrow as pa

from hoofbeat.domain.errors import LakeError


def check_evolution(name: str, schema: pa.Schema, found: pa.Schema) -> None:
    """See that a table can be read and written with the columns of this version.

    Args:
        name: name of the table.
        schema: the columns this version knows.
        found: the columns the table has.

    Raises:
        LakeError: a column was removed, renamed or retyped, or a new one cannot be empty.
    """
    faults = [
        f"has column {column}, which this version does not know" for column in found.names if column not in schema.names
    ]
    for field in schema:
        if field.name in found.names:
            if (kind := found.field(field.name).type) != field.type:
                faults.append(f"has column {field.name} as {_short(kind)} instead of {_short(field.type)}")
        elif not _may_lack(field):
            faults.append(f"lacks column {field.name}")
    if faults:
        raise LakeError(
            f"lake table {name} {' and '.join(faults)}",
            hint="use the version of Hoofbeat that wrote this lake, or ingest into a new lake",
        )


def written_schema(schema: pa.Schema, found: pa.Schema | None) -> pa.Schema:
    """The columns as a commit writes them.

    A column that is new to an existing table may be empty there, whatever our own rows hold: older rows lack it.
    """
    if found is None:
        return schema
    fields = [
        field.with_nullable(found.field(field.name).nullable if field.name in found.names else True) for field in schema
    ]
    return pa.schema(fields)


def conform(batch: pa.RecordBatch, schema: pa.Schema, columns: Sequence[str]) -> pa.RecordBatch:
    """Lay a batch out with these columns of the schema; what it lacks is null, or an empty list."""
    fields = [schema.field(column) for column in columns]
    arrays = [_filled(batch, field) for field in fields]
    return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields)) if fields else batch


def _filled(batch: pa.RecordBatch, field: pa.Field) -> pa.Array:
    if field.name in batch.schema.names:
        array = batch.column(field.name)
        if field.nullable or not array.null_count or not _is_list(field):
            return array if array.type == field.type else array.cast(field.type)
        return pa.array([value if value is not None else [] for value in array.to_pylist()], field.type)
    if field.nullable:
        return pa.nulls(batch.num_rows, field.type)
    return pa.array([[]] * batch.num_rows, field.type)


def _may_lack(field: pa.Field) -> bool:
    return field.nullable or _is_list(field)


def _is_list(field: pa.Field) -> bool:
    return bool(pa.types.is_list(field.type))


def _short(kind: pa.DataType) -> str:
    text = str(kind)
    return text if len(text) <= 40 else f"{text[:39]}…"
