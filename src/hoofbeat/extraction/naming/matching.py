"""Which phrases of the dictionary a sentence holds: every window of its words is tried, the longest phrase wins.

A window reaches over small words and over words that say how much or which side, and ends where a mark parts the
sentence. What a corrected slip or a shared meaning finds gives way to what is written.

Few windows are worth a look: two words that stand together in no phrase end all windows that hold both, and the
dictionary knows such words (``Dictionary.pairs``).
"""

from collections.abc import Sequence

from hoofbeat.extraction.naming.dictionary import PAIRS, Dictionary
from hoofbeat.extraction.naming.filed import MEANT, Filed, Hit
from hoofbeat.extraction.naming.vocabulary import Worth
from hoofbeat.extraction.text.note import Sentence

#: Words of a window, small ones among them.
_WIDEST = 14


def starting(found: Sequence[Hit]) -> dict[int, list[int]]:
    """First word → the numbers of the phrases that begin there."""
    starts: dict[int, list[int]] = {}
    for number, match in enumerate(found):
        starts.setdefault(match.start, []).append(number)
    return starts


def matches(dictionary: Dictionary, text: str, sentence: Sentence, worths: Sequence[Worth]) -> list[Hit]:
    """The phrases of a sentence that do not overlap, in its order.

    Args:
        dictionary: what is looked for.
        text: the note; decides on abbreviations that count only as they are written.
        sentence: its words.
        worths: of each word, by the dictionary's vocabulary.
    """
    found: list[Hit] = []
    begins, pairs = dictionary.begins, dictionary.pairs
    if not begins.isdisjoint(sentence.words):
        for place, word in enumerate(sentence.words):
            if word in begins:
                _add_written_from(dictionary, sentence, worths, place, found)
    joined, gaps = sentence.joined, sentence.gaps
    before, parted = 0, True  # the last word that means something, and whether a mark stands behind it
    stem: int | None = None
    sense: int | None = None
    for place, (exact, meant, filler, skipped, _, alone) in enumerate(worths):
        if not joined[place]:
            parted = True
        if filler:
            continue
        if alone is not None:
            found.append(Hit(place, place + 1, alone))
        if not parted and (
            skipped
            or (stem is not None and exact is not None and pairs[(stem + exact) % PAIRS])
            or (sense is not None and meant is not None and pairs[(sense + meant) % PAIRS])
        ):
            _add_from(dictionary, worths, joined, before, found)
        before, stem, sense, parted = place, exact, meant, False
    if not found:
        return found
    found = [
        match
        for match in found
        if (gaps[match.end] == " " and not match.entry.written) or _is_said(match, text, sentence)
    ]
    if len(found) > 1:
        found = _longest(found, len(worths))
    return [match for match in found if match.entry.id]


def _longest(found: list[Hit], count: int) -> list[Hit]:
    """The phrases that are kept where several share a word, in the order of the sentence."""
    found.sort(key=lambda match: (-match.entry.size, match.tier, match.entry.rank, match.start, match.end))
    free = [True] * count
    kept, qualities = [], []
    for match in found:
        if match.entry.quality:
            qualities.append(match)
        elif all(free[match.start : match.end]):
            free[match.start : match.end] = [False] * (match.end - match.start)
            kept.append(match)
    for match in qualities:  # "burning pain in the neck" tells of the neck, and how it hurts
        if any(free[match.start : match.end]):
            free[match.start : match.end] = [False] * (match.end - match.start)
            kept.append(match)
    return sorted(kept)


def _is_said(match: Hit, text: str, sentence: Sentence) -> bool:
    """Whether a match is more than half a word, and an abbreviation written as one."""
    start, end, entry, _ = match
    if sentence.gaps[end].startswith("- ") and end < len(sentence.words):
        return False  # "hipo- e hiperpigmentación"
    return not entry.written or text[sentence.starts[start] : sentence.ends[end - 1]] == entry.written


def _add_written_from(
    dictionary: Dictionary, sentence: Sentence, worths: Sequence[Worth], start: int, found: list[Hit]
) -> None:
    """Add the phrases from one word on that are found by all their words, small ones among them."""
    number = 0
    for end in range(start, min(start + _WIDEST, len(worths))):
        surface = worths[end].surface
        if surface is None or (end > start and not sentence.joined[end]):
            return
        number += surface
        entry = dictionary.whole.get(number)
        if entry is not None and (end > start or entry.written):
            found.append(Hit(start, end + 1, entry))


def _add_from(
    dictionary: Dictionary, worths: Sequence[Worth], joined: Sequence[bool], start: int, found: list[Hit]
) -> None:
    """Add the phrases of several words that mean something, in whatever order, from the first of them on."""
    exact, pairs = dictionary.exact, dictionary.pairs
    first_stem, first_meaning, _, skipped, _, _ = worths[start]
    full, core, sense = first_stem, first_stem, first_meaning  # all stems, those of no degree, their meanings
    if skipped:
        core = sense = None
    for end in range(start + 1, min(start + _WIDEST, len(worths))):
        if not joined[end]:
            return
        stem, meaning, filler, skipped, _, _ = worths[end]
        if filler:
            continue
        if stem is None or first_stem is None or not pairs[(first_stem + stem) % PAIRS]:
            full = None
            core = core if skipped else None
        else:
            full = None if full is None else full + stem
            core = core if skipped or core is None else core + stem
        if not skipped and sense is not None:
            if meaning is None or first_meaning is None or not pairs[(first_meaning + meaning) % PAIRS]:
                sense = None
            else:
                sense += meaning
        if full is None and core is None and sense is None:
            return
        entry = None if full is None else exact.get(full)
        if entry is None and not skipped and core is not None and core != full:
            entry = exact.get(core)
        if entry is not None and (not entry.order or _in_order(entry, worths[start : end + 1])):
            found.append(Hit(start, end + 1, entry))
        elif sense is not None and not skipped and (entry := dictionary.meant.get(sense)) is not None:
            found.append(Hit(start, end + 1, entry, MEANT))


def _in_order(entry: Filed, worths: Sequence[Worth]) -> bool:
    said = [worth for worth in worths if not worth.filler]
    bare = [worth for worth in said if not worth.skipped]
    return entry.order in (tuple(worth.exact for worth in said), tuple(worth.exact for worth in bare))
