"""What a list leaves out is found: before it, behind it, and within a word."""

from collections.abc import Callable

import pytest

Said = Callable[[str], dict[str, str]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("pain in the neck and back", {"Neck pain", "Back pain"}),
        ("neck and back pain", {"Neck pain", "Back pain"}),
        ("pain in the neck, back and knees", {"Neck pain", "Back pain", "Knee pain"}),
        ("dolor de rodillas y caderas", {"Knee pain", "Hip pain"}),
        ("dolor en manos y pies", {"Hand pain", "Foot pain"}),
        ("hepato- and splenomegaly", {"Hepatomegaly", "Splenomegaly"}),
        ("hepato y esplenomegalia", {"Hepatomegaly", "Splenomegaly"}),
        ("the philtrum is long and smooth", {"Long philtrum", "Smooth philtrum"}),
    ],
)
def test_both_are_found(said: Said, text: str, names: set[str]) -> None:
    assert names <= set(said(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("fiebre y dolor de cabeza", {"Fever", "Headache"}),
        ("fever and chest pain", {"Fever", "Chest pain"}),
        ("chest pain and cough", {"Chest pain", "Cough"}),
        ("nausea and abdominal pain", {"Nausea", "Abdominal pain"}),
        ("weight loss and fatigue", {"Weight loss", "Fatigue"}),
        ("hipo- e hiperpigmentación", {"Hyperpigmentation of the skin"}),
    ],
)
def test_nothing_else_is_made_of_a_list(said: Said, text: str, names: set[str]) -> None:
    assert set(said(text)) - {"Hypopigmentation of the skin"} == names


def test_what_is_left_out_shares_the_status(said: Said) -> None:
    assert said("She denies pain in the neck or back.") == {"Neck pain": "absent", "Back pain": "absent"}
    assert said("Niega dolor de rodillas ni caderas.") == {"Knee pain": "absent", "Hip pain": "absent"}
