"""Columns of numbers judged as a whole: ids under names that say so or say nothing, and amounts left alone.

Mirrors: hoofbeat.standards.identity.code_columns, hoofbeat.standards.identity.column_names,
hoofbeat.standards.identity.companions
"""

import random
from collections import Counter
from collections.abc import Callable

import pytest

from hoofbeat.standards.identity.code_columns import code_suspicion, is_key, parts_suspicion
from hoofbeat.standards.identity.column_names import names_otherwise, naming
from hoofbeat.standards.identity.companions import Companions
from hoofbeat.standards.identity.number_columns import NumberColumn, SignWeight
from numbers_of_somebody import ECUADOR

Draw = Callable[[random.Random, int], list[int]]

IDS: dict[str, Draw] = {
    "cédulas": lambda draw, rows: [int(number) for number in draw.sample(ECUADOR, rows)],
    "dni": lambda draw, rows: draw.sample(range(20_000_000, 48_000_000), rows),
    "phones without their zero": lambda draw, rows: draw.sample(range(912_345_678, 999_999_999), rows),
    "records of six digits": lambda draw, rows: draw.sample(range(100_000, 999_999), rows),
    "records of four digits": lambda draw, rows: draw.sample(range(1_000, 9_999), rows),
    "running numbers": lambda _, rows: list(range(501, 501 + rows)),
    "running from one, in any order": lambda draw, rows: draw.sample(range(1, rows + 1), rows),
    "growing numbers": lambda draw, rows: sorted(draw.sample(range(120, 990), rows)),
}

AMOUNTS: dict[str, tuple[str, Draw]] = {
    "platelets": ("Plaquetas", lambda draw, rows: [draw.randrange(50_000, 450_000, 1_000) for _ in range(rows)]),
    "platelets, no name": ("x3", lambda draw, rows: [draw.randrange(50_000, 450_000, 1_000) for _ in range(rows)]),
    "CD4": ("CD4", lambda draw, rows: [draw.randint(50, 1500) for _ in range(rows)]),
    "ferritin": ("Ferritina", lambda draw, rows: [int(draw.lognormvariate(5, 1)) for _ in range(rows)]),
    "creatine kinase": ("CPK", lambda draw, rows: [int(draw.lognormvariate(5.5, 1.2)) for _ in range(rows)]),
    "NT-proBNP": ("NT-proBNP", lambda draw, rows: [int(draw.lognormvariate(7, 1.3)) for _ in range(rows)]),
    "birth weight": ("Peso al nacer (g)", lambda draw, rows: [draw.randint(2300, 4300) for _ in range(rows)]),
    "red cells": ("Hematíes", lambda draw, rows: [draw.randrange(3_500_000, 6_000_000, 10_000) for _ in range(rows)]),
    "income": ("x9", lambda draw, rows: [draw.randrange(400_000, 6_000_000, 1_000) for _ in range(rows)]),
    "score": ("x4", lambda draw, rows: [draw.randint(0, 40) for _ in range(rows)]),
    "days": ("Días de síntomas", lambda draw, rows: [draw.randint(1, 400) for _ in range(rows)]),
    "people at home": ("q11", lambda draw, rows: [draw.randint(1, 9) for _ in range(rows)]),
}


