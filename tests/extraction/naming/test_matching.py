"""Phrases are found in any inflection and order, over small words, never over a comma, the longest first."""

from collections.abc import Callable

import pytest

Found = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("pain in the right knee", "pain in the right knee", "Knee pain"),
        ("knee pains since May", "knee pains", "Knee pain"),
        ("le duele la rodilla", "duele la rodilla", "Knee pain"),
        ("dolor de la rodilla izquierda", "dolor de la rodilla", "Knee pain"),
        ("the abdomen was very distended", "abdomen was very distended", "Abdominal distention"),
        ("orejas de implantación baja", "orejas de implantación baja", "Low-set ears"),
        ("the ears are low set", "ears are low set", "Low-set ears"),
        ("tonic-clonic seizures", "tonic-clonic seizures", "Bilateral tonic-clonic seizure"),
        ("shortness of breath on exertion", "shortness of breath on exertion", "Exertional dyspnea"),
        ("c/o SOB", "SOB", "Dyspnea"),
        ("can't catch my breath", "can't catch my breath", "Dyspnea"),
        ("me falta el aire", "falta el aire", "Dyspnea"),
        ("tiene calentura", "calentura", "Fever"),
        ("cefalea holocraneana intensa", "cefalea holocraneana", "Headache"),
        ("CEFALEA", "CEFALEA", "Headache"),
        ("nauseas", "nauseas", "Nausea"),
        ("deep tendon reflexes are absent", "deep tendon reflexes are absent", "Areflexia"),
        ("no puede caminar", "no puede caminar", "Inability to walk"),
        ("aracnodactylia", "aracnodactylia", "Arachnodactyly"),
        ("ha perdido 8 kg", "perdido 8 kg", "Weight loss"),
        ("diabetes tipo 2", "diabetes tipo 2", "Type II diabetes mellitus"),
        ("absence seizures", "absence seizures", "Generalized non-motor (absence) seizure"),
        ("HTA", "HTA", "Hypertension"),
        ("sweats at night", "sweats at night", "Night sweats"),
        ("IAM", "IAM", "Myocardial infarction"),
    ],
)
def test_a_phrase(found: Found, text: str, words: str, name: str) -> None:
    assert (words, name) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "She fell and broke a glass.",
        "Labor was normal.",
        "mi hija de pecho",
        "The wind was cold into the night.",
        "El teniente repite la dosis.",
        "Recién nacido sano.",
        "Dos gotas en cada ojo.",
        "Pain, knee brace given.",
        "The pain is worse.",
        "Tea and gases",
        "absence of seizures",
        "walking can be painful",
        "discharge tomorrow",
        "durante el embarazo",
        "The scale of the core clone.",
        "Él no para de hablar de fútbol.",
    ],
)
def test_no_phrase(found: Found, text: str) -> None:
    assert [name for _, name in found(text) if name not in ("Seizure", "Pregnant or possibly pregnant")] == []


@pytest.mark.parametrize(
    ("text", "name", "there"),
    [
        ("old MI in 2019", "Myocardial infarction", True),
        ("dolor de mi brazo", "Myocardial infarction", False),
        ("PE was found", "Pulmonary embolism", True),
        ("history of TIA", "Transient ischemic attack", True),
        ("su tia vive lejos", "Transient ischemic attack", False),
    ],
)
def test_an_abbreviation_that_is_a_word_counts_in_capitals_only(
    found: Found, text: str, name: str, *, there: bool
) -> None:
    assert (name in {name for _, name in found(text)}) is there


def test_the_longest_phrase_wins_and_phrases_do_not_overlap(found: Found) -> None:
    assert found("chronic productive cough and dry skin") == [
        ("productive cough", "Productive cough"),
        ("dry skin", "Dry skin"),
    ]


def test_a_comma_parts_a_phrase(found: Found) -> None:
    assert "Knee pain" not in {name for _, name in found("pain, knee swollen")}


def test_a_phrase_that_is_none_hides_what_stands_in_it(found: Found) -> None:
    assert found("pain clinic, knee pain") == [("knee pain", "Knee pain")]
    assert found("Vacuna de la gripe") == []


def test_a_list_without_a_joining_word_leaves_nothing_out(found: Found) -> None:
    assert found("dificultad respiratoria, come bien") == [("dificultad respiratoria", "Respiratory distress")]
