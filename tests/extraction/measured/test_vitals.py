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
        ("Vino con 39 de fiebre.", {WARMTH: 39}),
        ("Tuvo 38 y medio de fiebre.", {WARMTH: 38.5}),
        ("Obs: P 122, BP 84/50.", {PULSE: 122, SYSTOLIC: 84, DIASTOLIC: 50}),
    ],
)
def test_a_form_of_speech(extractor: Extractor, text: str, values: dict[str, float]) -> None:
    assert {one.code: one.value for one in extractor.extract(text).measurements} == values


@pytest.mark.parametrize(
    "text", ["Reflejos 2/4.", "P 122", "Fiebre de 3 días.", "Tiene 38 años de edad.", "Dolor 8/10."]
)
def test_no_vital_sign(extractor: Extractor, text: str) -> None:
    assert not extractor.extract(text).measurements
