"""Words are worth the same in every process, whatever their inflection."""

from hoofbeat.extraction.naming.dictionary import Dictionary
from hoofbeat.extraction.naming.vocabulary import Vocabulary, number_of


def test_a_number_is_the_same_everywhere() -> None:
    assert number_of("fiebr") == 1 + number_of("fiebr") - 1 < 2**61
    assert number_of("fiebr") != number_of("fever")


def test_inflections_are_worth_the_same(dictionary: Dictionary) -> None:
    of = dictionary.vocabulary.of
    assert of("nauseas").exact == of("nausea").exact is not None
    assert of("rodilla").meant == of("knee").meant is not None


def test_an_unknown_word_is_worth_nothing(dictionary: Dictionary) -> None:
    worth = dictionary.vocabulary.of("zzyzxq")
    assert (worth.exact, worth.meant, worth.filler, worth.skipped) == (None, None, False, False)


def test_degrees_and_numbers_may_stand_inside_a_phrase() -> None:
    vocabulary = Vocabulary()
    vocabulary.add("pain")
    vocabulary.close(lambda _word, _stem: None)
    assert vocabulary.of("severe").skipped
    assert vocabulary.of("10").skipped
    assert vocabulary.of("the").filler
    assert not vocabulary.of("pain").skipped


def test_only_a_word_of_the_dictionary_is_known(dictionary: Dictionary) -> None:
    assert dictionary.vocabulary.of_known("hepatomegaly") is not None
    assert dictionary.vocabulary.of_known("hepatomegally") is None


def test_a_slip_is_worth_what_was_meant(dictionary: Dictionary) -> None:
    slip, meant = (dictionary.vocabulary.of(word) for word in ("pnuemonia", "pneumonia"))
    assert slip == meant
    assert meant.alone is not None
