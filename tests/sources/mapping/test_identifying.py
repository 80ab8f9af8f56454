"""Drafts of tables with columns of ids: pseudonym or left out, both readings where there are two, no value quoted.

Mirrors: hoofbeat.sources.mapping.reasons_identity
"""

import random
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.sources.mapping import TableLayout
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import profile
from hoofbeat.sources.mapping.render import render
from hoofbeat.sources.mapping.suggest import Drafted, suggest
from numbers_of_somebody import ECUADOR

_DRAW = random.Random(6)
NOT_KEPT = {"id", "patient", "group", "ignore", "text"}


def drafted(tmp_path: Path, columns: dict[str, list[str]]) -> tuple[Drafted, str]:
    """The draft of a table, and its YAML in Spanish."""
    path = tmp_path / "t.csv"
    rows = [";".join(cells) for cells in zip(*columns.values(), strict=True)]
    path.write_text("\n".join([";".join(columns), *rows]) + "\n", encoding="utf-8")
    table = profile(path, TableLayout(delimiter=";"))
    made = suggest(table, Meanings(Lexicon([]), (), "es"))
    return made, render(made, table.rows, "es")


def plain(rows: int) -> dict[str, list[str]]:
    """Columns that name nobody."""
    return {
        "sexo": [_DRAW.choice("FM") for _ in range(rows)],
        "edad": [str(_DRAW.randint(1, 90)) for _ in range(rows)],
        "fiebre": [_DRAW.choice(["Sí", "No"]) for _ in range(rows)],
        "Plaquetas": [str(_DRAW.randrange(90_000, 400_000, 1_000)) for _ in range(rows)],
    }


@pytest.mark.parametrize("rows", [10, 30, 300])
@pytest.mark.parametrize(
    "values",
    [
        ECUADOR,
        [f"HC{number:05}" for number in _DRAW.sample(range(90_000), 300)],
        [f"A-{number}" for number in _DRAW.sample(range(10_000, 99_999), 300)],
        [str(number) for number in _DRAW.sample(range(10_000, 99_999), 300)],
        [str(number) for number in _DRAW.sample(range(912_345_678, 999_999_999), 300)],
    ],
    ids=["cédulas", "HC00123", "A-10293", "records", "phones"],
)
@pytest.mark.parametrize("names", [("campo7", "X1"), ("Folio", "No. Identificación")])
def test_columns_of_ids_are_never_learnt_from(
    tmp_path: Path, values: list[str], rows: int, names: tuple[str, str]
) -> None:
    second = [str(number) for number in _DRAW.sample(range(1_000_000, 9_999_999), rows)]
    made, text = drafted(tmp_path, {names[0]: values[:rows], **plain(rows), names[1]: second})
    assert {str(made.columns[name].entry) for name in names} <= NOT_KEPT
    assert made.columns["Plaquetas"].entry == {"kind": "measurement", "loinc": "777-3", "unit": "/uL"}
    assert made.columns["edad"].confidence >= 0.7
    assert not any(value in text for value in (*values[:rows], *second))


def test_both_readings_are_said_where_values_alone_speak(tmp_path: Path) -> None:
    numbers = [str(number) for number in _DRAW.sample(range(1_000, 9_999), 30)]
    made, text = drafted(tmp_path, {"folio": [f"F{n}" for n in range(30)], "X1": numbers, **plain(30)})
    line = next(line for line in text.splitlines() if line.startswith("  X1"))
    assert "CHECK" in line
    assert "¿números de alguien, o cantidades?" in line
    assert "names_nobody: true" in line
    assert made.columns["X1"].confidence < 0.7


def test_a_record_of_several_rows_names_the_patient(tmp_path: Path) -> None:
    rows = [(record, visit) for record in range(301, 313) for visit in ("", "1", "2")]
    made, text = drafted(
        tmp_path,
        {
            "record_id": [str(record) for record, _ in rows],
            "redcap_repeat_instance": [visit for _, visit in rows],
            "sex": ["" if visit else "FM"[record % 2] for record, visit in rows],
            "seizures": [_DRAW.choice("01") if visit else "" for _, visit in rows],
        },
    )
    assert made.columns["record_id"].entry == "patient"
    assert "CHECK" in next(line for line in text.splitlines() if line.startswith("  record_id"))


@pytest.mark.parametrize("name", ["Cédula", "campo7"])
def test_a_cedula_that_comes_back_keeps_the_rows_of_a_patient_together(tmp_path: Path, name: str) -> None:
    visits = [number for number in ECUADOR[:15] for _ in range(3)]
    _DRAW.shuffle(visits)
    made, _ = drafted(tmp_path, {"nro": [str(n) for n in range(1, 46)], name: visits, **plain(45)})
    assert made.columns[name].entry == "patient"
    assert made.columns["nro"].entry == "id"


def test_rows_of_one_person_tell_without_any_name(tmp_path: Path) -> None:
    patients = [(str(n), _DRAW.choice("FM"), str(_DRAW.randint(1, 90))) for n in _DRAW.sample(range(10, 99), 20)]
    visits = [_DRAW.choice(patients) for _ in range(90)]
    number, sex, age = (list(values) for values in zip(*visits, strict=True))
    made, _ = drafted(tmp_path, {**plain(90), "X1": number, "sexo": sex, "edad": age})
    assert made.columns["X1"].entry == "patient"
    assert made.columns["X1"].confidence < 0.7


