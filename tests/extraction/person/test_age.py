"""Ages are read in both languages, in years, and are the patient's."""

import pytest

from hoofbeat.extraction.extract import Extractor


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("A 34-year-old woman presents with fever.", 34),
        ("34 yo F with cough", 34),
        ("67 y/o male", 67),
        ("45M with chest pain", 45),
        ("He is 7 years old.", 7),
        ("A thirty-four-year-old man", 34),
        ("two-month-old girl with fever", 0.167),
        ("A 7-month-old boy", 0.583),
        ("A 2-week-old boy", 0.038),
        ("Age: 45. Sex: F", 45),
        ("Woman, 62, with gout", 62),
        ("A woman aged 58 with gout", 58),
        ("Paciente masculino de 5 años", 5),
        ("Mujer de 34 años que acude por fiebre", 34),
        ("Varón, 62 años, hipertenso", 62),
        ("Lactante de 3 meses de edad", 0.25),
        ("RN de 2 días con ictericia", 0.005),
        ("Niño de 2 años y 3 meses", 2.25),
        ("Edad: 70 años", 70),
        ("Tiene 15 años.", 15),
        ("45 años, mujer, consulta por tos", 45),
        ("Paciente de cuarenta y cinco años", 45),
        ("Trae a su hija de 4 años por fiebre", 4),
        ("Mother brings her 3-year-old son with a rash.", 3),
        ("Un soldado de 20 años consulta por dolor.", 20),
        ("Don Ernesto, de 69 años, lleva tres días sin obrar.", 69),
        ("Una maestra de 45 años trae a su hijo de 3 años con tos.", 3),
        ("Ama de casa de 40 años con fiebre.", 40),
        ("Nena de 3 años traída por una caída.", 3),
        ("Se trata de una estudiante de 19 años.", 19),
        ("Embarazada de 30 años, 34 semanas.", 30),
        ("Gestante de 32 semanas, 28 años.", 28),
        ("Varón, 3 años y medio, con tos.", 3.5),
        ("Mr Jones is 67 and coughs.", 67),
        ("Mrs Patel (72) fell.", 72),
        ("A girl of 11, always hungry.", 11),
        ("45/F with cough", 45),
    ],
)
def test_an_age(extractor: Extractor, text: str, years: float) -> None:
    age = extractor.extract(text).age
    assert age is not None
    assert age.years == pytest.approx(years)
    assert 0 <= age.start < age.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Her 60-year-old father has gout.",
        "Seizures since the age of 5.",
        "Asthma was diagnosed at age 12.",
        "Cefalea de 3 años de evolución.",
        "Padre fallecido de infarto a los 60 años.",
        "Fiebre desde hace 3 días.",
        "Fumadora durante 20 años.",
        "A 3-year history of cough.",
        "Un cuadro de 3 años de tos.",
        "Dolor de 2 años, que va a más.",
        "Refiere tos de 3 semanas.",
        "Su hermano de 12 años tiene asma.",
        "Temperature 101 F",
        "Temp 101.3 °F (38.5 °C)",
        "Hemoglobin is 9.1 g/dL.",
        "Marcapasos de 8 años. Disnea.",
        "Prótesis de 15 años en la cadera",
        "Se trata de una prótesis de 15 años.",
        "Casa de 40 años con humedad; tos.",
        "Vino de 12 años; vómitos",
        "Perro de 5 años le mordió",
        "Jubilada de 10 años",
        "Maestra de 20 años de experiencia refiere cefalea.",
        "Un agricultor con marcapasos de 18 años",
        "M/12 ward",
        "Seen 3/M clinic",
        "A boy of 38.5 with rash",
        "F 39,2 en casa y tos",
        "Tos de un año y medio",
        "El médico de 50 años atiende a una niña con tos",
        "La profesora de 30 años de un niño con asma",
        "Mrs Smith, 34, brought her son with fever",
        "Mrs Jones is 34 and brings her baby.",
    ],
)
def test_no_age_of_the_patient(extractor: Extractor, text: str) -> None:
    assert extractor.extract(text).age is None


def test_the_patient_s_age_beside_a_relative_s(extractor: Extractor) -> None:
    age = extractor.extract("Her 60-year-old father has gout. She is a 30-year-old woman.").age
    assert age is not None
    assert age.years == 30
