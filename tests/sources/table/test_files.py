"""Files of tables as they come: encodings, delimiters, quotes, Excel, Parquet, and what is none.

Mirrors: hoofbeat.sources.table.delimited
"""

import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.mapping import TableLayout
from hoofbeat.sources.table.cells import Cell, number_of, text_of
from hoofbeat.sources.table.dates import date_of
from hoofbeat.sources.table.files import read_table, table_files

HEADER = ["name", "note", "n"]


def read(path: Path, **layout: object) -> tuple[list[str], list[list[Cell]], list[str | None]]:
    header, rows = read_table(path, TableLayout.model_validate(layout))
    found = list(rows)
    return header, [row.cells for row in found], [row.defect for row in found]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [HEADER, ["ñandú", "sí", "1"], ["Ø", "no", "2"]]
    path = write(tmp_path / "t.csv", "\r\n".join(delimiter.join(line) for line in lines) + "\r\n", encoding)
    assert read(path) == (HEADER, lines[1:], [None, None])


def test_commas_in_numbers_do_not_part_cells_where_semicolons_do(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n")
    assert read(path)[1] == [["1,5", "2,5", "3,5"]] * 2


def test_a_quoted_cell_may_span_lines_and_hold_delimiters(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", 'name,note,n\na,"one, two\r\nand ""three""",1\nb,x,2\n')
    assert read(path)[1] == [["a", 'one, two\nand "three"', "1"], ["b", "x", "2"]]


def test_a_stray_quote_damages_its_own_row_alone(tmp_path: Path) -> None:
    rows = ["name,note,n", 'a,"never closed,1', *(f"b{number},x,2" for number in range(300)), 'c,"fine",3']
    _, cells, defects = read(write(tmp_path / "t.csv", "\n".join(rows)))
    assert len(cells) == 302
    assert defects[0] is not None
    assert "quote" in defects[0]
    assert defects[1:] == [None] * 301
    assert cells[-1] == ["c", "fine", "3"]


def test_a_stray_quote_is_not_closed_by_another_stray_one(tmp_path: Path) -> None:
    _, cells, defects = read(write(tmp_path / "t.csv", 'name,note,n\na,"open,1\nb,x,2\nc,"open,2\nd,z,4\n'))
    assert [defect is None for defect in defects] == [False, True, False, True]
    assert (cells[1], cells[3]) == (["b", "x", "2"], ["d", "z", "4"])


def test_a_row_of_another_width_carries_its_defect(tmp_path: Path) -> None:
    _, cells, defects = read(write(tmp_path / "t.csv", "name,note,n\na,1\nb,x,2,3\nc,x,2,,\nd,x,2\n"))
    assert defects == ["the row has 2 cells, the header 3", "the row has 4 cells, the header 3", None, None]
    assert cells[2] == ["c", "x", "2"]  # empty cells behind the last column are no cells


def test_bytes_that_are_no_text_damage_their_own_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("name,note,n\nñ,x,1\n".encode() + b"b\xff,x,2\n" + "é,x,3\n".encode())
    _, cells, defects = read(path)
    assert defects == [None, "cell 1 holds bytes that are no text", None]
    assert cells[1] == ["b\\udcff", "x", "2"]


def test_blank_rows_are_passed_over_and_a_hint_of_excel_is_understood(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "sep=;\nname;note;n\n\na;x,y;1\n;;\n")
    assert read(path)[:2] == (HEADER, [["a", "x,y", "1"]])


def test_names_may_stand_further_down(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "Report of the year\n\nname,note,n\na,x,1\n")
    assert read(path, header_row=3)[:2] == (HEADER, [["a", "x", "1"]])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("t.csv", b"", "empty"),
        ("t.csv", b"a,b,a\n1,2,3\n", "several columns a"),
        ("t.csv", b",,\n1,2,3\n", "no column names → say where they stand: `table: {header_row: …}`"),
        ("t.csv", b"PK\x03\x04\0\0\0\nxx\0", "no text"),
        ("t.parquet", b"PAR1 no", "no Parquet"),
        ("t.xlsx", b"no zip", "no .xlsx"),
        ("t.doc", b"x", "no CSV"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=reason):
        read(table_files(path)[0])


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"x")
    (tmp_path / ".hidden.csv").write_text("a\n1\n")
    with pytest.raises(SourceError, match=r"holds no table → give files that end in .*csv"):
        table_files(tmp_path)


def test_an_encoding_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no encoding klingon is known → write utf-8 or latin-1"):
        read(write(tmp_path / "t.csv", "a,b\n1,2\n"), encoding="klingon")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        table_files(tmp_path / "none.csv")


def test_parquet_keeps_numbers_and_turns_dates_to_iso(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    table = {"name": ["a", None], "day": [datetime.date(2024, 3, 1), None], "n": [1.5, float("nan")]}
    pq.write_table(pa.table(table), path)
    assert read(path)[:2] == (["name", "day", "n"], [["a", "2024-03-01", 1.5]])


def test_excel_is_read_as_it_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Nombre", "Fecha", "n", None])
    page.append(["ñ", datetime.datetime(2024, 3, 1), 2.0])
    page.append([None, None, None])
    page.append(["b", datetime.datetime(2024, 3, 1, 8, 30), True])
    book.create_sheet("Other").append(["x"])
    path = tmp_path / "t.xlsx"
    book.save(path)
    header, cells, defects = read(path)
    assert header == ["Nombre", "Fecha", "n"]
    assert cells == [["ñ", "2024-03-01", 2], ["b", "2024-03-01T08:30:00", True]]
    assert defects == [None, None]
    assert read(path, sheet="Other")[0] == ["x"]
    with pytest.raises(SourceError, match="no sheet"):
        read(path, sheet="Third")


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".hidden.csv", "~$a.xlsx", "notes.md"):
        write(tmp_path / name, "x\n1\n")
    assert [path.name for path in table_files(tmp_path)] == ["a.csv", "b.csv"]


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("38,9", ",", 38.9), ("36.5", ",", 36.5), ("1.234,5", ",", 1234.5), ("1.234", ",", 1234), ("0.125", ",", 0.125),
        ("1,234.5", ".", 1234.5), ("1,234", ".", 1234), ("1 234 567", ".", 1234567), ("-3", ".", -3), (".5", ".", 0.5),
        ("1e3", ".", 1000), ("38,5 °C", ",", 38.5), ("", ".", None), ("x", ".", None), ("1/2", ".", None),
        ("1.2.3", ".", None), ("٣", ".", None), ("nan", ".", None), ("inf", ".", None), (2, ",", 2), (True, ".", None),
    ],
)  # fmt: skip
def test_numbers(text: Cell, decimal: str, number: float | None) -> None:
    assert number_of(text, decimal, "°C") == number


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("21", 21), ("21 1", 21), ("11", 11)])
def test_a_unit_that_is_a_digit_takes_no_digit_of_the_number(text: str, number: float) -> None:
    assert number_of(text, ".", "1") == number


def test_dates_are_read_by_the_forms_given_or_as_iso() -> None:
    forms = ("%d/%m/%Y", "%d/%m/%Y %H:%M")
    day = datetime.date(2024, 3, 1)
    assert [date_of(text, forms) for text in ("01/03/2024", "01/03/2024 08:30", "2024-03-01", "2024-03-01T08:30")] == [
        day
    ] * 4
    assert date_of("31/02/2024", forms) is None


def test_texts_of_typed_cells_are_as_a_person_writes_them() -> None:
    assert [text_of(cell) for cell in (3.0, 3.5, True, None, " x ", 7)] == ["3", "3.5", "true", "", "x", "7"]
