"""Rows of one patient, and lines that are no patient: titles, units, totals, pages of instructions.

Mirrors: hoofbeat.sources.mapping.drafting.visits, hoofbeat.sources.table.patients, hoofbeat.sources.table.headers
"""

import datetime
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from drafted_tables import Read, read_as_drafted, write_table
from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.table import TableSource

ReadTable = Callable[..., Read]

REDCAP = {
    "record_id": [7001, 7001, 7001, 7002, 7002, 7002, 7003, 7003],
    "redcap_event_name": ["baseline_arm_1", "visit_arm_1", "visit_arm_1"] * 2 + ["baseline_arm_1", "visit_arm_1"],
    "redcap_repeat_instrument": ["", "visit", "visit"] * 2 + ["", "visit"],
    "redcap_repeat_instance": ["", 1, 2] * 2 + ["", 1],
    "sex": ["F", "", "", "M", "", "", "F", ""],
    "age": [11, "", "", 52, "", "", 43, ""],
    "fiebre": ["", 0, 1, "", 1, 0, "", 1],
    "diagnosis": ["Anemia", "", "", "Neumonía", "", "", "Anemia", ""],
}


def test_visits_of_redcap_take_from_the_baseline_what_they_leave_blank(read: ReadTable) -> None:
    found = read(REDCAP, rows=8, ids=False)
    told = [(case.patient_id, case.sex.value, case.age, case.diagnosis) for case in found.cases]
    anemia, pneumonia = "HBD:0000007", "HBD:0000040"
    assert told == [
        *[("7001", "female", 11, anemia)] * 2,
        *[("7002", "male", 52, pneumonia)] * 2,
        ("7003", "female", 43, anemia),
    ]
    assert all(case.notes == ("from other rows of the patient: sex, age, diagnosis",) for case in found.cases)
    assert all(found.unsure(name) for name in ("record_id", "sex", "age", "diagnosis", "redcap_event_name"))
    assert len(found.refused) == 3  # the baseline rows state no finding


def test_a_doubt_about_codes_is_not_hidden_by_the_filling(read: ReadTable) -> None:
    found = read({**REDCAP, "sex": [2, "", "", 1, "", "", 2, ""]}, rows=8, ids=False)
    assert "1 male, 2 female" in str(found.unsure("sex"))
    assert found.cases[0].sex.value == "female"


def test_the_visits_of_a_patient_are_cases_of_their_own_though_they_say_the_same(read: ReadTable) -> None:
    ids = [case.case_id for case in read({**REDCAP, "fiebre": [1]}, rows=8, ids=False).cases]
    assert len(set(ids)) == 8
    assert "7001|visit_arm_1|visit|2" in ids


def test_what_the_rows_of_a_patient_contradict_is_not_filled(read: ReadTable) -> None:
    ids = [f"P{row // 3}" for row in range(24)]
    columns = {"paciente": ids, "visita": [1, 2, 3], "sexo": ["F", "M", ""], "tos": ["si"], "edad": [40, "", ""]}
    found = read(columns, ids=False)
    assert [case.sex.value for case in found.cases[:3]] == ["female", "male", "unknown"]
    assert [case.age for case in found.cases[:3]] == [40, 40, 40]


@pytest.mark.parametrize(
    "above",
    [
        "Hospital General\n",
        "Hospital General;;;;\nReporte 2023;;;;\n\n",
        "REPORTE;DE;;;\n;;;;\nPeriodo: enero - marzo;;;;\n",
        "Paciente;;;Síntomas;;Final\n",
    ],
)
def test_titles_above_the_names_are_found_and_written(read: ReadTable, above: str) -> None:
    columns = {
        "sexo": ["M", "F"],
        "edad": [30, 40, 71],
        "fiebre": ["si", "no"],
        "tos": ["no"],
        "diagnóstico": ["Anemia", "Neumonía"],
    }
    found = read(columns, above=above)
    assert found.drafted.settings["table"] == {"header_row": str(above.count("\n") + 1)}
    assert (len(found.cases), found.refused) == (24, [])
    assert found.cases[0].sex.value == "male"


