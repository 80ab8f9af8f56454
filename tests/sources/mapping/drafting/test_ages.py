"""Ages by the unit of the name, of a column beside them, and of the cells; dates of two digits and of either order.

Mirrors: hoofbeat.sources.mapping.drafting.dates
"""

from collections.abc import Callable

import pytest

from drafted_tables import Read

ReadTable = Callable[..., Read]

MONTH, DAY = 1 / 12, 1 / 365.25


def ages(found: Read, count: int) -> list[float | None]:
    return [case.age for case in found.cases[:count]]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("edad_meses", [8, 18], [8 * MONTH, 1.5]),
        ("Edad (años)", [8, 70], [8, 70]),
        ("age_mo", [8, 18], [8 * MONTH, 1.5]),
        ("ageInYears", [8, 70], [8, 70]),
        ("datos/edad_dias", [8, 40], [8 * DAY, 40 * DAY]),
        ("age_at_last_encounter", ["P4Y2M", "P3M", "P2W"], [4 + 2 * MONTH, 3 * MONTH, 14 * DAY]),
        ("edad", ["2 años 3 meses", "8m", "15 d", "RN", "2a 3m", "45 años"], [2.25, 8 * MONTH, 15 * DAY, 0, 2.25, 45]),
        ("edad", ["2,5", "71", "40,5"], [2.5, 71, 40.5]),
        ("edad", ["3 años y medio", "2½ años", "año y medio", "1 1/2 años"], [3.5, 2.5, 1.5, 1.5]),
        ("Edad al egreso", ["34 Años 2 Meses 0 Días", "0 Años 3 Meses 0 Días"], [34 + 2 * MONTH, 3 * MONTH]),
        ("age_last_seen", ["P4Y2M", "P3M"], [4 + 2 * MONTH, 3 * MONTH]),
        ("Edad", ["3-A", "11-M", "20-D"], [3, 11 * MONTH, 20 * DAY]),
        ("Edad", ["A003", "M011", "D020"], [3, 11 * MONTH, 20 * DAY]),
        ("Edad", ["3 (A)", "11 (M)"], [3, 11 * MONTH]),
        ("Días de vida", [4, 20, 11], [4 * DAY, 20 * DAY, 11 * DAY]),
    ],
)
def test_the_unit_is_in_the_name_or_in_the_cells(
    read: ReadTable, name: str, values: list[object], expected: list[float]
) -> None:
    found = read({name: values, "tos": ["si", "no"]})
    assert ages(found, len(values)) == pytest.approx(expected)
    assert found.unsure(name) is None
    assert not found.refused


@pytest.mark.parametrize(
    ("name", "values", "expected", "said"),
    [
        ("Edad (m)", [8, 18, 50], [8 * MONTH, 1.5, 50 * MONTH], ("months", "mother")),
        ("edad", [8, 18, 2, 30], [8, 18, 2, 30], ("years", "months")),
        ("edad", [8, 180, 150, 30], [8 * MONTH, 15, 12.5, 2.5], ("months", "years")),
        ("edad", ["<1", "90+", ">90", "30-39"], [0.5, 90, 90, 34.5], ("ranges", "bounds")),
        ("Edad (corte del estudio)", [60, 70], [60, 70], ("for lack of the age at the visit",)),
        ("EC", [f"{years}a 3m" for years in range(9)], [years + 0.25 for years in range(9)], ("for lack of another",)),
        ("edad al diagnóstico", [60, 70], [60, 70], ("at the diagnosis", "for lack of the age at the visit")),
    ],
)
def test_two_readings_are_both_said(
    read: ReadTable, name: str, values: list[object], expected: list[float], said: tuple[str, ...]
) -> None:
    found = read({name: values, "tos": ["si", "no"]})
    assert ages(found, len(values)) == pytest.approx(expected)
    comment = found.unsure(name)
    assert comment is not None
    assert all(part in comment for part in said)


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("edad_años_meses", ["Meses", "Años", "Días"]),
        ("unidad_edad", ["meses", "años", "dias"]),
        ("Tipo Edad", ["M", "A", "D"]),
        ("age unit", ["months", "years", "days"]),
        ("Unidad", ["(2) Meses", "(1) Años", "(3) Días"]),
    ],
)
def test_a_column_beside_it_says_the_unit(read: ReadTable, name: str, units: list[str]) -> None:
    found = read({"edad": [8, 40, 20], name: units, "tos": ["si", "no"]})
    assert ages(found, 3) == pytest.approx([8 * MONTH, 40, 20 * DAY])
    assert found.unsure("edad") is None


