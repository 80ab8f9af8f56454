"""What a list leaves out: "pain in the neck and back", "swelling and pain of the knee", "hepato- and splenomegaly".

From a phrase that was found, one word is replaced by an item of the list beside it; where the result is a phrase of the
dictionary too, the note has said it.
"""

from collections.abc import Iterator, Sequence

from hoofbeat.extraction.naming.dictionary import Dictionary
from hoofbeat.extraction.naming.filed import Filed, Hit
from hoofbeat.extraction.naming.vocabulary import Worth
from hoofbeat.extraction.text.note import Sentence
from hoofbeat.extraction.text.tables import word_list

JOINING = frozenset({"and", "or", "y", "e", "o", "u", "ni", "nor", "plus"})
#: An item of a list has at most so many words, small ones among them.
_LONGEST_ITEM = 4
#: What a half word ends on in its whole kin: at least so many letters.
_LEAST_ENDING = 5
_LISTED = (",", "/")
#: What may be of several places at once.
_HEADS = word_list("of places")
#: Behind such a word: a preposition, a place, a joining word, another place.
_LEAST_BEHIND_A_HEAD = 4


class Lists:
    """The lists of a sentence.

    Args:
        dictionary: what is looked for.
        sentence: its words.
        worths: of each word.
        found: the phrases that stand in it.
    """

    def __init__(
        self, dictionary: Dictionary, sentence: Sentence, worths: Sequence[Worth], found: Sequence[Hit]
    ) -> None:
        self._dictionary, self._worths, self._found = dictionary, worths, found
        self._words, self._gaps, self._joined = sentence.words, sentence.gaps, sentence.joined
        self._taken = {place for match in found for place in range(match.start, match.end)}

    def left_out(self) -> Iterator[Hit]:
        """Yield the phrases that lists imply, from the phrase each leans on to its own item."""
        for match in self._found:
            content = [
                i for i in range(match.start, match.end) if not (self._worths[i].filler or self._worths[i].skipped)
            ]
            if len(content) > 1:
                yield from self._after(match, content)
                yield from self._before(match, content)
        yield from self._half_words()
        yield from self._places()

    def _places(self) -> Iterator[Hit]:
        """In "pain in the thumb and wrist" the head word stands before each place, though the first makes no phrase."""
        led = {place for match in self._found for place in range(match.start, match.end) if not match.entry.quality}
        for head, word in enumerate(self._words[:-_LEAST_BEHIND_A_HEAD]):
            if word not in _HEADS or head in led or not self._worths[head + 1].filler:
                continue
            place = head + 1
            while place < len(self._words) and place <= head + _LONGEST_ITEM:
                behind = self._behind_item(place)
                begin = None if behind is None else self._next_item(behind)
                if begin is None:
                    break
                for end in range(min(begin + _LONGEST_ITEM, len(self._words)), begin, -1):
                    entry = self._replaced([head], begin, end)
                    if entry is not None:
                        yield Hit(head, end, entry, 1)
                        break
                place = begin

    def _behind_item(self, place: int) -> int | None:
        """Where the item that begins at a word ends; ``None`` where it is no item of a list."""
        for end in range(place + 1, min(place + _LONGEST_ITEM + 2, len(self._words))):
            if self._next_item(end) is not None:
                return end
            if not self._joined[end]:
                return None
        return None

    def _after(self, match: Hit, content: list[int]) -> Iterator[Hit]:
        """In "pain in the neck, arms and back" the last word is replaced, item by item, where a word joins them."""
        items: list[Hit] = []
        place, joined = match.end, False
        while (begin := self._next_item(place)) is not None:
            joined |= begin > place
            for end in range(min(begin + _LONGEST_ITEM, len(self._words)), begin, -1):
                entry = self._replaced(content[:-1], begin, end)
                if entry is not None and entry.id != match.entry.id:
                    items.append(Hit(match.start, end, entry, 1))
                    place = end
                    break
            else:
                break
        if joined:
            yield from items

    def _before(self, match: Hit, content: list[int]) -> Iterator[Hit]:
        """In "neck, shoulder and back pain" the first word is replaced, item by item, backwards."""
        place = match.start
        while (end := self._item_before(place)) is not None:
            for begin in range(max(end - _LONGEST_ITEM, 0), end):
                entry = self._replaced(content[1:], begin, end)
                if entry is not None and entry.id != match.entry.id:
                    yield Hit(begin, match.end, entry, 1)
                    place = begin
                    break
            else:
                return

    def _next_item(self, place: int) -> int | None:
        """Where the next item of a list begins behind a word, ``None`` where no list goes on."""
        if place >= len(self._words):
            return None
        listed = self._gaps[place].strip() in _LISTED
        if self._words[place] in JOINING and (listed or self._joined[place]):
            return place + 1
        return place if listed else None

    def _item_before(self, place: int) -> int | None:
        """Behind which word the item of a list in front of a place ends."""
        if place == 0:
            return None
        if self._words[place - 1] in JOINING:
            return place - 1
        return place if self._gaps[place].strip() in _LISTED else None

    def _replaced(self, kept: list[int], begin: int, end: int) -> Filed | None:
        """The phrase that some words of another make together with an item."""
        inner = range(begin, end)
        if (
            not self._taken.isdisjoint(inner)
            or self._worths[end - 1].filler
            or any(self._words[place] in JOINING for place in inner)
            or not all(self._joined[place] for place in inner[1:])
        ):
            return None
        added = [
            self._worths[place] for place in inner if not (self._worths[place].filler or self._worths[place].skipped)
        ]
        if not added:
            return None
        words = [*(self._worths[place] for place in kept), *added]
        exact = [worth.exact for worth in words if worth.exact is not None]
        meant = [worth.meant for worth in words if worth.meant is not None]
        entry = self._dictionary.exact.get(sum(exact)) if len(exact) == len(words) else None
        if entry is None and len(meant) == len(words):
            entry = self._dictionary.meant.get(sum(meant))
        return None if entry is None or not entry.id or entry.order or entry.written else entry

    def _half_words(self) -> Iterator[Hit]:
        """In "hepato- and splenomegaly" the ending of the second word belongs to the first too."""
        for place, joining in enumerate(self._words[1:-1]):
            if joining not in JOINING:
                continue
            half, other = self._words[place], self._words[place + 2]
            if not (half.endswith("o") or self._gaps[place + 1].startswith("-")):
                continue
            for cut in range(2, len(other) - _LEAST_ENDING + 1):
                worth = self._dictionary.vocabulary.of_known(half + other[cut:])
                entry = None if worth is None or worth.exact is None else self._dictionary.exact.get(worth.exact)
                if entry is not None:
                    yield Hit(place, place + 3, entry, 1)
                    break
