"""A note as it is read: words that know where they stand, gathered into sentences.

A word is a run of letters and digits, folded as a search folds it; its offsets are those of the note, whatever
folding did to its length. What stands between two words says how far a phrase may reach: a blank or a hyphen joins,
a comma parts the items of a list, a full stop ends what a cue governs.

A note is cut into columns once, and a sentence is a slice of them: no word is an object of its own.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from hoofbeat.extraction.text.tables import word_list
from hoofbeat.extraction.text.words import TOKEN, words_as

_PIECES = re.compile(f"({TOKEN.pattern})")
#: What joins: blanks, a hyphen, quotation marks, one line break within a paragraph.
_JOINS = re.compile(r"[ \t\u00a0]*(?:[-‐‑][ \t]?|[\"“”«»'’*_]+)?[ \t\u00a0]*(?:\r?\n)?[ \t\u00a0]*")
#: A text without marks is cut: a cue reaches less far, and the work stays in proportion to the text.
_LONGEST_SENTENCE = 200
_ENDS = re.compile(r"[.!?…](?=[\s\"”»)])|\n\s*\n|\n\s*[-•*·▪➢>]|\n\s*\d{1,2}[.)]\s")
#: After these a full stop abbreviates, folded.
_ABBREVIATED = word_list("abbreviated")
#: What answers a question of the note itself: "¿Fiebre? No."
_ANSWERS = frozenset({"no", "yes", "si", "none", "denies", "niega", "negativo", "negative"})


class Stretch(NamedTuple):
    """Offsets of a stretch of a note."""

    start: int
    end: int

    def holds(self, offset: int) -> bool:
        """Whether an offset lies in it."""
        return self.start <= offset < self.end


class Sentence(NamedTuple):
    """Words that one cue may govern, at least one; an item of each column belongs to one word.

    Attributes:
        words: folded; a contraction is its meaning ("can't" is ``cannot``, "doesn't" is ``not``).
        starts: offset of each word's first character in the note.
        ends: offset behind its last.
        gaps: what stands before each word, back to the word before, as written; one more: what stands behind the last.
        joined: whether a phrase may go on over the gap before a word.
        begins_line: whether a line begins with it.
    """

    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    gaps: Sequence[str]
    joined: Sequence[bool]
    begins_line: bool

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.starts[0]

    @property
    def end(self) -> int:
        """Offset behind its last word."""
        return self.ends[-1]

    def cut(self, begin: int, end: int, *, begins_line: bool) -> "Sentence":
        """Some of its words, as a sentence."""
        words, starts, ends, gaps, joined, _ = self
        return Sentence(
            words[begin:end], starts[begin:end], ends[begin:end], gaps[begin : end + 1], joined[begin:end], begins_line
        )


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a note, in their order.

    A line that goes on in small letters belongs to the sentence before; a bullet, a number of a list, an empty line and
    a line that begins with a capital after a mark do not.
    """
    pieces = _PIECES.split(text)
    gaps, said = pieces[0::2], pieces[1::2]
    if not said:
        return
    offsets = list(accumulate(map(len, pieces)))
    starts, ends = offsets[0:-1:2], offsets[1::2]
    words = words_as(said)
    joined = list(map(" ".__eq__, gaps))
    joined[0] = False
    note = Sentence(words, starts, ends, gaps, joined, begins_line=True)
    count, begin, begins_line = len(words), 0, True
    marked = [place for place, gap in enumerate(gaps) if gap != " " and 0 < place < count]
    for place in (*marked, count):
        while place - begin > _LONGEST_SENTENCE:
            yield note.cut(begin, begin + _LONGEST_SENTENCE, begins_line=begins_line)
            begin, begins_line = begin + _LONGEST_SENTENCE, False
            joined[begin] = False
        gap = gaps[place]
        full = place == count or place - begin == _LONGEST_SENTENCE
        if full or (_may_part(gap) and _parts(gap, words, said, place, alone=place - begin == 1)):
            yield note.cut(begin, place, begins_line=begins_line)
            begin, begins_line = place, "\n" in gap
        else:
            joined[place] = _joins(gap)


@lru_cache(maxsize=1000)  # marks alone: no word of a note is kept
def _joins(gap: str) -> bool:
    return bool(_JOINS.fullmatch(gap))


@lru_cache(maxsize=1000)
def _may_part(gap: str) -> bool:
    return bool(_ENDS.search(gap)) or "\n" in gap or gap == "."


def _parts(gap: str, words: Sequence[str], said: Sequence[str], place: int, *, alone: bool) -> bool:
    """Whether a sentence ends in the gap before a word; ``alone``: it would have but one word."""
    before, first = words[place - 1], said[place][0]
    if alone and before.isdigit() and gap in (". ", ") "):
        return False  # "2. Cough"
    if "." in gap and before in _ABBREVIATED and "\n" not in gap:
        return False
    if "?" in gap and "\n" not in gap and (not first.isupper() or words[place] in _ANSWERS):
        return False
    if _ENDS.search(gap):
        letter = said[place - 1]
        return not (gap.startswith(".") and "\n" not in gap and len(letter) == 1 and letter.isalpha())
    if "\n" in gap:
        return not first.islower()
    return gap == "." and first.isupper() and len(before) > 2  # "fever.No cough"
