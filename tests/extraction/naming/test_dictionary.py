"""The dictionary files a phrase by its stems, its meanings and, where small words count, as it is written.

Mirrors: hoofbeat.extraction.naming.filed
"""

from hoofbeat.bundle.runtime.lexicon import Lexicon, LexiconEntry
from hoofbeat.domain.languages import Wording
from hoofbeat.extraction.naming.dictionary import PAIRS, Dictionary
from hoofbeat.extraction.naming.filed import Filed


def filed(entries: dict[int, Filed]) -> dict[int, Filed]:
    """What is filed of findings, without the phrases that are none."""
    return {number: entry for number, entry in entries.items() if entry.id}


def small(*names: tuple[str, str]) -> Dictionary:
    return Dictionary(Lexicon(LexiconEntry(id_, Wording(en=name)) for id_, name in names))


def test_a_preferred_name_is_surer_than_a_synonym() -> None:
    lexicon = Lexicon(
        [
            LexiconEntry("HP:0000001", Wording(en="Odd thing"), {"en": ("Strange sign",)}),
            LexiconEntry("HP:0000002", Wording(en="Strange sign")),
        ]
    )
    assert "HP:0000002" in {entry.id for entry in filed(Dictionary(lexicon).exact).values()}
    assert len(filed(Dictionary(lexicon).exact)) == 2


def test_what_two_findings_mean_alike_is_left_to_their_words() -> None:
    dictionary = small(("HB:0000001", "Knee pain"), ("HB:0000002", "Painful knees"))
    assert len(filed(dictionary.exact)) == 2
    assert filed(dictionary.meant) == {}


def test_a_term_of_the_ontology_comes_before_an_item_of_a_history() -> None:
    dictionary = small(("HB:0000001", "Barking cough"), ("HP:0000002", "Barking cough"))
    assert {entry.id for entry in filed(dictionary.exact).values()} == {"HP:0000002"}


def test_small_words_count_where_they_are_nearly_all() -> None:
    dictionary = small(("HP:0000001", "On edge"), ("HP:0000002", "Absence seizure"))
    assert {entry.id for entry in filed(dictionary.whole).values()} == {"HP:0000001", "HP:0000002"}
    assert filed(dictionary.exact) == {}


def test_the_order_counts_where_something_is_denied() -> None:
    dictionary = small(("HP:0000001", "Cannot walk"), ("HP:0000002", "Knee pain"))
    orders = {entry.id: bool(entry.order) for entry in filed(dictionary.exact).values()}
    assert orders == {"HP:0000001": True, "HP:0000002": False}


def test_it_is_the_same_whenever_and_in_whatever_order_it_is_made(lexicon: Lexicon) -> None:
    one, other = (Dictionary(Lexicon(list(lexicon.entries)[:2000][::step])) for step in (1, -1))
    assert one.exact
    assert (one.exact, one.meant, one.whole) == (other.exact, other.meant, other.whole)


def test_two_words_of_one_phrase_are_a_pair_and_two_of_different_phrases_are_none() -> None:
    dictionary = small(("HP:0000001", "Knee pain"), ("HP:0000002", "Yellow skin"))
    numbers = {word: dictionary.vocabulary.of(word).exact or 0 for word in ("knee", "pain", "yellow")}
    assert dictionary.pairs[(numbers["pain"] + numbers["knee"]) % PAIRS]
    assert not dictionary.pairs[(numbers["yellow"] + numbers["knee"]) % PAIRS]
