"""Sections of a note: "FHx:" tells of relatives, "AP:" of the past, "Exploración:" of an examination."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from hoofbeat.extraction.text.note import Sentence
from hoofbeat.extraction.text.tables import rows
from hoofbeat.extraction.text.words import words_of

#: Words of a heading.
_LONGEST = 6
#: What may stand around a heading: blanks, marks of Markdown, quotation marks.
_ORNAMENTS = " \t*_\"'”»"


class Section(StrEnum):
    """What a section tells."""

    NONE = ""
    PAST = "past"
    FAMILY = "family"
    EXAM = "exam"
    COMPLAINT = "complaint"
    SOCIAL = "social"
    PLAN = "plan"
    TREATMENT = "treatment"
    OTHER = "other"


class Heading(NamedTuple):
    """A heading at the beginning of a sentence: the section, and its words."""

    section: Section
    length: int


def heading_of(sentence: Sentence) -> Heading | None:
    """The heading with which a sentence begins, ``None`` where none does.

    A heading ends with a colon, or is a line of its own.
    """
    words, gaps = sentence.words, sentence.gaps
    if not words or words[0] not in _first_words():
        return None
    for length in range(min(_LONGEST, len(words)), 0, -1):
        behind = gaps[length]
        alone = length == len(words) and sentence.begins_line and behind.startswith(("\n", "\r"))
        if alone or behind.lstrip(_ORNAMENTS).startswith(":"):
            section = _headings().get(tuple(words[:length]))
            if section is not None:
                return Heading(section, length)
    return None


@cache
def _first_words() -> frozenset[str]:
    return frozenset(words[0] for words in _headings())


@cache
def _headings() -> Mapping[tuple[str, ...], Section]:
    return MappingProxyType(
        {
            tuple(words_of(text)): Section(section)
            for section, texts in rows("headings", ("section", "headings"))
            for text in texts.split(";")
        }
    )