def test_a_mapping_that_looks_in_the_wrong_line_is_told_the_right_one(tmp_path: Path) -> None:
    columns = {"folio": list(range(24)), "edad": [30], "fiebre": ["si", "no"]}
    plain = write_table(tmp_path / "a.csv", columns)
    read_as_drafted(plain)
    titled = write_table(tmp_path / "b.csv", columns, above="Hospital General\n\n")
    source = TableSource(titled, plain.with_suffix(".yaml"))
    with pytest.raises(SourceError, match=r"stand in line 3, not 1.*`table: \{header_row: 3\}`"):
        next(source.records())


def test_units_below_the_names_and_totals_at_the_end_are_no_patients(read: ReadTable) -> None:
    columns = {"edad": [30, 8, 71], "fiebre": ["si", "no"], "temp": ["38,5", "36,9", "39,1"], "sexo": ["M", "F"]}
    below = "TOTAL;24;12;;12\nFuente: registros del hospital;;;;\n"
    found = read(columns, below=below)
    assert len(found.cases) == 24
    assert [reason.split(" → ")[0] for reason in found.refused] == ["the row holds totals or a note, no patient"] * 2
    units = ["meses", "(Sí/No)", "°C", "M/F"]
    under = {name: [unit, *values * 24] for (name, values), unit in zip(columns.items(), units, strict=True)}
    described = read({"folio": ["", *(f"c{row}" for row in range(24))], **under}, rows=25, ids=False)
    assert described.drafted.settings["table"] == {"under_header": "1"}
    assert len(described.cases) == 24
    assert described.cases[0].age == pytest.approx(2.5)
    assert described.entry("temp") == {"kind": "measurement", "loinc": "8310-5", "unit": "Cel"}


def test_the_ids_in_a_second_line_say_what_the_columns_are(read: ReadTable) -> None:
    found = read(
        {
            "PMID": ["CURIE", *["PMID:1"] * 23],
            "individual_id": ["str", *(f"i{row}" for row in range(23))],
            "disease_id": ["CURIE", *["OMIM:154700"] * 23],
            "age": ["age", *["P4Y"] * 23],
            "long fingers": ["HP:0001166", *["observed", "excluded", "P2Y", "na"] * 6],
            "fits": ["HP:0001250", *["observed", "excluded"] * 12],
        },
        ids=False,
    )
    assert found.cases[0].observed == ("HP:0001166", "HP:0001250")
    assert found.cases[2].findings[0].onset_years == 2


def test_the_sheet_that_is_a_table_is_read_and_doubted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.append(["Llene la hoja Datos"])
    page = book.create_sheet("Datos")
    page.append(["Registro 2022"])
    page.merge_cells("A1:D1")
    page.append(["HC", "F. nacimiento", "F. atención", "Fiebre"])
    for row in range(20):
        page.append([row, datetime.datetime(1990, 1, 1), datetime.datetime(2020, 1, 1 + row), ["Sí", "No"][row % 2]])
    page.append(["Total", None, None, 10])
    book.create_sheet("Códigos").append(["código", "nombre"])
    path = tmp_path / "t.xlsx"
    book.save(path)
    found = read_as_drafted(path)
    assert found.drafted.settings["table"] == {"sheet": "Datos", "header_row": "2"}
    assert (
        'table: {sheet: Datos, header_row: "2"}  # CHECK 0.60 the first sheet that is a table; or another one?'
        in found.text
    )
    assert len(found.cases) == 20
    assert found.cases[0].age == pytest.approx(30, abs=0.01)


def test_a_pedigree(read: ReadTable) -> None:
    found = read(
        {
            "family_id": [f"F{row // 2}" for row in range(60)],
            "id": [f"I{row}" for row in range(60)],
            "paternal_id": [f"D{row}" for row in range(60)],
            "sex": [1, 2],
            "affected": [2, 1],
            "hpo_terms": ["HP:0001250,HP:0000252", "HP:0001263"],
        },
        rows=60,
        ids=False,
    )
    assert [case.group for case in found.cases[40:42]] == ["F20", "F20"]
    assert {case.diagnosis for case in found.cases} == {None}
    assert found.cases[0].observed == ("HP:0001250", "HP:0000252")
    assert found.unsure("affected") is not None
