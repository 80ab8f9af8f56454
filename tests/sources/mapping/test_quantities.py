"""Columns of measurements as hospitals head them: the analyte and the unit, from the name and from the numbers.

Mirrors: hoofbeat.sources.mapping.usual_values
"""

import pytest

from hoofbeat.sources.mapping.quantities import measurement

#: Header, numbers, LOINC code, unit, and whether the unit is sure.
HEADERS = [
    *[
        (name, (97, 88), "2708-6", "%", True)
        for name in ("SpO2", "SpO2 (%)", "SPO2%", "Sat. O2", "Sat O2 %", "Saturación O2", "SatO2", "sat_o2", "O2 sat")
    ],
    ("Saturacion de oxigeno", (97,), "2708-6", "%", True),
    ("Saturación O2 al ingreso", (94,), "2708-6", "%", True),
    *[(name, (80, 120), "8867-4", "/min", True) for name in ("FC", "F.C.", "FC (lpm)", "FC lat/min", "heart_rate")],
    *[(name, (16, 30), "9279-1", "/min", True) for name in ("FR", "F.R. (rpm)", "Frec. respiratoria")],
    *[
        (name, (36.5, 39), "8310-5", "Cel", True)
        for name in ("T°", "Tº", "Temp (°C)", "Temp. °C", "Temperatura axilar")
    ],
    *[(name, (120, 90), "8480-6", "mm[Hg]", True) for name in ("TA sistólica", "PAS", "T.A.S.", "PAS mm Hg")],
    ("presionDiastolica", (80,), "8462-4", "mm[Hg]", True),
    *[
        (name, (12.1,), "718-7", "g/dL", True)
        for name in ("Hb", "Hb (g/dL)", "hb_g_dl", "Hemoglobina (g%)", "HGB gr/dl")
    ],
    ("Hb g/L", (121,), "718-7", "g/L", True),
    ("Hb", (121, 135), "718-7", "g/L", False),
    ("Hto %", (41,), "4544-3", "%", True),
    *[(name, (250,), "777-3", "10*3/uL", True) for name in ("Plaquetas", "Plaquetas x10³/µL", "Recuento de plaquetas")],
    ("Plaquetas", (250_000,), "777-3", "/uL", False),
    ("Leucocitos /mm3", (8000,), "6690-2", "/uL", True),
    ("Leucocitos (10^3/uL)", (8,), "6690-2", "10*3/uL", True),
    ("Creat.", (0.9,), "2160-0", "mg/dL", True),
    ("Creatinina (µmol/L)", (80,), "2160-0", "umol/L", True),
    *[(name, (100,), "2345-7", "mg/dL", True) for name in ("Glicemia", "Glucosa, mg/dL", "Glucosa mg%")],
    ("Glucosa basal", (90,), "1558-6", "mg/dL", True),
    ("HbA1c (%)", (6.1,), "4548-4", "%", True),
    ("Urea", (2.5, 4, 9, 14, 20), "3091-6", "mg/dL", False),
    ("Urea", (18, 30, 60, 110, 200), "3091-6", "mg/dL", True),
    ("HbA1c", (48, 53), "4548-4", "mmol/mol", False),
    ("K+ (mEq/L)", (4.1,), "2823-3", "mmol/L", True),
    ("AST/TGO", (30,), "1920-8", "U/L", True),
    ("TGP (ALT) U/lt", (30,), "1742-6", "U/L", True),
    # One name for the share and for the count: the unit tells them apart, else the numbers.
    ("Neutrófilos", (61, 70), "770-8", "%", True),
    ("Neutrófilos (%)", (61, 70), "770-8", "%", True),
    ("Neutrófilos", (4.2, 5.1), "751-8", "10*3/uL", True),
    ("Neutrófilos", (4200, 5100), "751-8", "/uL", False),
    ("Linfocitos (10^3/uL)", (2.1,), "731-0", "10*3/uL", True),
    ("TSH (µUI/mL)", (2.1,), "3016-3", "u[IU]/mL", True),
    ("PCR (mg/dL)", (0.5,), "1988-5", "mg/dL", True),
    ("Vit. B12", (300,), "2132-9", "pg/mL", True),
    ("Peso", (3200, 2900), "29463-7", "g", False),
    ("Talla (m)", (1.7,), "8302-2", "m", True),
    ("Plaq (miles)", (250,), "777-3", "10*3/uL", True),
    ("PLT mil", (250,), "777-3", "10*3/uL", True),
    ("Plaquetas x1000", (250,), "777-3", "10*3/uL", True),
    *[(name, (8,), "6690-2", "10*3/uL", True) for name in ("GB (miles)", "Leucocitos (miles)")],
    ("Glic", (95,), "2345-7", "mg/dL", True),
    ("Tmax", (38.4,), "8310-5", "Cel", True),
    ("Sat O2 aa", (94,), "2708-6", "%", True),
    ("Ac. úrico", (5.1,), "3084-1", "mg/dL", True),
    ("Trigl.", (140,), "2571-8", "mg/dL", True),
    ("Neutrófilos abs", (4.2,), "751-8", "10*3/uL", True),
    # Without a unit, what is usual of the analyte decides between those it is reported in.
    ("Glóbulos rojos", (4_500_000,), "789-8", "/uL", False),
    ("FiO2", (0.21, 0.4), "3150-0", "1", False),
    ("FiO2", (21, 40), "3150-0", "%", True),
    ("Fibrinógeno", (2.1, 3, 4.4), "3255-7", "g/L", False),
    ("Fibrinógeno", (210, 300, 640), "3255-7", "mg/dL", True),
    ("Lactato", (8, 12, 30), "2524-7", "mg/dL", False),
    ("Lactato", (0.9, 2.1, 5), "2524-7", "mmol/L", True),
    ("Troponina", (8, 40, 900), "10839-9", "ng/L", False),
    ("Troponina", (0.01, 0.4), "10839-9", "ng/mL", True),
    ("PaCO2", (4.5, 5.2, 6.1), "2019-8", "kPa", False),
    ("PaO2", (9, 10.4, 12), "2703-7", "kPa", False),
    ("PaO2", (55, 90), "2703-7", "mm[Hg]", True),
    ("Mg", (0.7, 0.8, 0.9), "19123-9", "mmol/L", False),
    ("Mg", (1.7, 2.1), "19123-9", "mg/dL", False),  # or meq/L
    ("Fósforo", (0.9, 1.2, 1.4), "2777-1", "mmol/L", False),
    ("Calcium", (4.5, 4.8, 5.1), "17861-6", "meq/L", False),
    ("Calcium", (2.1, 2.4, 2.6), "17861-6", "mmol/L", False),
    ("Calcium", (8.1, 9.4), "17861-6", "mg/dL", True),
    ("Hierro", (10, 14, 20), "2498-4", "umol/L", False),
    ("Hierro", (20, 70, 120), "2498-4", "ug/dL", True),
    ("Vitamin D", (50, 65, 70, 80, 90, 120), "1989-3", "nmol/L", False),
    ("Vitamin D", (14, 22, 41), "1989-3", "ng/mL", True),
    ("Weight", (130, 165, 200), "29463-7", "[lb_av]", False),
    *[("Weight", numbers, "29463-7", "kg", True) for numbers in ((52, 70, 95), (3, 12, 25))],
    ("Proteínas totales", (60, 66, 72), "2885-2", "g/L", False),
    ("Hto", (0.3, 0.38, 0.45), "4544-3", "1", False),
    ("SatO2", (0.88, 0.97), "2708-6", "1", False),
    ("PCR", (0.4, 2, 5, 12), "1988-5", "mg/L", False),
    ("PCR", (5, 40, 150), "1988-5", "mg/L", True),
    ("TP", (60, 85, 99), "5902-2", "s", False),  # surely its activity in %, which is another quantity
    ("Basófilos", (0, 0.02), "704-7", "10*3/uL", True),
    ("TP", (11.5, 13, 22), "5902-2", "s", True),
]


