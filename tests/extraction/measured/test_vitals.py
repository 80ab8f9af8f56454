"""Vital signs are read in forms of speech too, and only where they are vital signs."""

import pytest

from hoofbeat.extraction.extract import Extractor

SYSTOLIC, DIASTOLIC, PULSE, WARMTH = "8480-6", "8462-4", "8867-4", "8310-5"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("TA 18/10, resto normal.", {SYSTOLIC: 180, DIASTOLIC: 100}),
        ("Llega con tensión de 8/5.", {SYSTOLIC: 80, DIASTOLIC: 50}),
        ("Presión arterial 180 x 100 mmHg", {SYSTOLIC: 180, DIASTOLIC: 100}),
        ("Presión de 18 con 10.", {SYSTOLIC: 180, DIASTOLIC: 100}),
        ("TA 150/95.", {SYSTOLIC: 150, DIASTOLIC: 95}),
        ("TA 13/8,5", {SYSTOLIC: 130, DIASTOLIC: 85}),
        ("Obs: P 122, BP 84/50.", {SYSTOLIC: 84, DIASTOLIC: 50}),
        ("TA 12/11: 150/90 mmHg.", {SYSTOLIC: 150, DIASTOLIC: 90}),  # a date first
        ("BP 18/10 (old), 150/95 mmHg now.", {SYSTOLIC: 150, DIASTOLIC: 95}),
        ("Ayer 39 de fiebre, hoy 36,5 °C.", {WARMTH: 36.5}),
    ],
)
def test_a_form_of_speech(extractor: Extractor, text: str, values: dict[str, float]) -> None:
    assert {one.code: one.value for one in extractor.extract(text).measurements} == values


@pytest.mark.parametrize(
    "text",
    [
        "Reflejos 2/4.",
        "P 122",
        "Fiebre de 3 días.",
        "Tiene 38 años de edad.",
        "Dolor 8/10.",
        "BP 10/8 days ago",
        "TA: 18 con 10 de octubre",
        "RX de tórax PA 12/10: normal",
        "RX de tórax, PA 18 x 10.",
        "BP 500 x 300",
        "TA 30 con 20 minutos de reposo",
        "BP 30/20",
        "BP 25 x 12 mg tablets",
        "PA 10 con 5 mg",
        "PA 5 x 3 cm nodule",
        "Tensión en 2 x 1 dedos",
        "TA 20/10 vision",
        "TA 12/11.",
        "Si TA 18/10, volver.",
        "Su madre con TA 18/10.",
        "Hace un mes TA 18/10.",
        "Niega 39 de fiebre.",
        "Si más de 38 de fiebre volver a urgencias.",
        "Su hijo tiene 40 de fiebre.",
        "Hace un mes tuvo 40 de fiebre.",
        "Menos de 38 de fiebre",
        "Nunca más de 38 de fiebre",
        "Ingresada en habitación 39 de temperatura controlada.",
        "Episodio 38 de fiebre mediterránea",
        "Room P 40, T 3 building.",
    ],
)
def test_no_vital_sign(extractor: Extractor, text: str) -> None:
    assert not extractor.extract(text).measurements


@pytest.mark.parametrize(
    "text", ["Ca 9, P 40, T4 1.2.", "Vitamin D 30, P 40, T 37.", "BP 10/4 was 150/95.", "BP 12/8 140/90."]
)
def test_neither_a_pulse_nor_a_date(extractor: Extractor, text: str) -> None:
    read = {one.code: one.value for one in extractor.extract(text).measurements}
    assert PULSE not in read
    assert read.get(SYSTOLIC, 150) == 150