@pytest.mark.parametrize(
    ("name", "family"),
    [("family_id", "F{}"), ("FID", "{}"), ("Código familia", "FAM-{}"), ("familia", "F{}"), ("pedigree", "K{}")],
)
def test_a_family_is_a_group(tmp_path: Path, name: str, family: str) -> None:
    made, _ = drafted(
        tmp_path,
        {
            name: [family.format(n // 2) for n in range(40)],
            "individual_id": [f"I{n}" for n in range(40)],
            "maternal_id": ["0" if n % 2 else f"I{n + 1}" for n in range(40)],
            "sexo": [_DRAW.choice("FM") for _ in range(40)],
        },
    )
    assert made.columns[name].entry == "group"
    assert made.columns["individual_id"].entry == "id"
    assert made.columns["maternal_id"].entry == "ignore"


def test_a_family_history_is_no_group(tmp_path: Path) -> None:
    made, _ = drafted(tmp_path, {"familia": ["Sí", "No"] * 20, "antecedente familiar": ["materno", "paterno"] * 20})
    assert "group" not in {str(one.entry) for one in made.columns.values()}


def test_a_number_among_answers_is_not_quoted(tmp_path: Path) -> None:
    made, text = drafted(tmp_path, {**plain(40), "tos": ["Sí", "No"] * 19 + ["45821", "Ana Pérez"]})
    assert made.columns["tos"].entry != "ignore"
    assert "45821" not in text
    assert "Pérez" not in text


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Registro área", [str(48_211 + n) for n in range(36)]),
        ("Nivel", [str(n) for n in _DRAW.sample(range(10_000, 99_999), 36)]),
        ("Peso", [str(n) for n in _DRAW.sample(range(100_000, 999_999), 36)]),
        ("Hoja", [f"{711 + n % 12}/{1 + n // 12}" for n in range(36)]),
    ],
)
def test_a_word_of_quantity_or_a_visit_beside_hides_no_record(tmp_path: Path, name: str, values: list[str]) -> None:
    made, text = drafted(tmp_path, {"folio": [f"F{n}" for n in range(36)], name: values, **plain(36)})
    assert made.columns[name].entry in ("ignore", "patient")
    assert "CHECK" in next(line for line in text.splitlines() if line.lstrip(" '\"").startswith(name))
    assert not any(value in text or value.split("/")[0] + "/" in text for value in values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Médico tratante", ["Dr. Rojas", "Dra. Soto", "Dr. Díaz"]),
        ("Llenado por", ["lola", "mario"]),
        ("Digitador", ["jrojas", "msoto"]),
        ("campo7", [*map(str, _DRAW.sample([1 + row // 2 for row in range(40)], 40))]),
        ("campo7", ["GARCIA LUIS", "SOTO ANA", "DIAZ ROSA"]),
        ("Alias", ["Toto", "Nano", "Cuca"]),
        ("Familia", ["Fam. Gil", "Fam. Soto", "Fam. Ríos"]),
        ("lat", [f"-34.{_DRAW.randint(10_000, 99_999)}" for _ in range(40)]),
        ("Longitud", [f"-56,{_DRAW.randint(10_000, 99_999)}" for _ in range(40)]),
        ("MP", ["20345", "31241", "45321"]),
        ("Pac", [str(row // 2 + 1) for row in range(40)]),
        ("Caso", [str(row % 20 + 1) for row in range(40)]),
        ("Nro", [str(row // 2 + 1) for row in range(40)]),
        ("subj", [f"S{row // 2 + 1:02}" for row in range(40)]),
        ("Docto.", [f"{_DRAW.randint(10, 99)}-{_DRAW.randint(1_000, 9_999)}" for _ in range(40)]),
        ("Expte.", [str(_DRAW.randint(100, 999)) for _ in range(40)]),
    ],
)
def test_what_names_somebody_beside_the_patients_number_is_kept_by_none(
    tmp_path: Path, name: str, values: list[str]
) -> None:
    made, text = drafted(tmp_path, {name: [values[row % len(values)] for row in range(40)], **plain(40)})
    assert str(made.columns[name].entry) in NOT_KEPT
    assert not any(value in text for value in values if len(value) > 3)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("Leuco cel/mm3", 3_000, 25_000),
        ("Recuento celular LCR", 1, 9_000),
        ("TIR ng/mL", 20, 900),
        ("IGF-1 ng/mL", 5, 900),
        ("IgG", 300, 2_500),
        ("PaFi", 60, 480),
        ("Anti-DNA", 5, 800),
        ("Calprotectina fecal", 20, 6_000),
        ("Kcal/día", 500, 3_500),
        ("Peso nac (g)", 900, 4_500),
    ],
)
def test_an_amount_is_kept_whatever_its_numbers_look_like(tmp_path: Path, name: str, low: int, high: int) -> None:
    values = [str(number) for number in _DRAW.sample(range(low, high), 40)]
    made, _ = drafted(tmp_path, {"folio": [f"F{row}" for row in range(40)], name: values, **plain(40)})
    entry = made.columns[name].entry
    assert isinstance(entry, dict)
    assert entry["kind"] in ("measurement", "site_feature")
    assert made.columns[name].confidence >= 0.7
