"""A relative by whose name the note calls its patient is the patient; another is not."""

from collections.abc import Callable

import pytest

from hoofbeat.extraction.extract import Extractor
from hoofbeat.extraction.status.spoken import patient_named

Said = Callable[[str], dict[str, str]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("My son, 4, has been coughing. His mum has asthma.", {"Cough": "present", "Asthma": "family"}),
        ("Mi marido tiene fiebre. Su padre tiene asma.", {"Fever": "present", "Asthma": "family"}),
        ("Her son has asthma.", {"Asthma": "family"}),
        ("A girl of Turkish parents has had fever.", {"Fever": "present"}),
        ("Three-year-old from a family of cousins: cough.", {"Cough": "present"}),
    ],
)
def test_whose_findings_they_are(said: Said, text: str, wanted: dict[str, str]) -> None:
    assert said(text) == wanted


def test_the_age_and_sex_are_his(extractor: Extractor) -> None:
    read = extractor.extract("My daughter is 6 and has chest pain.").case("invented")
    assert (read.age, read.sex.value) == (6.0, "female")


def test_one_who_is_told_of_later_is_not_named() -> None:
    assert patient_named("Fever since Monday. My son has it too.") == ""
