"""A card's sentence is short whatever the disease is called, and its text shows names letter by letter."""

import re

import pytest

from hoofbeat.domain.differential import Caution, Contribution, Differential, RankedDisease
from hoofbeat.domain.languages import Wording
from hoofbeat.serving.hooks.cards import card_of

PAGE = "https://hoofbeat.example/"


def line(rank: int = 1, name: str = "Marfan syndrome", **fields: object) -> RankedDisease:
    stated = {"probability": 0.425, "score": 1.0, "orphan": True, "equivalent_ids": ()} | fields
    return RankedDisease(rank=rank, disease_id=f"OMIM:{rank:06}", names=Wording(en=name), **stated)


def answer(*lines: RankedDisease, **fields: object) -> Differential:
    return Differential(differential=lines, bundle="test", **fields)


@pytest.mark.parametrize("letters", [1, 80, 105, 110, 140, 500])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sentence_stays_below_140_characters(letters: int, language: str) -> None:
    card = card_of(answer(line(name="x" * letters)), language, PAGE)  # type: ignore[arg-type]
    assert len(card.summary) < 140
    assert card.summary.endswith("(42 %)") or card.summary.endswith("…")
    assert "x" * letters in card.detail


def test_the_longest_name_of_a_catalogue_fits() -> None:
    name = (
        "Capillary malformation of the lower lip, lymphatic malformation of the face and neck, asymmetry of face and "
        "limbs, partial/generalized overgrowth"
    )
    assert len(name) > 140
    assert len(card_of(answer(line(name=name)), "en", PAGE).summary) == 139


def test_names_are_shown_letter_by_letter() -> None:
    name = "<b>*a*_b_ [x](http://evil.example) `c` #1\n- ![i](y) | ~~z~~ & \\"
    because = Contribution(kind="observed", finding_id="HP:0000001", names=Wording(en=name), value=1.0)
    detail = card_of(answer(line(name=name, contributions=(because,))), "en", PAGE).detail
    assert detail.count("\n") == detail.count("\n\n") * 2
    bare = re.sub(r"\\.", "", detail)
    assert not re.search(r"[<>`\[\]|~!#]", bare), "every sign of Markdown is escaped"
    assert detail.count("http\\:") == 2


def test_a_disease_that_must_not_be_missed_warns_near_the_top_alone() -> None:
    calm = [line(rank) for rank in range(1, 6)]
    grave = line(9, cant_miss=True)
    assert card_of(answer(*calm), "en", PAGE).indicator == "info"
    assert card_of(answer(*calm[:2], grave), "en", PAGE).indicator == "warning"
    assert card_of(answer(*calm[:4], grave), "en", PAGE).indicator == "info"
    assert "must not be missed" in card_of(answer(*calm[:4], grave), "en", PAGE).detail


def test_too_little_is_said_plainly() -> None:
    caution = Caution(kind="too little", texts=Wording(en="Too little.", es="Muy poco."))
    card = card_of(answer(line(), caution=caution, warnings=("a", "b")), "es", PAGE)
    assert card.summary == "Se sabe muy poco para un diferencial fiable"
    assert card.detail.startswith("**Muy poco\\.**")
    assert "2\\." in card.detail


def test_a_line_says_what_speaks_for_it_and_how_likely_its_group_is() -> None:
    shares = [("observed", "HP:0000001", 2.0), ("observed", "HP:0000002", -1.0), ("prior", None, 3.0)]
    told = tuple(
        Contribution(kind=kind, finding_id=id_, names=Wording(en=f"Finding {id_}"), value=value)
        for kind, id_, value in shares
    )
    detail = card_of(answer(line(contributions=told, group_probability=0.004)), "en", PAGE).detail
    assert "\\<1 %, orphan" in detail
    assert "for: Finding HP\\:0000001" in detail
    assert "0000002" not in detail
    assert "None" not in detail
