"""The words of a sentence that decide whether a finding is there (``data/cues.tsv``), longest first."""

from collections.abc import Container, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from hoofbeat.domain.languages import SearchLanguage
from hoofbeat.extraction.text.note import Sentence
from hoofbeat.extraction.text.tables import rows
from hoofbeat.extraction.text.words import words_of

_COLUMNS = ("lang", "kind", "side", "cues")
_BOTH_LANGUAGES = "-"
_NEUTRAL = "neutral"
#: Words behind a cue in which the finding begins of which it speaks.
_SOON = 4


class Cue(NamedTuple):
    """What a phrase says of the findings beside it; a side of which it says nothing is empty.

    Attributes:
        before: what it says of findings behind it: absent, uncertain, past, family, present, unreal, ends or neutral.
        after: what it says of the finding in front of it.
        listed: whether it says that of a whole list in front of it.
    """

    before: str = ""
    after: str = ""
    listed: bool = False


class Placed(NamedTuple):
    """A cue at its place: its first word, and the one behind its last."""

    start: int
    end: int
    cue: Cue


def leads(placed: Placed, starts: Container[int]) -> bool:
    """Whether a finding begins soon behind a cue, so that a cue of both sides may speak of that one.

    Args:
        placed: the cue.
        starts: first words of the findings.
    """
    return any(place in starts for place in range(placed.end, placed.end + _SOON))


def find_cues(sentence: Sentence, taken: Sequence[bool], lang: SearchLanguage | None) -> dict[int, Placed]:
    """The cues of a sentence by their first word, the longest at each place, none inside a finding's words.

    Args:
        sentence: its words.
        taken: for each word whether it belongs to a finding.
        lang: of the sentence; cues of both languages where it does not show.
    """
    begins = _cues(lang)
    found: dict[int, Placed] = {}
    behind = 0
    for place in [place for place, word in enumerate(sentence.words) if word in begins.behind]:
        if place < behind or taken[place]:
            continue
        placed = _longest(begins, sentence, taken, place)
        if placed is None:
            continue
        for inner in range(place + 1, placed.end):  # "there is no improvement in" denies nothing
            other = _longest(begins, sentence, taken, inner) if sentence.words[inner] in begins.behind else None
            if other is not None and other.end > placed.end and other.cue.before == _NEUTRAL:
                placed = other
                break
        found[placed.start] = placed
        behind = placed.end
    return found


def _longest(begins: "_Node", sentence: Sentence, taken: Sequence[bool], place: int) -> Placed | None:
    """The longest cue that begins at a word, over no mark and no finding."""
    words, joined, gaps = sentence.words, sentence.joined, sentence.gaps
    node, end, longest = begins.behind[words[place]], place + 1, None
    while True:
        if node.cue is not None:
            longest = Placed(place, end, node.cue)
        if end == len(words) or words[end] not in node.behind:
            return longest
        if taken[end] or not (joined[end] or gaps[end].isspace()):
            return longest
        node = node.behind[words[end]]
        end += 1


class _Node:
    """The cues that begin with the same words.

    Attributes:
        cue: what these words are by themselves, if they are one.
        behind: next word → the cues that go on with it.
    """

    __slots__ = ("behind", "cue")

    def __init__(self) -> None:
        self.cue: Cue | None = None
        self.behind: dict[str, _Node] = {}

    def under(self, words: Iterable[str]) -> "_Node":
        """The node of some words behind these, made where there is none."""
        node = self
        for word in words:
            node = node.behind.setdefault(word, _Node())
        return node


@cache
def _cues(lang: SearchLanguage | None) -> _Node:
    """The cues of a language, of both for ``None``, by their words."""
    begins = _Node()
    for of, kind, side, texts in rows("cues", _COLUMNS):
        if lang is not None and of not in (lang, _BOTH_LANGUAGES):
            continue
        for text in texts.split(";"):
            node = begins.under(words_of(text))
            known = node.cue or Cue()
            if side in ("before", "-"):
                node.cue = known._replace(before=kind)
            else:
                node.cue = known._replace(after=kind, listed=side == "list")
    return begins
