"""What the tests of the extraction share: the whole lexicon, read once, and short ways to ask."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.extraction.extract import Extractor
from hoofbeat.extraction.naming.dictionary import Dictionary
from hoofbeat.extraction.naming.filed import Hit
from hoofbeat.extraction.naming.matching import matches
from hoofbeat.extraction.text.note import Sentence, sentences

if TYPE_CHECKING:
    from hoofbeat.knowledge.release import Knowledge

Said = Callable[[str], dict[str, str]]
Found = Callable[[str], list[tuple[str, str]]]


@pytest.fixture(scope="session")
def lexicon(embedded_knowledge: "Knowledge") -> Lexicon:
    from hoofbeat.bundle.export.writer import lexicon_of

    return lexicon_of(embedded_knowledge.ontology)


@pytest.fixture(scope="session")
def extractor(lexicon: Lexicon) -> Extractor:
    return Extractor(lexicon)


@pytest.fixture(scope="session")
def dictionary(extractor: Extractor) -> Dictionary:
    return extractor._dictionary  # made once for all tests


@pytest.fixture(scope="session")
def said(extractor: Extractor, lexicon: Lexicon) -> Said:
    """What a note says: the English name of each finding, and its last status."""

    def ask(text: str) -> dict[str, str]:
        return {lexicon.name(one.id): one.status.value for one in extractor.extract(text).findings}

    return ask


@pytest.fixture(scope="session")
def found(dictionary: Dictionary, lexicon: Lexicon) -> Found:
    """The phrases of a text, whatever is said of them: its words, and the English name of the finding."""

    def ask(text: str) -> list[tuple[str, str]]:
        def words(sentence: Sentence, match: Hit) -> str:
            return text[sentence.starts[match.start] : sentence.ends[match.end - 1]]

        return [
            (words(sentence, match), lexicon.name(match.entry.id))
            for sentence in sentences(text)
            for match in matches(
                dictionary,
                text,
                sentence,
                [dictionary.vocabulary.of(word) for word in sentence.words],
            )
        ]

    return ask
