"""The phrases and the stop list of the package: every id is known, and nothing repeats the lexicon."""

from collections.abc import Callable

import pytest

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.words import fold
from hoofbeat.extraction.extract import Extractor
from hoofbeat.extraction.naming.phrases import Saying, all_phrases, own_phrases, stopped
from hoofbeat.extraction.text.tables import rows
from hoofbeat.extraction.text.words import words_of

COLUMNS = ("id", "lang", "status", "phrases")


@pytest.fixture(scope="module")
def everything(lexicon: Lexicon) -> tuple[Saying, ...]:
    return tuple(all_phrases(lexicon))


def test_every_id_is_a_finding_of_the_lexicon(lexicon: Lexicon) -> None:
    assert [phrase.id for phrase in own_phrases() if lexicon.resolve(phrase.id) != phrase.id] == []


def test_there_are_many_in_both_languages() -> None:
    counted = dict.fromkeys(("en", "es"), 0)
    for _, lang, _, phrases in rows("phrases", COLUMNS):
        counted[lang] += len(phrases.split(";"))
    assert min(counted.values()) > 1000, counted


def test_nothing_is_said_twice() -> None:
    said = [(fold(phrase), status) for _, _, status, texts in rows("phrases", COLUMNS) for phrase in texts.split(";")]
    assert sorted(said) == sorted(set(said))


def test_nothing_repeats_the_lexicon(lexicon: Lexicon) -> None:
    """Abbreviations do, for those of the lexicon are not read in a text."""
    known = {(entry.id, fold(text)) for entry in lexicon.entries for text, _, _ in entry.strings()}
    repeated = [
        (id_, phrase)
        for id_, _, status, texts in rows("phrases", COLUMNS)
        for phrase in texts.split(";")
        if not status and (id_, fold(phrase)) in known and not phrase.removeprefix("=").isupper()
    ]
    assert repeated == []


def test_what_is_written_one_way_only_stands_with_its_capitals() -> None:
    written = [phrase for phrase in own_phrases() if phrase.written]
    assert written
    assert all(phrase.written != phrase.written.lower() for phrase in written)


def test_every_stopped_name_has_its_reason() -> None:
    assert all(reason.strip() for _, reason in rows("stopped", ("phrase", "reason")))


@pytest.mark.parametrize("name", ["pain", "nacido", "nausea and vomiting"])
def test_a_stopped_name_is_no_phrase(everything: tuple[Saying, ...], name: str) -> None:
    assert tuple(words_of(name)) in stopped()
    assert tuple(words_of(name)) not in {phrase.words for phrase in everything}


@pytest.mark.parametrize("name", ["Known asthma", "Family history of asthma", "ASD", "EPOC conocida"])
def test_a_history_and_an_abbreviation_of_the_lexicon_are_no_phrases(everything: tuple[Saying, ...], name: str) -> None:
    assert tuple(words_of(name)) not in {phrase.words for phrase in everything}


def test_one_word_may_say_that_a_finding_is_absent(lexicon: Lexicon, everything: tuple[Saying, ...]) -> None:
    absent = {phrase.words: lexicon.name(phrase.id) for phrase in everything if phrase.absent}
    assert absent["afebril",] == absent["afebrile",] == "Fever"
    assert absent["no", "fumador"] == "Current smoker"


def test_a_phrase_around_a_finding_may_be_none(everything: tuple[Saying, ...]) -> None:
    masked = {phrase.words for phrase in everything if not phrase.id}
    assert ("influenza", "vaccine") in masked
    assert ("influenza",) not in masked


def test_rare_findings_are_read_by_their_spanish_names(everything: tuple[Saying, ...]) -> None:
    assert ("HP:0001119", ("queratoglobo",)) in {(phrase.id, phrase.words) for phrase in everything}


def test_a_region_is_told_by_its_countries(said: Callable[[str], dict[str, str]]) -> None:
    assert said("Returned from Brazil last week.") == {"Recent travel to South America": "present"}
    assert said("Viaje reciente a Marruecos.") == {"Recent travel to North Africa": "present"}
    assert said("No recent travel to Kenya or India.") == {}
    assert said("Niega viaje a India.") == {"Recent travel to Asia": "absent"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Se asfixia al vestirse.", "Exertional dyspnea"),
        ("Huye de la luz.", "Photophobia"),
        ("Camina tambaleándose.", "Gait ataxia"),
        ("Cardenales por nada.", "Bruising susceptibility"),
        ("Le sobra la ropa.", "Weight loss"),
        ("Bruising at the slightest knock.", "Bruising susceptibility"),
        ("Puffed out on hills.", "Exertional dyspnea"),
    ],
)
def test_two_things_that_are_told_together_are_one_finding(
    extractor: Extractor, lexicon: Lexicon, text: str, name: str
) -> None:
    assert name in {lexicon.name(one.id) for one in extractor.extract(text).findings}


def test_every_pair_names_a_finding_of_the_lexicon(lexicon: Lexicon) -> None:
    assert [id_ for id_, _, _ in rows("paired", ("id", "firsts", "seconds")) if lexicon.resolve(id_) != id_] == []