@pytest.mark.parametrize("codes", [[2, 1, 3], [2, 3, 1]])
def test_codes_of_the_unit_are_guessed_by_the_greatest_age_and_doubted(read: ReadTable, codes: list[int]) -> None:
    found = read({"edad": [8, 70, 20], "unidad_medida_edad": codes, "tos": ["si", "no"]})
    assert ages(found, 3) == pytest.approx([8 * MONTH, 70, 20 * DAY])
    assert "years, months, days, hours, or otherwise" in str(found.unsure("unidad_medida_edad"))
    assert found.unsure("edad") is not None


def test_an_age_without_its_unit_is_none_and_noted(read: ReadTable) -> None:
    found = read({"edad": [8, 40, 20], "unidad_edad": ["meses", "años", ""], "tos": ["si"]})
    assert ages(found, 3) == [pytest.approx(8 * MONTH), 40, None]
    assert found.cases[2].notes == ("the age has no unit beside it: no age",)


def test_a_unit_of_something_else_is_no_unit_of_the_age(read: ReadTable) -> None:
    found = read(
        {"edad": [8, 40, 71], "tos": ["si", "no"], "duracion": [1, 2, 3, 4, 5, 6, 7], "unidad": ["días", "meses"]}
    )
    assert ages(found, 3) == [8, 40, 71]


@pytest.mark.parametrize("name", ["Edad (a,m)", "edad_a_m", "Edad (años, meses)", "age (y/m)"])
def test_two_units_in_one_name_are_both_said_and_neither_is_taken(read: ReadTable, name: str) -> None:
    found = read({name: ["3,5", "40,2", "7,11"], "tos": ["si", "no"]})
    assert ages(found, 3) == [None, None, None]
    assert "years and months" in str(found.unsure(name))


def test_a_type_below_the_name_does_not_hide_the_age(read: ReadTable) -> None:
    columns = {
        "individual": ["str", *(f"P{number}" for number in range(23))],
        "disease_id": ["CURIE", *["OMIM:154700"] * 23],
        "age_at_last_encounter": ["str", *["P4Y", "P30Y"] * 12][:24],
        "sex": ["M:F:O:U", *["M", "F"] * 12][:24],
        "HP:0001250": ["optional", *["observed", "excluded"] * 12][:24],
    }
    assert ages(read(columns, ids=False), 2) == [4, 30]


def test_parts_of_an_age_in_three_columns(read: ReadTable) -> None:
    found = read({"edad_a": [2, 0, 1], "edad_m": [3, 6, 0], "edad_d": [0, 10, 20], "tos": ["si", "no"]})
    assert ages(found, 3) == pytest.approx([2.25, 0.5 + 10 * DAY, 1 + 20 * DAY])
    assert found.unsure("edad_m") is None


@pytest.mark.parametrize(
    ("birth", "visit", "expected"),
    [
        (["13/03/38", "14/03/95"], ["13/06/21", "15/06/21"], [83.25, 26.25]),
        (["03/25/2010", "04/02/1950"], ["05/06/2020", "01/12/2020"], [10.12, 69.78]),  # the birth proves the order
        (["12-ene-1950", "3 de mayo de 2019"], ["2020-01-12", "2020-05-03"], [70, 1]),
        (["01/1950", "05/2019"], ["2020-01-15", "2020-05-15"], [70, 1]),
        (["1950-01", "2019-05"], ["2020-01-15", "2020-05-15"], [70, 1]),
        (["19500112", "20190503"], ["20200112", "20200503"], [70, 1]),
        (["2/1/1950 08:30", "13/5/2019 10:00"], ["1/1/2020 12:00", "13/5/2020 9:15"], [70, 1]),
    ],
)
def test_birth_and_visit_in_the_writings_of_forms(
    read: ReadTable, birth: list[str], visit: list[str], expected: list[float]
) -> None:
    found = read({"fecha_nac": birth, "fecha_atencion": visit, "tos": ["si", "no"]})
    assert not found.refused
    assert ages(found, 2) == pytest.approx(expected, abs=0.02)
    assert found.unsure("fecha_nac") is None


@pytest.mark.parametrize(
    ("birth", "visit"), [("FECNAC", "FECING"), ("F.N.", "fec_ate"), ("Nacido el", "FechaConsulta")]
)
def test_birth_and_visit_by_names_run_together(read: ReadTable, birth: str, visit: str) -> None:
    found = read({birth: ["19500112", "20190503"], visit: ["20200112", "20200503"], "tos": ["si", "no"]})
    assert ages(found, 2) == pytest.approx([70, 1], abs=0.01)


