"""Findings are told by things that other words part, within a few words that no mark and no denial parts."""

from collections.abc import Callable

import pytest

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.extraction.extract import Extractor
from hoofbeat.extraction.naming.vocabulary import FILLERS
from hoofbeat.extraction.text.tables import rows, word_list
from hoofbeat.extraction.text.words import words_of

Said = Callable[[str], dict[str, str]]


@pytest.mark.parametrize(
    ("text", "name", "status"),
    [
        ("The bright lamps of the ward bother her.", "Photophobia", "present"),
        ("Se le ha puesto la pierna izquierda como una bota.", "Pedal edema", "present"),
        ("She coughed up a small amount of blood.", "Hemoptysis", "present"),
        ("His ribs suck in with every breath.", "Intercostal retractions", "present"),
        ("No le saltan los reflejos en las rodillas.", "Absent patellar reflexes", "present"),
        ("Camina por la calle como un borracho.", "Gait ataxia", "present"),
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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("El paciente no ve doble.", "Diplopia"),
        ("No oye voces.", "Auditory hallucination"),
        ("He does not hear voices.", "Auditory hallucination"),
        ("No ve borroso.", "Blurred vision"),
        ("No le duele la rodilla ni ve doble.", "Diplopia"),
    ],
)
def test_a_denial_is_no_part_of_another_finding(extractor: Extractor, lexicon: Lexicon, text: str, name: str) -> None:
    statuses = {(lexicon.name(one.id), one.status.value) for one in extractor.extract(text).findings}
    assert (name, "absent") in statuses
    assert {status for _, status in statuses} == {"absent"}


@pytest.mark.parametrize(
    "text",
    [
        "Apetito sin cambios.",
        "Sin cambios en el apetito.",
        "No change in appetite.",
        "Hambre sin fiebre.",
        "Eye contact no problem.",
        "Vibration sense is not reduced.",
        "Kidneys show neither cysts nor stones.",
        "Head is neither big nor small.",
        "Riñones libres de quistes y cálculos.",
        "She sees nothing double.",
        "Nobody sees double.",
        "Stool brown rather than black.",
        "Dipstick clear of blood and protein.",
        "Reflexes were thought absent but are present.",
        "Gums hardly ever bleed.",
        "No ve muertos.",
        "Red reflex present in both eyes.",
        "Blood was drawn and the nose was normal.",
        "He lost his keys and weighs 70 kg.",
        "Caminó hasta el baño hace dos meses.",
        "Camina bien hasta los 80 años.",
        "Always eats well.",
        "Went to a white house.",
        "Light exercise is painful.",
        "The light in the room was fine and nothing bothers her.",
        "Neck short of breath? no.",
        "Weight not gaining too fast.",
        "The lamp in the hall bothers no one in the family.",
        "He climbs stairs without difficulty.",
        "Se levanta de la silla sin ayuda ni dificultad.",
        "Duerme con una almohada.",
        "Sale a caminar al aire libre.",
        "Lleva una bota en el pie.",
        "La cabeza la gira a ambos lados.",
        "Se ve tubo endotraqueal bien situado.",
        "Dio a luz y le molesta la ropa.",
        "Small cut on the hand.",
        "Toe extensors 5/5.",
        "Lost to follow-up, weight 70 kg.",
        "A small boy of age 4 was seen.",
        "Eats ice cream.",
        "Spine with normal curves.",
    ],
)
def test_an_ordinary_sentence_holds_nothing_present(extractor: Extractor, text: str) -> None:
    assert [one.words for one in extractor.extract(text).findings if one.status.value != "absent"] == []


def test_a_finding_of_touch_leaves_the_knee(said: Said) -> None:
    assert said("Light touch hurts her knee.") == {"Knee pain": "present"}


def test_no_thing_is_a_denial_or_a_small_word() -> None:
    """A denial alone would make the finding that it denies."""
    small = FILLERS | word_list("bare") | word_list("denying")
    for id_, *columns in rows("apart", ("id", "firsts", "seconds", "thirds")):
        for said in ";".join(columns).split(";"):
            assert said == "-" or not small.issuperset(words_of(said)), (id_, said)
