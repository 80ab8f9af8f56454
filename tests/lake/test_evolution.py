import pyarrow as pa
import pytest

from hoofbeat.domain.errors import LakeError
from hoofbeat.lake.evolution import check_evolution, conform, written_schema

SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("age", pa.float64()),
        pa.field("notes", pa.list_(pa.string()), nullable=False),
    ]
)


@pytest.mark.parametrize("columns", [["id"], ["id", "age"], ["notes", "id"], ["id", "age", "notes"]])
def test_columns_that_may_be_empty_may_be_new(columns: list[str]) -> None:
    check_evolution("silver", SCHEMA, pa.schema([SCHEMA.field(column) for column in columns]))


@pytest.mark.parametrize(
    ("found", "named"),
    [
        ([SCHEMA.field("age")], "lacks column id"),
        ([SCHEMA.field("id"), pa.field("sex", pa.string())], "has column sex, which this version does not know"),
        ([SCHEMA.field("id"), pa.field("years", pa.float64())], "has column years, which"),  # renamed
        ([SCHEMA.field("id"), pa.field("age", pa.string())], "has column age as string instead of double"),
        ([SCHEMA.field("id"), pa.field("notes", pa.list_(pa.int64()))], "has column notes as list<"),
    ],
)
def test_every_other_difference_is_refused_by_name(found: list[pa.Field], named: str) -> None:
    with pytest.raises(LakeError, match=f"lake table silver .*{named}"):
        check_evolution("silver", SCHEMA, pa.schema(found))


def test_a_new_column_may_be_empty_in_the_table_even_if_our_rows_fill_it() -> None:
    found = pa.schema([SCHEMA.field("id")])
    assert [field.nullable for field in written_schema(SCHEMA, found)] == [False, True, True]
    assert written_schema(SCHEMA, None) == SCHEMA


def test_what_old_rows_lack_reads_as_null_or_as_an_empty_list() -> None:
    old = pa.RecordBatch.from_pylist([{"id": "a"}, {"id": "b"}])
    batch = conform(old, SCHEMA, ["notes", "age", "id"])
    assert batch.schema == pa.schema([SCHEMA.field(name) for name in ("notes", "age", "id")])
    assert batch.to_pylist() == [{"notes": [], "age": None, "id": "a"}, {"notes": [], "age": None, "id": "b"}]
    half = pa.RecordBatch.from_pydict({"id": ["a", "b"], "notes": pa.array([None, ["x"]], pa.list_(pa.string()))})
    assert conform(half, SCHEMA, ["notes"]).to_pydict() == {"notes": [[], ["x"]]}
