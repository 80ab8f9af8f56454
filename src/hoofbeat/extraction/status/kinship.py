"""Who in a sentence is a relative, and whether he has something or only tells of the patient."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from hoofbeat.domain.languages import SearchLanguage
from hoofbeat.extraction.text.note import Sentence
from hoofbeat.extraction.text.tables import rows, word_list
from hoofbeat.extraction.text.words import words_of

#: Words between a relative and the verb that tells.
_TELLS_WITHIN = 3
#: Words between "brings" and the child.
_BROUGHT_WITHIN = 6
#: In capitals these are abbreviations: TIA is no aunt.
_SHORT = 3
_OF_AGE = word_list("of age")
_BRINGS = word_list("brings")
#: "A girl of Turkish parents", "hijo de padres sanos": words before the parents of whom nothing is told.
_DESCENT = frozenset({"of", "to", "from", "de"})
_DESCENT_WITHIN = 3
_OFFSPRING = word_list("offspring")
_PARENTS = frozenset({"padres"})
_HAS = frozenset({"has", "had", "tiene", "tuvo", "with", "con"})


class _Words(NamedTuple):
    first: frozenset[str]
    relatives: frozenset[tuple[str, ...]]
    informants: frozenset[str]
    through: frozenset[tuple[str, ...]]


@cache
def _words(lang: SearchLanguage | None) -> _Words:
    by_kind: dict[str, set[tuple[str, ...]]] = {"relative": set(), "informant": set(), "through": set()}
    for of, kind, texts in rows("relatives", ("lang", "kind", "words")):
        if lang in (None, of):
            by_kind[kind].update(tuple(words_of(text)) for text in texts.split(";"))
    told = frozenset(words[0] for words in by_kind["informant"])
    first = frozenset(words[0] for words in by_kind["relative"])
    return _Words(first, frozenset(by_kind["relative"]), told, frozenset(by_kind["through"]))


def relatives(lang: SearchLanguage | None) -> frozenset[str]:
    """The first words of those who are a patient's relatives."""
    return _words(lang).first


def with_age(sentence: Sentence, place: int) -> int:
    """Where the words begin that tell a relative's age in front of him: "her 60-year-old father"."""
    words, joined = sentence.words, sentence.joined
    while place and joined[place] and (words[place - 1].isdigit() or words[place - 1] in _OF_AGE):
        place -= 1
    return place


def relative_at(text: str, sentence: Sentence, place: int, lang: SearchLanguage | None) -> int:
    """Behind the relative that begins at a word; the word itself where none does."""
    known = _words(lang)
    word = sentence.words[place]
    if word not in known.first:
        return place
    if len(word) <= _SHORT and text[sentence.starts[place] : sentence.ends[place]].isupper():
        return place
    for length in (2, 1):
        words = tuple(sentence.words[place : place + length])
        if words in known.relatives:
            return place + len(words)
    return place


def tells(sentence: Sentence, start: int, end: int, lang: SearchLanguage | None) -> bool:
    """Whether a relative tells of the patient, or comes with him."""
    known, words = _words(lang), sentence.words
    if (
        _descends(words, start)
        or _is_the_patient(words, start)
        or not _BRINGS.isdisjoint(words[max(start - _BROUGHT_WITHIN, 0) : start])
    ):
        return True
    if any(tuple(words[max(start - length, 0) : start]) in known.through for length in (3, 2, 1)):
        return True
    for place in range(end, min(end + _TELLS_WITHIN, len(words))):
        if words[place] in known.informants:
            return True
        if ";" in sentence.gaps[place] or ":" in sentence.gaps[place] or words[place] in _HAS:
            return False
    return False


def _descends(words: Sequence[str], start: int) -> bool:
    """Whether a relative is named only to say whose child the patient is."""
    for place in range(max(start - _DESCENT_WITHIN, 1), start):
        if words[place] in _DESCENT and words[place - 1] in _OFFSPRING:
            return True
    return False


def _is_the_patient(words: Sequence[str], start: int) -> bool:
    """Whether a child is the patient, named by parents who have nothing: "paciente hijo de padres sanos con fiebre"."""
    if words[start] not in _OFFSPRING or len(words) < start + 4:
        return False
    return words[start + 1] in _DESCENT and words[start + 2] in _PARENTS and words[start + 3] not in _HAS
