"""The sex is read from nouns, letters and pronouns, and is the patient's."""

import pytest

from hoofbeat.domain.case import Sex
from hoofbeat.extraction.extract import Extractor


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("A 34-year-old woman", Sex.FEMALE),
        ("67 yo F c/o cough", Sex.FEMALE),
        ("45M with chest pain", Sex.MALE),
        ("Sex: M", Sex.MALE),
        ("She denies fever.", Sex.FEMALE),
        ("His cough is worse.", Sex.MALE),
        ("Varón de 62 años", Sex.MALE),
        ("Un soldado de 20 años", Sex.MALE),
        ("Maestra de 45 años refiere cefalea", Sex.FEMALE),
        ("Don Ernesto, de 69 años", Sex.MALE),
        ("Mrs Patel (72) fell.", Sex.FEMALE),
        ("45/F with cough", Sex.FEMALE),
        ("V 45 años con tos", Sex.MALE),
        ("Niña de 3 años", Sex.FEMALE),
        ("Paciente masculino de 5 años", Sex.MALE),
        ("Paciente femenina", Sex.FEMALE),
        ("La paciente niega fiebre", Sex.FEMALE),
        ("El paciente niega fiebre", Sex.MALE),
        ("Trae a su hija por fiebre", Sex.FEMALE),
        ("Mother brings her 3-year-old son with a rash.", Sex.MALE),
        ("Her brother has gout.", Sex.FEMALE),
        ("El médico de 50 años atiende a una niña con tos", Sex.FEMALE),
        ("La profesora de 30 años de un niño con asma", Sex.MALE),
        ("Mrs Smith, 34, brought her son with fever", Sex.MALE),
        ("Un taxista de 50 años", Sex.MALE),
    ],
)
def test_a_sex(extractor: Extractor, text: str, sex: Sex) -> None:
    read = extractor.extract(text).sex
    assert read is not None
    assert read.sex is sex
    assert 0 <= read.start < read.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Casa de 40 años con humedad; tos.",
        "M/12 ward",
        "Seen 3/M clinic",
        "Taxista de 50 años",
        "Fiebre y tos.",
        "Hermano varón con asma.",
        "Male pattern baldness",
        "Temperature 101.3 F, cough",
        "PA 120/80",
    ],
)
def test_no_sex_of_the_patient(extractor: Extractor, text: str) -> None:
    assert extractor.extract(text).sex is None