@pytest.mark.parametrize(("name", "numbers", "code", "unit", "sure"), HEADERS)
def test_a_header_is_read_as_a_hospital_writes_it(
    name: str, numbers: tuple[float, ...], code: str, unit: str, sure: bool
) -> None:
    guess = measurement(name, dict.fromkeys(map(float, numbers), 1))
    assert guess is not None
    assert (guess.analyte.code, guess.unit, guess.sure) == (code, unit, sure)


@pytest.mark.parametrize(
    ("name", "numbers", "other"),
    [
        ("Mg", (0.7, 0.8, 0.9), "mg/dL"),
        ("PCR", (0.4, 2, 5, 12), "mg/dL"),
        ("Hb", (121, 135), "g/dL"),
        ("TP", (60, 99), ""),
        ("Hb", (12.1,), ""),
        ("Hb (g/dL)", (12.1,), ""),
    ],
)
def test_a_guessed_unit_comes_with_the_one_it_may_be_instead(name: str, numbers: tuple[float, ...], other: str) -> None:
    guess = measurement(name, dict.fromkeys(map(float, numbers), 1))
    assert guess is not None
    assert guess.other == other


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("PaO2/FiO2", (300,)),  # a ratio of two, neither of which it is
        ("AST/ALT", (1.1,)),
        ("hb_1", (12,)),  # which of several?
        ("a1_01_07", (1, 2)),
        ("q37", (3,)),
        ("SpO2", (970, 880)),  # impossible in every unit
        ("Hb (mmHg)", (12,)),
        ("Edad", (30,)),
        *[(name, (60, 99)) for name in ("TP %", "TP (%)")],  # prothrombin activity is no time
    ],
)
def test_what_is_no_measurement_is_left_alone(name: str, numbers: tuple[float, ...]) -> None:
    assert measurement(name, dict.fromkeys(map(float, numbers), 1)) is None
