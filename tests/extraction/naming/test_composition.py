"""A name of a part of the body is found with any wording of its head, in either language, and nothing else is."""

from collections.abc import Callable

import pytest

from hoofbeat.extraction.naming.composition import composed

Said = Callable[[str], dict[str, str]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ha perdido fuerza en las manos.", "Hand muscle weakness"),
        ("Falta de fuerza en los brazos desde ayer.", "Upper limb muscle weakness"),
        ("Loss of power in the ankle.", "Ankle weakness"),
        ("Se le disloca el codo.", "Elbow dislocation"),
        ("Her elbow slips out.", "Elbow dislocation"),
        ("Le escuecen los ojos.", "Burning eye sensation"),
        ("Codo agarrotado por las mañanas.", "Stiff elbow"),
        ("Hígado aumentado de tamaño.", "Hepatomegaly"),
        ("Molestias en la cadera derecha.", "Hip pain"),
        ("Le pican mucho las palmas.", "Palmar pruritus"),
    ],
)
def test_a_head_and_a_part_are_found_together(said: Said, text: str, name: str) -> None:
    assert said(text).get(name) == "present"


@pytest.mark.parametrize(
    "name", ["weakness", "pulmonary edema", "lens dislocation", "short stature", "muscle weakness"]
)
def test_a_head_alone_or_of_another_kind_has_no_other_wording(name: str) -> None:
    assert list(composed(tuple(name.split()))) == []


def test_a_meaning_is_known_in_any_number_and_gender(said: Said) -> None:
    assert said("Nalgas doloridas tras la caída.").get("Buttock pain") == "present"
