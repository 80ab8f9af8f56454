"""Inflections of a word meet in one stem, words of one meaning in one meaning, and other words do not."""

import pytest

from hoofbeat.extraction.text.stems import inflections, meaning, stem


@pytest.mark.parametrize(
    "forms",
    [
        "nausea nauseas",
        "vomit vomiting vomited vomits vomito vomitos",
        "hipertenso hipertensa hipertensos hipertensas",
        "dolor dolores",
        "wheeze wheezes wheezing wheezed",
        "rash rashes",
        "allergy allergies",
        "edema edemas oedema",
        "foot feet",
        "tooth teeth",
        "diarrhea diarrhoea",
        "anaemia anemia",
        "tumour tumors",
        "cicatriz cicatrices",
        "swollen swelling",
    ],
)
def test_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1, [stem(form) for form in forms.split()]


@pytest.mark.parametrize("words", ["tos toser", "gas gases", "mucus muco", "hypertension hypotension", "fiebre febril"])
def test_other_stems(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == len(words.split())


@pytest.mark.parametrize(
    "words", ["abdominal belly barriga panza", "knee rodilla rodillas", "duele dolor pain pains", "and y", "weak debil"]
)
def test_one_meaning(words: str) -> None:
    assert len({meaning(word) for word in words.split()}) == 1


@pytest.mark.parametrize("words", ["absent without", "fever fiebre", "rodilla cadera", "more one"])
def test_other_meanings(words: str) -> None:
    assert len({meaning(word) for word in words.split()}) == len(words.split())


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("coughing", "cough"),
        ("cough", "coughing"),
        ("nauseas", "nausea"),
        ("hipertensas", "hipertenso"),
        ("seizure", "seizures"),
        ("wheezes", "wheezing"),
        ("anaemia", "anemia"),
        ("oedema", "edema"),
        ("cicatrices", "cicatriz"),
    ],
)
def test_a_single_word_is_found_by_its_inflections(said: str, name: str) -> None:
    assert name in inflections(said)


@pytest.mark.parametrize(
    ("said", "name"),
    [("into", "intoe"), ("core", "corea"), ("clone", "clono"), ("fleming", "flema"), ("flat", "flato")],
)
def test_and_by_no_word_that_merely_has_its_stem(said: str, name: str) -> None:
    assert name not in inflections(said)
