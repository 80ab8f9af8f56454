"""A note as it is read: tokens that know where they stand, gathered into sentences.

A token is a run of letters and digits, folded as a search folds it; its offsets are those of the note, whatever
folding did to its length. What stands between two tokens says how far a phrase may reach: a blank or a hyphen joins,
a comma parts the items of a list, a full stop ends what a cue governs.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hoofbeat.extraction.tables import word_list
from hoofbeat.extraction.words import TOKEN, plain_word, word_of

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


class Token(NamedTuple):
    """One word of a note.

    Attributes:
        word: folded; a contraction is its meaning ("can't" is ``cannot``, "doesn't" is ``not``).
        start: offset of its first character in the note.
        end: offset behind its last.
        gap: what stands before it, back to the token before, as written.
        joined: whether a phrase may go on over that gap.
    """

    word: str
    start: int
    end: int
    gap: str
    joined: bool


class Sentence(NamedTuple):
    """Tokens that one cue may govern.

    Attributes:
        tokens: in their order, at least one.
        begins_line: whether a line begins with it.
        tail: what stands behind the last token, up to the next sentence.
    """

    tokens: tuple[Token, ...]
    begins_line: bool
    tail: str

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset behind its last token."""
        return self.tokens[-1].end


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a note, in their order.

    A line that goes on in small letters belongs to the sentence before; a bullet, a number of a list, an empty line and
    a line that begins with a capital after a mark do not.
    """
    make = tuple.__new__
    tokens: list[Token] = []
    begins_line, last = True, 0
    known: dict[str, str] = {}  # of this note alone
    for match in TOKEN.finditer(text):
        start, end = match.span()
        said = match[0]
        word = known.get(said) or known.setdefault(said, plain_word(said) or word_of(said))
        if start == last + 1 and text[last] == " ":
            if len(tokens) >= _LONGEST_SENTENCE:
                yield Sentence(tuple(tokens), begins_line, " ")
                tokens, begins_line = [], False
            tokens.append(make(Token, (word, start, end, " ", bool(tokens))))  # the common case, made fast
        else:
            gap = text[last:start]
            if tokens and (len(tokens) >= _LONGEST_SENTENCE or _parts(gap, tokens, word, text[start], text[last - 1])):
                yield Sentence(tuple(tokens), begins_line, gap)
                tokens, begins_line = [], "\n" in gap
            tokens.append(Token(word, start, end, gap, bool(tokens) and bool(_JOINS.fullmatch(gap))))
        last = end
    if tokens:
        yield Sentence(tuple(tokens), begins_line, text[last:])


def _parts(gap: str, tokens: Sequence[Token], word: str, first: str, last_letter: str) -> bool:
    """Whether a sentence ends in the gap before a word that begins with this letter."""
    before = tokens[-1]
    if len(tokens) == 1 and before.word.isdigit() and gap in (". ", ") "):
        return False  # "2. Cough"
    if "." in gap and before.word in _ABBREVIATED and "\n" not in gap:
        return False
    if "?" in gap and "\n" not in gap and (not first.isupper() or word in _ANSWERS):
        return False
    if _ENDS.search(gap):
        return not (
            gap.startswith(".") and "\n" not in gap and before.end - before.start == 1 and last_letter.isalpha()
        )
    if "\n" in gap:
        return not first.islower()
    return gap == "." and first.isupper() and len(before.word) > 2  # "fever.No cough"
