"""A long word with one slip, or written as it sounds, is what was meant; short and ordinary words are what they are."""

import pytest

from hoofbeat.extraction.naming.slips import Slips

KNOWN = [
    "pneumonia",
    "hepatomegaly",
    "esplenomegalia",
    "convulsiones",
    "estrenimiento",
    "punding",
    "familial",
    "arachnodactyly",
    "cough",
]


@pytest.fixture(scope="module")
def slips() -> Slips:
    return Slips(KNOWN)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("pnuemonia", "pneumonia"),
        ("pneumnia", "pneumonia"),
        ("pneumoniia", "pneumonia"),
        ("pneumomia", "pneumonia"),
        ("hepatomegally", "hepatomegaly"),
        ("esplenomegallia", "esplenomegalia"),
        ("convulciones", "convulsiones"),
        ("estrenimientto", "estrenimiento"),
        ("aracnodactilia", "arachnodactyly"),
    ],
)
def test_a_slip(slips: Slips, slip: str, meant: str) -> None:
    assert slips.meant(slip) == meant


@pytest.mark.parametrize("word", ["pending", "familiar", "couhg", "paciente", "xneumonia", "pmeumomia", "zzzzzzzzzz"])
def test_no_slip(slips: Slips, word: str) -> None:
    assert slips.meant(word) is None


def test_of_two_words_that_may_have_been_meant_none_is_taken() -> None:
    assert Slips(["hematemesis", "hematemosis"]).meant("hematemasis") is None