def column(name: str, values: list[object], **more: bool) -> NumberColumn:
    texts = [str(value) for value in values]
    return NumberColumn(name, Counter(texts), texts, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("rows", [10, 30, 300])
@pytest.mark.parametrize("kind", IDS)
def test_ids_are_told_by_their_values_alone(kind: str, rows: int) -> None:
    for seed in range(5):
        found = column("campo7", IDS[kind](random.Random(seed), rows)).suspicion  # type: ignore[arg-type]
        assert found is not None
        assert found.weight > SignWeight.DOUBT
        assert (found.weight == SignWeight.CERTAIN) == (kind == "cédulas")


@pytest.mark.parametrize("rows", [10, 30, 300, 5000])
@pytest.mark.parametrize("kind", AMOUNTS)
def test_amounts_are_left_alone(kind: str, rows: int) -> None:
    name, draw = AMOUNTS[kind]
    for seed in range(5):
        assert column(name, draw(random.Random(seed), rows)).suspicion is None  # type: ignore[arg-type]


def test_decimals_are_amounts_unless_a_spreadsheet_made_them() -> None:
    draw = random.Random(1)
    assert column("x1", [round(draw.gauss(70, 12), 2) for _ in range(30)]).suspicion is None
    squashed = column("x1", [f"{float(number):.2E}" for number in ECUADOR[:30]]).suspicion
    assert squashed is not None
    assert squashed.sign == "long numbers"


def test_what_the_values_leave_open_is_a_doubt() -> None:
    three_digits = column("x1", random.Random(2).sample(range(100, 999), 12)).suspicion
    assert three_digits is not None
    assert three_digits.weight == SignWeight.DOUBT


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Nro HC", [312, 844, 97, 1203, 55, 761, 430]),
        ("record_id", [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4]),
        ("C.I.", [45871, 45871, 90122, 90122, 31877, 31877]),
        ("Fecha de ingreso", [44270, 44271, 44290, 44270]),
        ("Fecha de ingreso", [44270.25, 44271.5, 44290.75, 44270.0]),
        ("Nro HC", ["45.821", "12.004", "9.312", "61.250"]),
        ("Cédula", ["NO TIENE", "NO TIENE", "90122", "31877", "45871"]),
    ],
)
def test_a_name_needs_fewer_values(name: str, values: list[object]) -> None:
    found = column(name, values).suspicion
    assert found is not None
    assert found.sign == "id by name"


@pytest.mark.parametrize("values", [[1, 2, 1, 3, 2, 1, 1, 2, 3, 1] * 3, [34.5, 35.1, 36.2]])
def test_a_doubtful_name_over_other_values_is_no_id(values: list[object]) -> None:
    for name in ("Documento", "HC", "visit_no", "Código seguro", "hospital_id"):
        assert column(name, values).suspicion is None


def test_what_the_hospital_says_counts_but_not_against_check_digits() -> None:
    records = random.Random(4).sample(range(100_000, 999_999), 30)
    assert column("campo7", records).suspicion is not None
    assert column("campo7", records, declared=True).suspicion is None
    assert column("campo7", ECUADOR[:30], declared=True).suspicion is not None  # type: ignore[arg-type]


def test_rows_of_one_person_are_told_from_chance() -> None:
    draw = random.Random(5)
    patients = [(number, draw.choice("FM"), str(draw.randint(1, 90))) for number in draw.sample(range(100, 999), 20)]
    visits = [draw.choice(patients) for _ in range(80)]
    together, apart = Companions(2), Companions(2)
    for number, sex, age in visits:
        together.add(str(number), (sex, age))
        apart.add(str(draw.randint(1, 20)), (sex, age))
    assert together.grouped
    assert not apart.grouped
    grouped = column("x1", [number for number, *_ in visits], grouped=True).suspicion
    assert grouped is not None
    assert grouped.sign == "groups of one person"


@pytest.mark.parametrize(
    "text", ["HC00123", "A-10293", "P0098-B", "2021-00345", "9f1b6c1e-2f61-4d3e-9c4a-1b2c3d4e5f60"]
)
def test_numbers_of_records_with_letters(text: str) -> None:
    assert is_key(text)
    codes = {f"{text[:-1]}{number}": 1 for number in range(6)}
    assert code_suspicion("campo7", codes) is not None


@pytest.mark.parametrize(
    "text", ["J18", "E11.9", "120/80", "10-20", "500mg", "P3Y6M", "HP:0001250", "visita 2", "grado 3"]
)
def test_what_is_written_alike_is_no_key(text: str) -> None:
    assert not is_key(text)


def test_few_codes_for_many_rows_are_a_category() -> None:
    assert code_suspicion("campo7", {"EESS-00123": 400, "EESS-00388": 210, "EESS-00410": 90}) is None


