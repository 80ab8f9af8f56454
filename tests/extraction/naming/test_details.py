"""How a pain is and where a lesion of the skin stands is told beside the finding."""

from collections.abc import Callable

import pytest

Said = Callable[[str], dict[str, str]]
P, A = "present", "absent"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Sudden severe abdominal pain radiating to the back.",
            {
                "Abdominal pain": P,
                "Severe pain": P,
                "Pain of sudden onset": P,
                "Pain radiating to the back": P,
            },
        ),
        ("Red papules on the right thigh.", {"Red skin lesion": P, "Skin lesion on the leg": P}),
        (
            "Erupción en la cara y el cuello.",
            {"Skin lesion on the face or jaw": P, "Skin lesion on the neck": P},
        ),
        ("No severe pain.", {"Severe pain": A}),
        ("Burning pain in the neck.", {"Burning pain": P, "Neck pain": P}),
    ],
)
def test_it_is_told_beside(said: Said, text: str, wanted: dict[str, str]) -> None:
    heard = said(text)
    assert {name: heard.get(name) for name in wanted} == wanted


def test_a_lesion_inside_stands_on_no_skin(said: Said) -> None:
    assert "Skin lesion on the head" not in said("MRI showed a lesion in the head of the pancreas.")