@pytest.mark.parametrize(
    ("birth", "visit", "expected"),
    [
        ("año_nac", {"fecha_ingreso": ["2020-07-01", "2021-07-01"]}, [70, 1]),
        ("Año de nacimiento", {"Año de atención": [2020, 2021]}, [70, 1]),
        ("YOB", {"Year of attendance": [2020, 2020]}, [70, 0]),
        ("año_nac", {"fecha_ingreso": ["2020-07-01", "2020-02-01"]}, [70, 0]),
        ("año_nac", {"año_ingreso": [2020, 2020], "edad": [69, 0.5]}, [69, 0.5]),
    ],
)
def test_a_year_of_birth_gives_an_age_that_is_doubted(
    read: ReadTable, birth: str, visit: dict[str, list[object]], expected: list[float]
) -> None:
    found = read({birth: [1950, 2020], **visit, "tos": ["si", "no"]})
    assert not found.refused
    assert ages(found, 2) == pytest.approx(expected, abs=0.01)
    assert "only years" in str(found.unsure(birth))


@pytest.mark.parametrize("name", ["Peso nac (g)", "Talla al nacer (mm)"])
def test_what_is_measured_at_birth_is_no_date(read: ReadTable, name: str) -> None:
    found = read({name: [2800, 3150, 4020], "fecha_ingreso": ["2020-07-01"], "tos": ["si", "no"]})
    assert ages(found, 1) == [None]
    assert found.drafted.columns[name].why != "date"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Edad", ["0-5-12", "3-0-0"]),
        ("Edad (a/m/d)", ["3/2/1", "0/11/2"]),
        ("fecha_nac", ["feb-65", "dic-10"]),
        ("Día nac", [1, 13]),
        ("Fecha Nac. madre", ["1965-02-01", "1970-03-04"]),
    ],
)
def test_what_is_not_read_of_age_and_birth_is_no_feature(read: ReadTable, name: str, values: list[object]) -> None:
    found = read({name: values, "fecha_ingreso": ["2020-07-01"], "tos": ["si", "no"]})
    assert ages(found, 2) == [None] * 2
    assert found.entry(name) == "ignore"


@pytest.mark.parametrize("name", ["Edad gestacional", "Edad ósea", "Edad de inicio", "Tiempo de evolución"])
def test_an_age_of_something_else_is_none(read: ReadTable, name: str) -> None:
    found = read({name: [f"{years}a 3m" for years in range(9)], "tos": ["si", "no"]})
    assert ages(found, 3) == [None] * 3


def test_an_age_column_decides_the_century_of_two_digits(read: ReadTable) -> None:
    found = read({"edad": [104, 4], "fecha_nac": ["13/03/19"], "fecha_consulta": ["14/03/23"], "tos": ["si", "no"]})
    assert ages(found, 2) == pytest.approx([104, 4], abs=0.02)


@pytest.mark.parametrize(
    ("birth", "visit", "said"),
    [
        (["03/04/2010", "05/06/1950"], ["01/02/2020", "02/03/2020"], "day first or month first"),
        ([18_000, 43_000], [44_000, 44_010], "excel"),
    ],
)
def test_dates_of_two_readings_are_doubted(
    read: ReadTable, birth: list[object], visit: list[object], said: str
) -> None:
    found = read({"fecha_nac": birth, "fecha_consulta": visit, "tos": ["si", "no"]})
    assert said in str(found.unsure("fecha_nac"))
    assert all(age is not None and 0 < age < 80 for age in ages(found, 2))


def test_columns_of_both_orders_are_read_each_in_its_own(read: ReadTable) -> None:
    found = read(
        {"fecha_nac": ["25/03/2010", "02/01/1950"], "fecha_visita": ["03/25/2020", "01/02/2020"], "tos": ["si"]}
    )
    assert ages(found, 2) == pytest.approx([10, 70], abs=0.01)


def test_without_a_visit_the_only_other_date_stands_in_and_is_doubted(read: ReadTable) -> None:
    found = read({"fecha_nac": ["2010-03-25"], "fecha_notificacion": ["2020-03-25"], "tos": ["si", "no"]})
    assert ages(found, 1) == pytest.approx([10], abs=0.01)
    assert "another event" in str(found.unsure("fecha_notificacion"))
