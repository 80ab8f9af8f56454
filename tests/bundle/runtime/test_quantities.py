"""A measurement as it is typed in the search box."""

import pytest

from hoofbeat.bundle.runtime.quantities import typed_measurements


@pytest.mark.parametrize(
    ("query", "code", "value", "unit", "canonical"),
    [
        ("glucosa 420", "2345-7", 420, "mg/dL", 420),
        ("glucose: 23.3 mmol/L", "2345-7", 23.3, "mmol/L", 419.8),
        ("glucemia 1,2 g/l", "2345-7", 1.2, "g/l", 120),
        ("temp 39,2", "8310-5", 39.2, "Cel", 39.2),
        ("temperature 102 F", "8310-5", 102, "[degF]", 38.89),
        ("temperature 102", "8310-5", 102, "[degF]", 38.89),
        ("39.5°C", "8310-5", 39.5, "Cel", 39.5),
        ("40 grados de fiebre", "8310-5", 40, "Cel", 40),
        ("sat 88", "2708-6", 88, "%", 88),
        ("SpO2 88%", "2708-6", 88, "%", 88),
        ("satO2 = 0,88", "2708-6", 0.88, "1", 88),
        ("88 % de saturación", "2708-6", 88, "%", 88),
        ("plaquetas 40000", "777-3", 40000, "/uL", 40),
        ("platelets 40,000", "777-3", 40, "10*3/uL", 40),
        ("CK 14,000 U/L", "2157-6", 14000, "U/L", 14000),
        ("creatinine 1.200 mg/dL", "2160-0", 1.2, "mg/dL", 1.2),
        ("WCC 15.2", "6690-2", 15.2, "10*3/uL", 15.2),
        ("plaquetas 40.000 /mm3", "777-3", 40000, "/mm3", 40),
        ("leucocitos 18.5", "6690-2", 18.5, "10*3/uL", 18.5),
        ("Hb 120", "718-7", 120, "g/L", 12),
        ("HbA1c 9.5 %", "4548-4", 9.5, "%", 9.5),
        ("K 6,8 mEq/L", "2823-3", 6.8, "mEq/L", 6.8),
        ("talla 1,65", "8302-2", 1.65, "m", 165),
        ("FC: 130 lpm", "8867-4", 130, "lpm", 130),
    ],
)
def test_reads_what_was_typed(query: str, code: str, value: float, unit: str, canonical: float) -> None:
    [made] = typed_measurements(query)
    assert (made.code, made.value, made.unit) == (code, value, unit)
    assert made.canonical == pytest.approx(canonical, 0.001)


@pytest.mark.parametrize("query", ["TA 150/95", "presión 150 / 95 mmHg", "BP: 150/95", "150/95", "PA 150 sobre 95"])
def test_a_blood_pressure_is_two_measurements(query: str) -> None:
    assert [(made.code, made.value) for made in typed_measurements(query)] == [("8480-6", 150), ("8462-4", 95)]


def test_says_whether_the_unit_was_typed() -> None:
    assert typed_measurements("Hb 7.1 g/dL")[0].unit_typed
    assert not typed_measurements("Hb 7.1")[0].unit_typed


@pytest.mark.parametrize(
    ("query", "finding"),
    [("glucosa 420", "HP:0003074"), ("glucosa 40", "HP:0001943"), ("glucosa 95", None), ("pulso 9999", None)],
)
def test_knows_what_a_value_leads_to_but_concludes_nothing_from_the_impossible(query: str, finding: str | None) -> None:
    assert typed_measurements(query)[0].finding == finding


@pytest.mark.parametrize(
    "query",
    [
        "diabetes tipo 2",
        "dolor desde hace 3 días",
        "HP:0001250",
        "0001250",
        "2-3 toe syndactyly",
        "fiebre",
        "tos 5 días",
    ],
)
def test_other_numbers_are_no_measurement(query: str) -> None:
    assert all(made.value is None for made in typed_measurements(query))


def test_a_quantity_without_its_number_is_offered_empty() -> None:
    [made] = typed_measurements("creatinina")
    assert (made.code, made.value, made.unit) == ("2160-0", None, "mg/dL")
