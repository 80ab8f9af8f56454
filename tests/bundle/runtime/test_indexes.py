"""One index for all that have the same words, and none for those that have others."""

import gc
from weakref import ref

from hoofbeat.bundle.runtime.indexes import index_of
from hoofbeat.bundle.runtime.lexicon import Lexicon, LexiconEntry
from hoofbeat.bundle.runtime.textindex import TextIndex
from hoofbeat.domain.languages import Wording


def read(name: str) -> Lexicon:
    return Lexicon.from_json(Lexicon([LexiconEntry("HP:0001945", Wording(en=name))]).to_json())


def test_the_same_words_are_searched_by_one_index_and_other_words_by_another() -> None:
    one, again, other = read("Fever"), read("Fever"), read("Cough")
    assert one is not again
    assert [each.search("fev")[0].id for each in (one, again)] == ["HP:0001945"] * 2
    assert one._index is again._index
    assert other.search("fev") == []
    assert other.search("coug")[0].matched == "Cough"


def test_what_nobody_uses_is_let_go_and_what_was_not_read_is_nobody_elses() -> None:
    lexicon = read("Some words that no other test has")
    lexicon.search("words")
    kept = ref(lexicon._index)
    del lexicon
    gc.collect()
    assert kept() is None
    made = [index_of("", lambda: TextIndex([])) for _ in range(2)]
    assert made[0] is not made[1]
