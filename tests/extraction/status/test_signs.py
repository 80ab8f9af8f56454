"""Plus and minus say what is there, in brackets or without, and a bullet or a dash says nothing."""

from collections.abc import Callable

import pytest

Said = Callable[[str], dict[str, str]]

P, A = "present", "absent"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("fever -/cough +", {"Fever": A, "Cough": P}),
        ("cough -", {"Cough": A}),
        ("Fever +, rash -, vomiting +.", {"Fever": P, "Skin rash": A, "Vomiting": P}),
        ("HPI: +fever -cough -vomiting", {"Fever": P, "Cough": A, "Vomiting": A}),
        ("Fiebre + tos - vómitos -", {"Fever": P, "Cough": A, "Vomiting": A}),
        ("(-) fever, (+) cough", {"Fever": A, "Cough": P}),
        ("Dysuria (++), fever (-)", {"Dysuria": P, "Fever": A}),
        ("- fever\n- cough\n- vomiting", {"Fever": P, "Cough": P, "Vomiting": P}),
        ("fever – cough", {"Fever": P, "Cough": P}),
        ("Fever + cough", {"Fever": P, "Cough": P}),
    ],
)
def test_a_sign_says_what_is_there(said: Said, text: str, wanted: dict[str, str]) -> None:
    heard = said(text)
    assert {name: heard.get(name) for name in wanted} == wanted
