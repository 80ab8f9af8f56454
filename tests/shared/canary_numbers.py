"""A hospital's table with numbers of persons and records under many names, as a spreadsheet keeps them: as numbers.

Each number stands nowhere else, so that any trace of one is a leak. Half of the names say what they are, in Spanish and
English, the others say nothing.
"""

import csv
import random
import re
from collections.abc import Callable
from pathlib import Path

from hoofbeat.standards.identity.check_digits import cpf, dui, ecuador, luhn, nhs, uruguay

ROWS = 60
_LONG = re.compile(rb"\d{8,}")
_DRAW = random.Random(12)


def _checked(fits: Callable[[str], bool], length: int, start: str = "") -> list[int]:
    found: set[int] = set()
    while len(found) < ROWS:
        digits = start + str(_DRAW.randrange(10 ** (length - len(start)))).zfill(length - len(start))
        if fits(digits):
            found.add(int(digits))
    return sorted(found, key=lambda number: str(number)[::-1])


def _drawn(low: int, high: int) -> list[int]:
    return _DRAW.sample(range(low, high), ROWS)


def _visits(patients: int, low: int, high: int) -> list[int]:
    """Numbers that come back, as where a patient has several rows."""
    numbers = _DRAW.sample(range(low, high), patients)
    return [*numbers, *_DRAW.choices(numbers, k=ROWS - patients)]


#: Column → its numbers, row by row.
NUMBERS: dict[str, list[int]] = {
    "No. Identificación": _checked(ecuador, 10, "1"),
    "Identificación": _drawn(1_010_000_000, 1_190_000_000),
    "CI": _checked(uruguay, 8, "4"),
    "C.I.": _drawn(3_100_000, 9_800_000),
    "ced": _checked(ecuador, 10, "09"),
    "Nro HC": _drawn(310_000, 985_000),
    "N° Historia Clínica": _drawn(40_100, 99_800),
    "HCU": _drawn(1_700_000_000, 1_799_999_999),
    "DUI": _checked(dui, 9, "0"),
    "Nro. Doc": _drawn(20_100_000, 47_900_000),
    "Afiliado": _drawn(150_000_000, 990_000_000),
    "Carnet": _drawn(10_400_000, 88_000_000),
    "Folio": _visits(40, 410_000, 890_000),
    "Expediente": _drawn(2_100_000, 9_700_000),
    "Código paciente": _visits(30, 110_000, 590_000),
    "Celular": _drawn(912_000_000, 999_000_000),
    "Cédula": _visits(45, 17_100_000, 41_000_000),
    "CPF": _checked(cpf, 11, "3"),
    "NSS": _checked(luhn, 11, "4"),
    "campo7": _checked(ecuador, 10, "2"),
    "X1": _drawn(20_300, 98_700),
    "v23": _visits(25, 30_400, 96_000),
    "MRN": _drawn(1_400_000, 8_900_000),
    "record_id": [number for number in range(70_401, 70_421) for _ in range(3)],
    "subject_id": _drawn(600_000, 990_000),
    "Participant code": _drawn(210_000, 580_000),
    "NHS number": _checked(nhs, 10, "6"),
    "SSN": _drawn(210_000_000, 660_000_000),
    "Medical Record Number": _drawn(5_100_000, 9_900_000),
    "Phone": _drawn(2_025_550_100, 2_025_599_900),
    "Chart #": _drawn(88_000, 99_000),
    "Q_88": _drawn(7_000_000_000, 7_999_999_999),
}

#: Long enough that none stands in a file by chance.
TELLING = frozenset(str(number) for values in NUMBERS.values() for number in values if number >= 10_000_000)


def rows() -> list[list[object]]:
    """The header and all rows: the columns of ids, and what is learnt from."""
    diseases = ("Anemia", "Bronquitis", "Neumonía")
    table: list[list[object]] = [
        [*NUMBERS, "sexo", "edad", "fiebre", "tos", "cefalea", "Plaquetas", "q9", "diagnóstico"]
    ]
    for row in range(ROWS):
        disease = row % 3
        answers = ["Sí" if (row // 3 + place) % 3 == disease else "No" for place in range(3)]
        table.append(
            [values[row] for values in NUMBERS.values()]
            + ["FM"[row % 2], 20 + (row * 7) % 60, *answers, 90_000 + 1_000 * (row * 13 % 211), row * 5 % 17]
            + [diseases[disease]]
        )
    return table


def write_excel(file: Path) -> Path:
    """Write the table as a workbook: numbers are numbers, and have lost their leading zeros."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows():
        sheet.append(row)
    book.save(file)
    return file


def write_csv(file: Path) -> Path:
    """Write the table as a spreadsheet saves it where a column holds blanks: every number has become a decimal."""
    header, *lines = rows()
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows([float(cell) if isinstance(cell, int) else cell for cell in line] for line in lines)
    return file


def numbers_in(content: bytes) -> set[str]:
    """Those that tell, of all that stand in a text."""
    return {found.decode() for found in _LONG.findall(content)} & TELLING
