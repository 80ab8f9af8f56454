"""The finding search: what a person types, and what must come first.

Mirrors: hoofbeat.bundle.runtime.likeness, hoofbeat.bundle.runtime.textindex
"""

import numpy as np
import pytest

from hoofbeat.bundle.runtime.lexicon import Lexicon, LexiconEntry
from hoofbeat.domain.errors import BundleFormatError
from hoofbeat.domain.languages import Wording

ENTRIES = (
    LexiconEntry(
        "HP:0002027", Wording(en="Abdominal pain", es="Dolor abdominal"), {"en": ("Stomach pain", "Pain in stomach")}
    ),
    LexiconEntry("HP:0002574", Wording(en="Episodic abdominal pain", es="Dolor abdominal episódico")),
    LexiconEntry("HP:0001945", Wording(en="Fever", es="Fiebre"), {"en": ("Hyperthermia",), "es": ("Calentura",)}),
    LexiconEntry("HP:0011134", Wording(en="Low-grade fever", es="Fiebre baja")),
    LexiconEntry("HP:0002013", Wording(en="Vomiting", es="Vómito")),
    LexiconEntry("HP:0002090", Wording(en="Pneumonia", es="Neumonía")),
    LexiconEntry("HP:0100749", Wording(en="Chest pain", es="Dolor de pecho")),
    LexiconEntry("HP:0001250", Wording(en="Seizure", es="Convulsiones"), {"en": ("Epileptic seizure",)}),
    LexiconEntry("HP:0002014", Wording(en="Diarrhea", es="Diarrea")),
    LexiconEntry("HB:0000079", Wording(en="Smokes cigarettes", es="Fuma")),
    LexiconEntry("HP:0012735", Wording(en="Cough", es="Tos")),
    LexiconEntry("HP:0000989", Wording(en="Pruritus"), {"en": ("Itching",)}),
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(ENTRIES, aliases={"HP:0002279": "HP:0001250"})


def first(lexicon: Lexicon, query: str, lang: str = "en") -> str | None:
    hits = lexicon.search(query, lang="es" if lang == "es" else "en")
    return hits[0].id if hits else None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Fever", "HP:0001945"),
        ("fIEBRE", "HP:0001945"),
        ("calentura", "HP:0001945"),
        ("vomito", "HP:0002013"),
        ("VÓMITOS", "HP:0002013"),
        ("dol abdo", "HP:0002027"),
        ("abdo dol", "HP:0002027"),
        ("pain stom", "HP:0002027"),
        ("dolor en el pecho", "HP:0100749"),
        ("grade", "HP:0011134"),
        ("thermia", "HP:0001945"),
        ("neumnia", "HP:0002090"),
        ("sezure", "HP:0001250"),
        ("  low grade  ", "HP:0011134"),
        ("fum", "HB:0000079"),
        ("diarrea muy grave", "HP:0002014"),
        ("feber", "HP:0001945"),
    ],
)
def test_finds_what_a_person_means(lexicon: Lexicon, query: str, expected: str) -> None:
    assert first(lexicon, query) == expected


@pytest.mark.parametrize("query", ["HP:0001250", "hp:0001250", "0001250", "hp 0001250", "HP0001250", " HP:0001250 "])
def test_an_id_finds_its_finding_alone(lexicon: Lexicon, query: str) -> None:
    assert [hit.id for hit in lexicon.search(query)] == ["HP:0001250"]


def test_a_retired_id_finds_the_one_that_stands_for_it(lexicon: Lexicon) -> None:
    assert lexicon.resolve("HP:0002279") == "HP:0001250"
    assert first(lexicon, "HP:0002279") == "HP:0001250"
    assert "HP:0002279" in lexicon
    assert lexicon.name("HP:0002279") == "Seizure"


def test_tiers_rank_exact_over_prefix_over_words_over_inside() -> None:
    lexicon = Lexicon(
        [
            LexiconEntry("HP:0000001", Wording(en="Unpainted")),
            LexiconEntry("HP:0000002", Wording(en="Chest pain")),
            LexiconEntry("HP:0000003", Wording(en="Pain in the foot")),
            LexiconEntry("HP:0000004", Wording(en="Pain")),
        ]
    )
    hits = lexicon.search("pain")
    assert [hit.id for hit in hits] == ["HP:0000004", "HP:0000003", "HP:0000002", "HP:0000001"]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 1 for hit in hits)


def test_of_findings_that_match_alike_the_usual_one_comes_first() -> None:
    chin, stature = (
        LexiconEntry("HP:0400000", Wording(en="Tall chin")),
        LexiconEntry("HP:0000098", Wording(en="Tall stature")),
    )
    shown = np.array([1e-6, 0.01], dtype=np.float32)
    assert first(Lexicon([chin, stature]), "tall") == chin.id  # nothing but the length parts them
    assert first(Lexicon([chin, stature], shown=shown), "tall") == stature.id
    assert first(Lexicon([chin, stature], shown=shown), "tall chi") == chin.id
    assert first(Lexicon([chin, stature], shown=np.zeros(2, dtype=np.float32)), "tall") == chin.id


def test_the_language_parts_ties_and_never_hides_the_other() -> None:
    lexicon = Lexicon(
        [
            LexiconEntry("HP:0000001", Wording(en="Angina", es="Pecho")),
            LexiconEntry("HP:0000002", Wording(en="Otra", es="Angina")),
        ]
    )
    assert first(lexicon, "angina", "en") == "HP:0000001"
    assert first(lexicon, "angina", "es") == "HP:0000002"
    assert len(lexicon.search("angina", lang="en")) == 2


def test_a_hit_says_which_string_matched(lexicon: Lexicon) -> None:
    hit = lexicon.search("hyperth")[0]
    assert (hit.id, hit.names, hit.matched) == ("HP:0001945", {"en": "Fever", "es": "Fiebre"}, "Hyperthermia")


def test_each_finding_comes_once_and_no_more_than_asked(lexicon: Lexicon) -> None:
    ids = [hit.id for hit in lexicon.search("pain")]
    assert len(ids) == len(set(ids))
    assert len(lexicon.search("dolor", limit=2)) == 2
    assert lexicon.search("dolor", limit=0) == []


@pytest.mark.parametrize("query", ["", "   ", "¿?", "xqzw", "HP:9999999", "\x00", "🙂"])
def test_nothing_is_found_for_nothing_meant(lexicon: Lexicon, query: str) -> None:
    assert lexicon.search(query) == []


def test_an_unknown_id_is_its_own_name(lexicon: Lexicon) -> None:
    assert lexicon.name("HP:9999999") == "HP:9999999"
    assert lexicon.get("HP:9999999") is None
    assert "HP:9999999" not in lexicon


def test_survives_the_trip_through_json(lexicon: Lexicon) -> None:
    back = Lexicon.from_json(lexicon.to_json())
    assert tuple(back.entries) == lexicon.entries
    assert back.aliases == lexicon.aliases
    assert back.search("fiebre") == lexicon.search("fiebre")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"entries": [["HP:0000001"]], "aliases": {}}', '{"entries": 3}'])
def test_says_when_it_is_not_a_lexicon(text: str) -> None:
    with pytest.raises(BundleFormatError, match=r"lexicon: .* → export the bundle again"):
        Lexicon.from_json(text)


def test_an_empty_lexicon_finds_nothing() -> None:
    assert Lexicon(()).search("fever") == []
