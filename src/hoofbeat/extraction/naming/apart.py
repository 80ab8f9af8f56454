"""Findings told by two or three things that other words may part: "the light of the lamps bothers her".

A phrase of the dictionary ends at the first word that it does not have. What a person tells in everyday words has such
words in the middle, of which no list has an end. Each row of ``data/apart.tsv`` names a finding and what must stand
together: a thing and what is said of it, in any order, within a few words that no mark, no cue and no new statement
parts. What is doubtful is left out: a denial that no cue reads may stand neither in front of the things nor behind.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import combinations, dropwhile, product
from typing import NamedTuple

from hoofbeat.extraction.naming.filed import MEANT, Filed, Hit
from hoofbeat.extraction.naming.vocabulary import FILLERS, Vocabulary, Worth
from hoofbeat.extraction.text.note import Sentence
from hoofbeat.extraction.text.tables import rows, word_list
from hoofbeat.extraction.text.words import words_of

#: Words from the first of the things to the last, small ones among them, by how many things there are.
_WIDEST = {2: 7, 3: 9}
#: Things of one finding.
_LEAST = 2
#: Sureness of such a finding, behind all phrases.
_RANK = 7
_NONE = "-"
#: Where a thing stands: its words.
_Place = tuple[int, ...]
#: Words that turn what is said between two things into something else; denials, and what is as it should be.
_DENYING, _SOUND = word_list("denying"), word_list("sound")
_PARTING = word_list("parting") | _DENYING | _SOUND
_BARE = word_list("bare")
#: Words in front of the things, and behind them, in which a denial may be of them.
_IN_FRONT, _BEHIND = 6, 3
#: Directly behind a verb it denies the verb: "bothers no one".
_NOBODY = frozenset({"no", "nobody", "none", "nothing", "nadie", "nada"})
#: Word of a sentence → the first word of the cue that holds it.
Cued = Mapping[int, int]


class _Item(NamedTuple):
    """One of the things: its row, its column there, and the words behind its first, small ones by their letters."""

    row: int
    column: int
    rest: tuple[int | str, ...]


class Apart:
    """The rows of the table, by the words with which their things begin.

    Args:
        ids: of the findings that may be proposed.
        vocabulary: of the dictionary, not closed yet; learns the words of the table.
    """

    def __init__(self, ids: Container[str], vocabulary: Vocabulary) -> None:
        self._begins: dict[int, list[_Item]] = {}
        self._rows: list[tuple[str, int]] = []
        for id_, *columns in rows("apart", ("id", "firsts", "seconds", "thirds")):
            if id_ not in ids:
                continue
            told = [column for column in columns if column != _NONE]
            for number, column in enumerate(told):
                for words in map(words_of, column.split(";")):
                    first, *rest = dropwhile(FILLERS.__contains__, words)
                    behind = tuple(word if word in FILLERS else _number(vocabulary, word) for word in rest)
                    item = _Item(len(self._rows), number, behind)
                    self._begins.setdefault(_number(vocabulary, first), []).append(item)
            self._rows.append((id_, len(told)))

    def found(
        self, sentence: Sentence, worths: Sequence[Worth], whole: Sequence[Hit], cued: Callable[[], Cued]
    ) -> tuple[dict[Hit, frozenset[int]], list[Hit]]:
        """The findings of a sentence that are told apart, with their own words; and the phrases that these leave.

        Args:
            sentence: its words.
            worths: of each word.
            whole: the phrases that stand in it.
            cued: finds the words of its cues; asked where things stand together.
        """
        told = self._told(sentence, worths, cued)
        if not told:
            return {}, list(whole)
        of = {word: match for match in whole if not match.entry.quality for word in range(match.start, match.end)}
        known = {match.entry.id for match in whole}
        kept: list[tuple[str, frozenset[int]]] = []
        for id_, places in sorted(told, key=lambda one: -sum(map(len, one[1]))):
            words = frozenset(word for place in places for word in place)
            if any(words <= others for _, others in kept) or _is_said(places, of):
                continue
            if id_ not in known:
                kept.append((id_, words))
        added = {Hit(min(words), max(words) + 1, Filed(id_, _RANK, len(words)), MEANT): words for id_, words in kept}
        taken = {word for _, words in kept for word in words}
        return added, [match for match in whole if not _is_part(match, sentence, worths, taken)]

    def _told(
        self, sentence: Sentence, worths: Sequence[Worth], cued: Callable[[], Cued]
    ) -> list[tuple[str, tuple[_Place, ...]]]:
        """Each finding of which all things stand near each other, with the nearest of them."""
        begins = self._begins
        here = [(place, worth.exact) for place, worth in enumerate(worths) if worth.exact in begins]
        if len(here) < _LEAST:
            return []
        standing = dict[int, dict[int, list[_Place]]]()
        for place, number in here:
            for row, column, rest in begins[number] if number is not None and not worths[place].filler else ():
                found = _reached(place, rest, sentence, worths) if rest else (place,)
                if found is not None:
                    standing.setdefault(row, {}).setdefault(column, []).append(found)
        told = []
        for row, columns in standing.items():
            id_, count = self._rows[row]
            if len(columns) == count:
                together = [places for places in _within_reach(*columns.values()) if _are_near(places, sentence)]
                if together:
                    told.append((id_, min(together, key=_width)))
        if not told:
            return told
        cues = cued()
        return [one for one in told if _is_stated(one[1], sentence, cues)]


def _within_reach(first: list[_Place], *others: list[_Place]) -> Iterator[tuple[_Place, ...]]:
    """Yield one of each, all that begin within reach of the first: of a thing said a hundred times few are near."""
    begins = [[place[0] for place in other] for other in others]
    for place in first:
        reach = place[0] - _WIDEST[3], place[0] + _WIDEST[3]
        near = [
            other[bisect_left(starts, reach[0]) : bisect_right(starts, reach[1])]
            for other, starts in zip(others, begins, strict=True)
        ]
        yield from product((place,), *near)


def _number(vocabulary: Vocabulary, word: str) -> int:
    number, _ = vocabulary.add(word)
    return number


def _reached(place: int, rest: Sequence[int | str], sentence: Sentence, worths: Sequence[Worth]) -> _Place | None:
    """The words of a thing that begins at a word, other small ones left out; ``None`` where it does not go on so."""
    words = [place]
    for asked in rest:
        place += 1
        while (
            place < len(worths) and sentence.joined[place] and worths[place].filler and sentence.words[place] != asked
        ):
            place += 1
        if place >= len(worths) or not sentence.joined[place]:
            return None
        if asked not in (sentence.words[place], worths[place].exact):
            return None
        words.append(place)
    return tuple(words)


def _are_near(places: Sequence[_Place], sentence: Sentence) -> bool:
    words = {word for place in places for word in place}
    start, end = min(words), max(words)
    if end - start >= _WIDEST[len(places)] or len(words) < sum(map(len, places)):
        return False
    between = (word for word in range(start, end) if word not in words)
    return all(sentence.joined[start + 1 : end + 1]) and all(sentence.words[word] not in _PARTING for word in between)


def _is_stated(places: Sequence[_Place], sentence: Sentence, cues: Cued) -> bool:
    """Whether no cue stands between things, and near them no denial that is none: "free", "nothing", "are normal"."""
    own = {word for place in places for word in place}
    start, end = min(own), max(own) + 1
    if any(cues.get(word, -1) not in (-1, *own) for word in range(start, end) if word not in own):
        return False
    place = start
    while place and start - place < _IN_FRONT and sentence.joined[place]:
        place -= 1
        if sentence.words[place] in _DENYING and place not in cues:
            return False
    if start and sentence.joined[start] and sentence.words[start - 1] in _SOUND:
        return False
    for place in range(end, min(end + _BEHIND, len(sentence.words))):
        if not sentence.joined[place]:
            break
        if place == end and sentence.words[place] in _NOBODY:
            return False
        if place not in cues and (sentence.words[place] in _DENYING or sentence.words[place] in _SOUND):
            return False
    return True


def _width(places: Sequence[_Place]) -> int:
    words = [word for place in places for word in place]
    return max(words) - min(words)


def _is_said(places: Sequence[_Place], of: Mapping[int, Hit]) -> bool:
    """Whether a phrase of the dictionary joins two of the things already: it knows better what they are together."""
    joining = [{id(of[word]) for word in place if word in of} for place in places]
    return any(not one.isdisjoint(other) for one, other in combinations(joining, 2))


def _is_part(match: Hit, sentence: Sentence, worths: Sequence[Worth], taken: Container[int]) -> bool:
    """Whether a phrase has no word of its own beside the things: the cough in "coughed up some blood".

    A denial with which it begins is none of its own: in "no ve doble" the double is denied, not the sight.
    """
    small = range(match.start, match.end)
    own = [
        word
        for word in small
        if word in taken or not (worths[word].filler or worths[word].skipped or sentence.words[word] in _BARE)
    ]
    return len(own) == 1 and own[0] in taken
