"""The body system of every finding of the embedded release."""

from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.going_on.systems import ROOT
from hoofbeat.domain.next_steps import BodySystem


@pytest.fixture(scope="module")
def bundle(embedded_bundle: Path) -> Bundle:
    return Bundle.load(embedded_bundle)


def system_of(bundle: Bundle, finding_id: str) -> BodySystem:
    return bundle.systems.of(bundle.lexicon.position(finding_id))


def test_every_finding_has_a_system_above_it_with_a_name_in_both_languages(bundle: Bundle) -> None:
    root = bundle.lexicon.position(ROOT)
    branches = {
        bundle.lexicon.entries[place].id
        for place in range(len(bundle.lexicon))
        if root in (above := bundle.book.ancestors(place)) and len(above) == 2
    }
    used = set()
    for place, entry in enumerate(bundle.lexicon.entries):
        system = bundle.systems.of(place)
        used.add(system.id)
        if system.id not in ("HB", ROOT):
            assert {"en", "es"} <= system.names.keys(), entry.id
    assert used - {"HB", ROOT} == branches


def test_a_system_is_a_branch_above_the_finding_or_stated_otherwise(bundle: Bundle) -> None:
    """Temperature and swelling stand under metabolism in the ontology, and under the general state here."""
    elsewhere = set()
    for place in range(len(bundle.lexicon)):
        system = bundle.systems.of(place)
        if system.id != "HB" and bundle.lexicon.position(system.id) not in bundle.book.ancestors(place):
            elsewhere.add((bundle.lexicon.entries[place].id, system.id))
    assert {("HP:0001945", "HP:0025142"), ("HP:0000969", "HP:0025142")} <= elsewhere
    assert {system for _, system in elsewhere} == {"HP:0025142"}


@pytest.mark.parametrize(
    ("finding", "system"),
    [
        ("HP:0001250", "Nervous system and mind"),  # Seizure
        ("HP:0002090", "Respiratory system"),  # Pneumonia: an infection too
        ("HP:0000573", "Eyes"),  # Retinal hemorrhage: of blood and vessels too
        ("HP:0000252", "Head, face and neck"),  # Microcephaly
        ("HP:0000093", "Kidneys, urine and genitals"),  # Proteinuria
        ("HP:0003355", "Metabolism"),  # Aminoaciduria
        ("HP:0002716", "Infections and immunity"),  # Lymphadenopathy: a part of the vessels in the ontology
        ("HP:0001166", "Arms and legs"),  # Arachnodactyly
        ("HP:0100749", "General and pain"),  # Chest pain
        ("HP:0003002", "Breast"),  # Breast carcinoma
        ("HB:0000079", "History"),  # Current smoker
    ],
)
def test_an_organ_comes_before_what_is_found_in_any_organ(bundle: Bundle, finding: str, system: str) -> None:
    assert system_of(bundle, finding).name == system, bundle.lexicon.name(finding)


def test_a_branch_of_a_later_release_bears_its_own_name(sound: Path) -> None:
    bundle = Bundle.load(sound)
    assert system_of(bundle, "HP:0002003").name == "branch 0"
    assert system_of(bundle, "HP:0001002").id == "HP:0001002"
    assert system_of(bundle, ROOT).id == ROOT
