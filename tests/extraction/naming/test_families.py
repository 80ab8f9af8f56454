"""Names of the ontology are found as physicians shorten them, family by family."""

from collections.abc import Callable

import pytest

from hoofbeat.extraction.naming.families import forms

Said = Callable[[str], dict[str, str]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("low C4", "Decreased circulating complement C4 concentration"),
        ("anti-mitochondrial antibodies", "Antimitochondrial antibody positivity"),
        ("raised alpha-fetoprotein", "Elevated circulating alpha-fetoprotein concentration"),
        ("limited range of motion of the shoulder", "Limited shoulder movement"),
        ("absent uterus", "Aplasia of the uterus"),
    ],
)
def test_a_family_is_found_by_its_short_forms(said: Said, text: str, name: str) -> None:
    assert said(f"The patient has {text}.").get(name) == "present"


@pytest.mark.parametrize("name", ["fever", "short stature", "abnormality of the eye", "lack of concentration"])
def test_an_ordinary_name_has_none(name: str) -> None:
    assert list(forms(tuple(name.split()))) == []


def test_what_is_left_of_a_name_is_no_small_word(said: Said) -> None:
    assert said("There is a lack of the usual.") == {}
