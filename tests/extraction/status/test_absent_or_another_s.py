"""What is denied in uncommon words, or told of others, is not present.

Mirrors: hoofbeat.extraction.status.behind
"""

from collections.abc import Callable

import pytest

Said = Callable[[str], dict[str, str]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lejos de tener fiebre", "Fever"),
        ("Exenta de dolor de garganta", "Pharyngalgia"),
        ("Ninguna dificultad para tragar", "Dysphagia"),
        ("Urine protein nil", "Proteinuria"),
        ("Dipstick clear of blood and protein.", "Proteinuria"),
        ("Spleen tip not felt", "Splenomegaly"),
        ("Nodes in the neck are not enlarged", "Cervical lymphadenopathy"),
        ("Hearing aid not needed", "Hearing impairment"),
        ("Gums hardly ever bleed.", "Abnormal bleeding"),
        ("Chest pain 0/10", "Chest pain"),
    ],
)
def test_a_denial_in_uncommon_words(said: Said, text: str, name: str) -> None:
    assert said(text) == {name: "absent"}


@pytest.mark.parametrize(
    "text",
    ["Nadie en casa tiene fiebre", "No one in the house has a cough", "Knee jerks are normal", "Nobody vomited."],
)
def test_no_finding_of_the_patient(said: Said, text: str) -> None:
    assert said(text) == {}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nadie sabe por qué tiene fiebre", "Fever"),
        ("Chest pain 8/10", "Chest pain"),
        ("Knee jerks absent", "Areflexia"),
    ],
)
def test_what_is_there_stays(said: Said, text: str, name: str) -> None:
    assert said(text).get(name) == "present"
