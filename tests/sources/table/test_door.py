"""Whatever the mapping says, numbers and codes of somebody stop the batch; what is told of it quotes none."""

import random
from pathlib import Path

import pytest

from hoofbeat.domain.errors import IdentifierError
from hoofbeat.sources.table import TableSource
from numbers_of_somebody import ECUADOR

_DRAW = random.Random(8)
RECORDS = [str(number) for number in _DRAW.sample(range(10_000, 99_999), 40)]
NUMBER = "{kind: site_feature, type: number}"
NOBODY = "{kind: site_feature, type: number, names_nobody: true}"
CATEGORY = "{kind: site_feature, type: category}"
GLUCOSE = "{kind: measurement, loinc: 2345-7, unit: mg/dL}"
UNKNOWN = '{kind: measurement, loinc: 99999-9, unit: "1"}'


def stopped(tmp_path: Path, name: str, entry: str, values: list[str], **beside: list[str]) -> str | None:
    """What the door says of a table with one such column; ``None`` if it lets it pass."""
    columns = {name: values, "sexo": [_DRAW.choice("FM") for _ in values], **beside}
    rows = [";".join(cells) for cells in zip(*columns.values(), strict=True)]
    (tmp_path / "t.csv").write_text("\n".join([";".join(columns), *rows]) + "\n", encoding="utf-8")
    entries = {name: entry, "sexo": "{kind: sex}", "edad": "{kind: age}"}
    mapped = "".join(f'  "{column}": {entries[column]}\n' for column in columns)
    (tmp_path / "m.yaml").write_text(f"columns:\n{mapped}", encoding="utf-8")
    try:
        assert TableSource(tmp_path / "t.csv", tmp_path / "m.yaml").vocabulary is not None
    except IdentifierError as error:
        return str(error)
    return None


@pytest.mark.parametrize("entry", [NUMBER, CATEGORY, GLUCOSE, UNKNOWN])
@pytest.mark.parametrize("name", ["No. Identificación", "campo7"])
@pytest.mark.parametrize(
    "values",
    [
        ECUADOR[:40],
        [number.lstrip("0") + ".0" for number in ECUADOR[:40]],
        [f"{float(number):.2E}" for number in ECUADOR[:40]],
        RECORDS,
        [str(number) for number in range(2001, 2041)],
        [str(number) for number in range(2001, 2015) for _ in range(3)],
    ],
    ids=["cédulas", "as floats", "squashed", "records", "running", "by visit"],
)
def test_ids_are_stopped_whatever_they_are_said_to_be(tmp_path: Path, name: str, entry: str, values: list[str]) -> None:
    told = stopped(tmp_path, name, entry, values)
    assert told is not None
    assert f"column {name}" in told
    assert "`ignore`" in told
    assert not any(value in told for value in values)


@pytest.mark.parametrize(
    "values", [["HC00123", "HC20451", "HC91002", "HC33871", "HC77120"], RECORDS[:5], ["A-10293"] * 4]
)
def test_codes_of_records_are_no_category(tmp_path: Path, values: list[str]) -> None:
    assert stopped(tmp_path, "campo7", CATEGORY, values) is not None
    assert stopped(tmp_path, "Nro HC", CATEGORY, values) is not None


def test_the_hospital_may_say_that_they_name_nobody(tmp_path: Path) -> None:
    told = stopped(tmp_path, "campo7", NUMBER, RECORDS)
    assert told is not None
    assert "names_nobody: true" in told
    assert stopped(tmp_path, "campo7", NOBODY, RECORDS) is None
    told = stopped(tmp_path, "campo7", NOBODY, ECUADOR[:40])
    assert told is not None
    assert "names_nobody" not in told, "check digits leave no doubt"


def test_rows_of_one_person_give_a_record_number_away(tmp_path: Path) -> None:
    patients = [(str(number), _DRAW.choice("FM"), str(_DRAW.randint(1, 90))) for number in range(1, 21)]
    numbers, sexes, ages = map(list, zip(*(_DRAW.choice(patients) for _ in range(90)), strict=True))
    assert stopped(tmp_path, "campo7", NUMBER, numbers, edad=ages, sexo=sexes) is not None
    assert stopped(tmp_path, "campo7", NUMBER, [str(_DRAW.randint(1, 20)) for _ in range(90)], edad=ages) is None


@pytest.mark.parametrize(
    ("name", "entry", "values"),
    [
        ("Personas en casa", NUMBER, ["4", "6", "5", "3", "9", "4"]),
        ("glucosa", GLUCOSE, [str(number) for number in range(80, 120)]),
        ("lab_17", GLUCOSE, [str(number) for number in _DRAW.sample(range(70, 400), 40)]),
        (
            "lab_18",
            "{kind: site_feature, type: number, unit: pg/mL}",
            [str(n) for n in _DRAW.sample(range(900, 9999), 40)],
        ),
        ("peso", NUMBER, [f"{number / 7:.2f}" for number in range(300, 340)]),
        ("grupo", CATEGORY, ["1", "2", "3", "1", "2", "3"] * 4),
    ],
)
def test_amounts_pass(tmp_path: Path, name: str, entry: str, values: list[str]) -> None:
    assert stopped(tmp_path, name, entry, values) is None


def test_records_with_their_visits_are_stopped_as_categories_in_parts(tmp_path: Path) -> None:
    parted = '{kind: site_feature, type: category, separator: "/"}'
    values = [f"{record}/{visit}" for record in range(711, 723) for visit in (1, 2, 3)]
    told = stopped(tmp_path, "Hoja", parted, values)
    assert told is not None
    assert not any(value in told for value in values)
    assert stopped(tmp_path, "Hoja", parted, ["rojo/azul", "verde", "gris/azul"] * 12) is None
