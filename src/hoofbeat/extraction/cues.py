"""The words of a sentence that decide whether a finding is there (``data/cues.tsv``), longest first."""

from collections.abc import Container, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from hoofbeat.domain.languages import SearchLanguage
from hoofbeat.extraction.note import Token
from hoofbeat.extraction.tables import rows
from hoofbeat.extraction.words import words_of

_COLUMNS = ("lang", "kind", "side", "cues")
_BOTH_LANGUAGES = "-"
_NEUTRAL = "neutral"
#: Tokens behind a cue in which the finding begins of which it speaks.
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
    """A cue at its place: its first token, and the one behind its last."""

    start: int
    end: int
    cue: Cue


def leads(placed: Placed, starts: Container[int]) -> bool:
    """Whether a finding begins soon behind a cue, so that a cue of both sides may speak of that one.

    Args:
        placed: the cue.
        starts: first tokens of the findings.
    """
    return any(place in starts for place in range(placed.end, placed.end + _SOON))


def find_cues(tokens: Sequence[Token], taken: Sequence[bool], lang: SearchLanguage | None) -> dict[int, Placed]:
    """The cues of a sentence by their first token, the longest at each place, none inside a finding's words.

    Args:
        tokens: of the sentence.
        taken: for each token whether it belongs to a finding.
        lang: of the sentence; cues of both languages where it does not show.
    """
    known = _cues(lang)
    said = [token.word for token in tokens]
    found: dict[int, Placed] = {}
    if known.keys().isdisjoint(said):
        return found
    place = 0
    while place < len(said):
        placed = None if taken[place] or said[place] not in known else _longest(known, tokens, said, taken, place)
        if placed is None:
            place += 1
            continue
        for inner in range(place + 1, placed.end):  # "there is no improvement in" denies nothing
            other = _longest(known, tokens, said, taken, inner) if said[inner] in known else None
            if other is not None and other.end > placed.end and other.cue.before == _NEUTRAL:
                placed = other
                break
        found[placed.start] = placed
        place = placed.end
    return found


def _longest(
    known: Mapping[str, "_Following"], tokens: Sequence[Token], said: Sequence[str], taken: Sequence[bool], place: int
) -> Placed | None:
    """The longest cue that begins at a token."""
    following = known[said[place]]
    for second in (said[place + 1] if place + 1 < len(said) else "", ""):
        for words, cue in following.get(second, ()):
            end = place + len(words)
            if tuple(said[place:end]) == words and not _is_broken(tokens, taken, place, end):
                return Placed(place, end, cue)
    return None


def _is_broken(tokens: Sequence[Token], taken: Sequence[bool], start: int, end: int) -> bool:
    """Whether a mark or a finding stands between the words of a cue."""
    return any(
        taken[place] or (not tokens[place].joined and not tokens[place].gap.isspace())
        for place in range(start + 1, end)
    )


_Following = Mapping[str, tuple[tuple[tuple[str, ...], Cue], ...]]


@cache
def _cues(lang: SearchLanguage | None) -> Mapping[str, _Following]:
    """First word → second word, empty for a cue of one → the cues that begin so, longest first."""
    by_words: dict[tuple[str, ...], Cue] = {}
    for of, kind, side, texts in rows("cues", _COLUMNS):
        if lang is not None and of not in (lang, _BOTH_LANGUAGES):
            continue
        for text in texts.split(";"):
            words = tuple(words_of(text))
            known = by_words.get(words, Cue())
            if side in ("before", "-"):
                known = known._replace(before=kind)
            else:
                known = known._replace(after=kind, listed=side == "list")
            by_words[words] = known
    begun: dict[str, dict[str, list[tuple[tuple[str, ...], Cue]]]] = {}
    for words in sorted(by_words, key=lambda words: (-len(words), words)):
        second = words[1] if len(words) > 1 else ""
        begun.setdefault(words[0], {}).setdefault(second, []).append((words, by_words[words]))
    return MappingProxyType(
        {first: {second: tuple(cues) for second, cues in following.items()} for first, following in begun.items()}
    )
