"""Vital signs and laboratory values are read with their units and decimal marks, in the analyte's own unit."""

import pytest

from hoofbeat.extraction.extract import Extractor
from hoofbeat.standards.analytes import analytes


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("T 38,5 °C", "8310-5", 38.5),
        ("Tª 39,1 ºC", "8310-5", 39.1),
        ("Temp 39.2C", "8310-5", 39.2),
        ("temperature of 101.3 F", "8310-5", 38.5),
        ("fiebre de 39º", "8310-5", 39),
        ("llegó a 39,5 °C", "8310-5", 39.5),
        ("110 lpm", "8867-4", 110),
        ("fever up to 39.5", "8310-5", 39.5),
        ('"Temperature": "36.6 °C (98 °F)"', "8310-5", 36.6),
        ("FC 110 lpm", "8867-4", 110),
        ("HR 112 bpm", "8867-4", 112),
        ("heart rate was 110 beats per minute", "8867-4", 110),
        ("frecuencia cardiaca de 120 latidos por minuto", "8867-4", 120),
        ("Pulse 110 and regular", "8867-4", 110),
        ("RR 22", "9279-1", 22),
        ("FR: 28", "9279-1", 28),
        ("SatO2 88 %", "2708-6", 88),
        ("SpO2 91% on room air", "2708-6", 91),
        ("saturación de oxígeno 90%", "2708-6", 90),
        ("Glasgow 15/15", "9269-2", 15),
        ("Peso 72 kg", "29463-7", 72),
        ("talla 1,65 m", "8302-2", 165),
        ("Hb 9.2 g/dL", "718-7", 9.2),
        ("Hb 8,5", "718-7", 8.5),
        ("hemoglobin of 7.1", "718-7", 7.1),
        ("glucose 250 mg/dL", "2345-7", 250),
        ("glucemia 420", "2345-7", 420),
        ("leukocyte count 12,500/mm^3", "6690-2", 12.5),
        ("platelet count is 85,000/mm3", "777-3", 85),
        ("respirations are 24/min", "9279-1", 24),
        ("WBC 15,000/µL", "6690-2", 15),
        ("leucocitos 15.000/mm3", "6690-2", 15),
        ("plaquetas 90 000", "777-3", 90),
        ("creatinine was 2.1 mg/dL", "2160-0", 2.1),
        ("K 5.9", "2823-3", 5.9),
        ("Na 128 mmol/L", "2951-2", 128),
        ("PCR 120 mg/L", "1988-5", 120),
        ("pH 7.21", "2744-1", 7.21),
        ("lactate 4.5 mmol/L", "2524-7", 4.5),
        ("HbA1c 9,1 %", "4548-4", 9.1),
    ],
)
def test_a_value(extractor: Extractor, text: str, code: str, value: float) -> None:
    (read,) = extractor.extract(text).measurements
    assert (read.code, read.unit) == (code, analytes()[code].unit)
    assert read.value == pytest.approx(value, rel=1e-3)
    assert read.words == text[read.start : read.end]


@pytest.mark.parametrize(
    "text",
    ["TA 150/95", "BP 150/95 mmHg", "PA: 150/95 mmHg", "tensión arterial de 150/95", "BP 150 over 95", "150/95 mmHg"],
)
def test_a_blood_pressure(extractor: Extractor, text: str) -> None:
    read = extractor.extract(text).measurements
    assert [(one.code, one.value) for one in read] == [("8480-6", 150), ("8462-4", 95)]


@pytest.mark.parametrize(
    "text",
    [
        "fever for 3 days",
        "fiebre de 3 días",
        "She lost 10 kg in 3 months.",
        "enalapril 10 mg 1 tablet daily",
        "room 110",
        "20/40 vision",
        "on 12/10/2023",
        "HR 7000",
        "type 2 diabetes",
        "A 34-year-old woman",
        "T4 vertebra",
        "knee flexion to 90 degrees",
        "head raised 30°",
    ],
)
def test_no_measurement(extractor: Extractor, text: str) -> None:
    assert extractor.extract(text).measurements == ()


def test_a_line_of_many(extractor: Extractor) -> None:
    text = "BP 160/100, HR 112, RR 22, T 38.5, SpO2 91%. Na 132, K 5.1, creatinine 2.1 mg/dL."
    codes = [one.code for one in extractor.extract(text).measurements]
    assert codes == ["8480-6", "8462-4", "8867-4", "9279-1", "8310-5", "2708-6", "2951-2", "2823-3", "2160-0"]


def test_a_relative_s_value_is_none_of_the_patient_s(extractor: Extractor) -> None:
    assert extractor.extract("FHx: father with glucose 250 mg/dL.").measurements == ()
