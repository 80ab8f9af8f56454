"""Whom a bundle refers the textbook presentations to: what must not wait, and what is rare and hereditary.

Mirrors: hoofbeat.bundle.runtime.going_on.referral
"""

from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.next_steps import Referral
from hoofbeat.lifecycle.gate.presentations import Presentation, listed, presentation_of, rows

ROWS = tuple(rows("presentations"))

#: Shares of the presentations that docs/going-on.md rests on, with room for another bundle.
URGENT_TOLD, IN_VAIN, HEREDITARY_TOLD = 0.8, 0.15, 0.8


@pytest.fixture(scope="module")
def bundle(demo_bundle: Path) -> Bundle:
    return Bundle.load(demo_bundle)


def named(name: str, setting: Setting | None = None) -> Presentation:
    told = [presentation_of(row) for row in ROWS if row["name"] == name]
    return next(each for each in told if setting in (None, each.setting))


def referred(bundle: Bundle, told: Presentation) -> Referral | None:
    return bundle.next_steps(told.case, circumstances=told.circumstances).referral


def kind(bundle: Bundle, told: Presentation) -> str | None:
    found = referred(bundle, told)
    return found and found.kind


@pytest.mark.parametrize(
    "name",
    [
        "Classic pneumonia",
        "Example of the page: fever, cough, chest pain",
        "Myocardial infarction",
        "Pulmonary embolism after immobility",
        "Bacterial meningitis",
        "Testicular torsion",
        "Ectopic pregnancy",
        "Anaphylaxis after a nut",
    ],
)
def test_what_must_not_wait_is_seen_now_or_soon(bundle: Bundle, name: str) -> None:
    assert kind(bundle, named(name)) in ("now", "soon")


@pytest.mark.parametrize("setting", [Setting.GENETICS, Setting.PRIMARY_CARE])
def test_a_tall_boy_with_a_displaced_lens_is_a_question_for_genetics(bundle: Bundle, setting: Setting) -> None:
    found = referred(bundle, named("Marfan syndrome of a tall boy", setting))
    assert found is not None
    assert found.kind == "genetics"
    assert "OMIM:154700" in found.because
    assert "Marfan syndrome" in found.texts["en"]
    assert "Marfan" in found.texts["es"]


@pytest.mark.parametrize("name", ["Common cold", "Acne", "Migraine without aura", "Hay fever", "Gout"])
def test_what_can_wait_is_left_in_peace(bundle: Bundle, name: str) -> None:
    assert referred(bundle, named(name)) is None


def test_most_of_what_must_not_wait_is_told_and_little_else(bundle: Bundle) -> None:
    urgent, calm = [], []
    places = {each: d for d in bundle.diseases for each in (d.id, *d.equivalent_ids)}
    for row in ROWS:
        right = [places[each] for each in listed(row["expected"]) if each in places]
        told = kind(bundle, presentation_of(row))
        if row["kind"] == "common":
            (urgent if any(disease.cant_miss for disease in right) else calm).append(told)
    assert len(urgent) > 50
    assert len(calm) > 50
    assert sum(told in ("now", "soon") for told in urgent) >= URGENT_TOLD * len(urgent)
    assert sum(told == "now" for told in calm) <= IN_VAIN * len(calm)
    assert sum(told == "genetics" for told in calm) <= 1


def test_most_of_what_is_rare_and_hereditary_goes_to_genetics_from_a_genetics_clinic(bundle: Bundle) -> None:
    told = [kind(bundle, presentation_of(row)) for row in ROWS if row["setting"] == "genetics"]
    assert sum(each in ("genetics", "now") for each in told) >= HEREDITARY_TOLD * len(told)
    assert told.count("genetics") > len(told) / 2