@pytest.mark.parametrize(
    ("kind", "names"),
    {
        "person": "No. Identificación|Identificación|CI|C.I.|ced|Nro HC|N° Historia Clínica|HCU|DUI|MRN|NHC|Doc|"
        "Nro. Doc|Documento|Cédula|Afiliado|Carnet|Nro SIS|Expediente|Código paciente|subject_id|participant_id|"
        "PatientID|RUT|CUIL|nroHistoria|Medical Record Number|Hospital No|Social Security Number|SITE:nro-hc",
        "record": "record_id|Folio|case_id|Nro. de Orden|Encounter ID|sample_id|N° ingreso|ID|Código|#",
        "group": "family_id|FID|#Family ID|familia|hogar_id|Código familia",
        "other": "maternal_id|dni madre|código médico|father_id",
        "contact": "Celular|Telf.|Phone|Código postal",
        "date": "Fecha de ingreso|fec_nac",
    }.items(),
)
def test_names_of_ids(kind: str, names: str) -> None:
    assert {name: found and found.kind for name in names.split("|") for found in [naming(name)]} == dict.fromkeys(
        names.split("|"), kind
    )


@pytest.mark.parametrize(
    "name",
    [
        "campo7",
        "X1",
        "covid",
        "Tipo de documento",
        "Historia familiar de diabetes",
        "Número de hijos",
        "Edad del paciente",
        "ingreso",
        "Familiar",
        "Plaquetas",
        "q12",
        "Personas en casa",
    ],
)
def test_names_of_other_things(name: str) -> None:
    assert naming(name) is None


@pytest.mark.parametrize(
    "name", ["Plaquetas (x10^3)", "peso_kg", "glucosa_mgdl", "Hb (g/dL)", "CD4", "dias_estancia", "puntaje", "OMIM"]
)
def test_names_of_amounts_and_codes(name: str) -> None:
    assert names_otherwise(name)


BESIDE_IDS = [
    "Registro área",
    "Resultado Nº",
    "Volumen HC",
    "Registro total",
    "Code value",
    "Edad_id",
    "N_muestra_score",
]
RECORDS: dict[str, Draw] = {
    "running": lambda _, rows: list(range(48_211, 48_211 + rows)),
    "different": lambda draw, rows: draw.sample(range(100_000, 999_999), rows),
    "of two lengths": lambda draw, rows: draw.sample(range(40_000, 400_000), rows),
}


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("name", [*BESIDE_IDS, "Nivel", "Valor", "Procedimiento", "Peso", "Peso (kg)"])
def test_a_word_of_quantity_does_not_clear_numbers_of_records(name: str, kind: str) -> None:
    found = column(name, RECORDS[kind](random.Random(8), 36)).suspicion  # type: ignore[arg-type]
    assert found is not None
    assert name not in BESIDE_IDS or found.weight > SignWeight.DOUBT


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("Nivel de ferritina", 10_000, 99_999),
        ("Recuento de leucocitos", 10_000, 40_000),
        ("Plaquetas", 100_000, 400_000),
        ("Carga viral", 100_000, 900_000),
        ("Costo por paciente", 10_000, 99_999),
        ("Edad del paciente", 1, 90),
        ("Número de hijos", 0, 9),
        ("Resultado Nº", 1, 40),
        ("Peso del paciente", 40, 110),
        ("Peso al nacer", 2_300, 4_300),
    ],
)
def test_amounts_beside_such_words_are_left_alone(name: str, low: int, high: int) -> None:
    for seed in range(5):
        draw = random.Random(seed)
        assert column(name, [draw.randint(low, high) for _ in range(36)]).suspicion is None


@pytest.mark.parametrize(
    ("name", "texts", "persons", "suspected"),
    [
        ("Hoja", [f"{record}/{visit}" for record in range(711, 723) for visit in (1, 2, 3)], [], True),
        ("Hoja", [f"{record}/{visit}" for record in range(1, 13) for visit in (1, 2, 3)], [], False),
        (
            "Hoja",
            [f"K{record}/{visit}" for record in range(12) for visit in (1, 2)],
            [f"K{n}" for n in range(12)],
            True,
        ),
        ("Toma", [f"{upper}/{upper - 45}" for upper in range(105, 141)], [], False),
        ("Dosis", ["500/125", "875/125", "250/62", "400/57"] * 3, [], False),
        ("Color", ["rojo/azul", "verde/azul", "gris/rojo"] * 4, [], False),
    ],
)
def test_records_with_their_visits_are_no_category(
    name: str, texts: list[str], persons: list[str], suspected: bool
) -> None:
    assert (parts_suspicion(name, Counter(texts), "/", persons) is not None) == suspected
