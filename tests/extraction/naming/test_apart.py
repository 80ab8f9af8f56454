"""Findings are told by things that other words part, within a few words that no mark and no denial parts."""

from collections.abc import Callable

import pytest

Said = Callable[[str], dict[str, str]]


@pytest.mark.parametrize(
    ("text", "name", "status"),
    [
        ("The bright lamps of the ward bother her.", "Photophobia", "present"),
        ("Se le ha puesto la pierna izquierda como una bota.", "Pedal edema", "present"),
        ("She coughed up a small amount of blood.", "Hemoptysis", "present"),
        ("His ribs suck in with every breath.", "Intercostal retractions", "present"),
        ("No le saltan los reflejos en las rodillas.", "Absent patellar reflexes", "present"),
        ("Camina igual que haría un borracho.", "Gait ataxia", "present"),
        ("He denies that his nose ever bleeds.", "Epistaxis", "absent"),
    ],
)
def test_things_apart_are_one_finding(said: Said, text: str, name: str, status: str) -> None:
    assert said(text).get(name) == status


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The lamps are on, and the noise bothers her.", "Photophobia"),  # a comma parts
        ("The light does not bother her.", "Photophobia"),  # a denial parts
        ("La pierna de su madre se puso como una bota.", "Pedal edema"),  # somebody else's
        ("He coughed in the ward all night long while the others had their blood taken.", "Hemoptysis"),  # too far
    ],
)
def test_what_is_parted_is_no_finding(said: Said, text: str, name: str) -> None:
    assert said(text).get(name, "none") not in ("present", "absent")


def test_a_phrase_of_the_dictionary_knows_better(said: Said) -> None:
    heard = said("Slurred speech since this morning.")
    assert "Slurred speech" in heard
    assert "Dysarthria" not in heard


def test_what_says_less_gives_way(said: Said) -> None:
    heard = said("She coughed up some blood.")
    assert "Hemoptysis" in heard
    assert "Cough" not in heard
