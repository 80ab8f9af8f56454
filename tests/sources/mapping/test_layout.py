"""Mappings in YAML: what they say, and what they may not.

Mirrors: hoofbeat.sources.mapping.columns, hoofbeat.sources.mapping.yaml
"""

from pathlib import Path

import pytest

from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.mapping import read_mapping
from hoofbeat.sources.mapping.columns import FindingColumn, MeasurementColumn


def refusal(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_mapping(path)
    return str(caught.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "m.yaml"


def test_every_scalar_is_a_text_as_it_stands_in_the_table(path: Path) -> None:
    path.write_text("columns:\n  q: {kind: finding, id: HP:0001945, yes: [Yes, 1, 1.0], no: No}\n  1: ignore\n")
    mapping = read_mapping(path)
    column = mapping.columns["q"]
    assert isinstance(column, FindingColumn)
    assert (column.yes, column.no) == (("Yes", "1", "1.0"), ("No",))
    assert mapping.columns["1"].kind == "ignore"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{kind: finding}", "column x: give either `id`"),
        ("{kind: finding, id: HP:19}", "column x, id: "),
        ("{kind: finding, values: {a: HP:19}}", "column x, values.a: neither an id"),
        ("{kind: finding, values: {a: ignore}, yes: a}", "column x: `yes` and `no` belong to `id`"),
        ("{kind: finding, ids: true, no: none}", "column x: `yes` and `no` belong to `id`"),
        ("{kind: finding, id: HP:0001945, excluded: true}", "column x: `excluded` belongs to `ids`"),
        ("{kind: measurement, loinc: 718-7}", "column x, unit: Field required"),
        ("{kind: measurement, loinc: [8480-6, 8462-4], unit: 'mm[Hg]'}", "column x: several codes need a `separator`"),
        ("{kind: measurement, loinc: 718-7, unit: furlong}", "column x: furlong is no unit"),
        ("{kind: measurement, loinc: 718-7, unit: Cel}", "column x: 718-7 cannot be in Cel"),
        ("{kind: diagnosis}", "column x: give `values`, `ids: true` or `site: true`"),
        ("{kind: diagnosis, values: {a: Marfan}}", "column x, values.a: neither an id"),
        ("{kind: site_feature, type: number, yes: a}", "column x: yes does not belong to type number"),
        ("{kind: sex, values: {F: femme}}", "column x, values.F: "),
        ("{kind: age, unit: decades}", "column x, unit: "),
        ("{kind: spell}", "column x: "),
        ("{kind: id, note: 1}", "column x, note: Extra inputs"),
    ],
)
def test_a_wrong_entry_is_refused_by_file_column_and_field(path: Path, entry: str, said: str) -> None:
    message = refusal(path, f"columns:\n  x: {entry}\n")
    assert message.startswith("m.yaml: ")
    assert said in message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 2\ncolumns: {a: id}", "version"),
        ("decimal: ';'\ncolumns: {a: id}", "decimal"),
        ("colums: {a: id}", "columns: Field required"),
        ("columns: {}", "columns"),
        ("- a", "mapping"),
        ("columns: [a", "no YAML (line 1"),
        ("columns:\n  a: id\n  a: id\n", "a stands twice in the entry at line 2"),
        ("columns: {a: {kind: sex}, b: {kind: sex}}", "columns a, b are all sex"),
        ("columns: {a: id, u: age_unit}", "column u is the unit of an age: there must be one age column"),
        ("columns: {a: id, v: visit}", "`visit` and `fill_from_patient` need a column that is `patient`"),
        ("fill_from_patient: [f]\ncolumns: {a: patient}", "fill_from_patient: the column f is not among the columns"),
        (
            "columns:\n  q 1: {kind: site_feature, type: yes_no}\n  Q-1: {kind: site_feature, type: yes_no}",
            "two columns would be SITE:q-1",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(path: Path, text: str, said: str) -> None:
    assert said in refusal(path, text)


def test_a_missing_file_is_said(path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_mapping(path)


def test_a_pressure_of_two_numbers_has_two_codes(path: Path) -> None:
    path.write_text("columns:\n  ta: {kind: measurement, loinc: [8480-6, 8462-4], separator: /, unit: 'mm[Hg]'}\n")
    column = read_mapping(path).columns["ta"]
    assert isinstance(column, MeasurementColumn)
    assert column.loinc == ("8480-6", "8462-4")
