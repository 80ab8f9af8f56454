"""Which phrases of the dictionary a sentence holds: every window of its words is tried, the longest phrase wins.

A window reaches over small words and over words that say how much or which side, and ends where a mark parts the
sentence. What a corrected slip or a shared meaning finds gives way to what is written.
"""

from collections.abc import Sequence
from typing import NamedTuple

from hoofbeat.extraction.dictionary import LONGEST, Dictionary, Filed
from hoofbeat.extraction.note import Token
from hoofbeat.extraction.stems import inflections
from hoofbeat.extraction.vocabulary import Worth

#: Tokens of a window, small words among them.
_WIDEST = 14
_EXACT, _MEANT = 0, 1


class Hit(NamedTuple):
    """A phrase at its place.

    Attributes:
        start: first token.
        end: behind the last.
        entry: of the dictionary.
        tier: 0 for a phrase as it is written, 1 for its meaning.
    """

    start: int
    end: int
    entry: Filed
    tier: int = _EXACT


def matches(dictionary: Dictionary, text: str, tokens: Sequence[Token], worths: Sequence[Worth]) -> list[Hit]:
    """The phrases of a sentence that do not overlap, in its order.

    Args:
        dictionary: what is looked for.
        text: the note; decides on abbreviations that count only as they are written.
        tokens: of the sentence.
        worths: of each token, by the dictionary's vocabulary.
    """
    found: list[Hit] = []
    begins = dictionary.begins
    joined = [token.joined for token in tokens]
    for start, worth in enumerate(worths):
        if worth.surface in begins or not (worth.filler or (worth.exact is None and worth.meant is None)):
            _try_from(dictionary, joined, worths, start, found)
    found = [match for match in found if _is_said(dictionary, match, text, tokens, worths)]
    found.sort(key=lambda match: (-match.entry.size, match.tier, match.entry.rank, match.start, match.end))
    free = [True] * len(tokens)
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
    return sorted(match for match in kept if match.entry.id)


def _is_said(dictionary: Dictionary, match: Hit, text: str, tokens: Sequence[Token], worths: Sequence[Worth]) -> bool:
    """Whether a match is more than a word of everyday life, or an abbreviation written as one."""
    written = match.entry.written
    if match.end - match.start == 1 and not written:
        word = tokens[match.start].word
        if word in dictionary.stopped:
            return False
        if not (word in dictionary.single or worths[match.start].corrected) and dictionary.single.isdisjoint(
            inflections(word)
        ):
            return False
    if match.end < len(tokens) and tokens[match.end].gap.startswith("- "):
        return False  # half a word: "hipo- e hiperpigmentación"
    return not written or text[tokens[match.start].start : tokens[match.end - 1].end] == written


def _try_from(
    dictionary: Dictionary, joined: Sequence[bool], worths: Sequence[Worth], start: int, found: list[Hit]
) -> None:
    """Add every phrase that begins at a token."""
    exact, meant, whole = dictionary.exact, dictionary.meant, dictionary.whole
    first = worths[start]
    full: int | None = None if first.filler else 0  # stems, words of degree among them
    core: int | None = None if first.filler or first.skipped else 0
    sense = core
    every: int | None = 0 if first.surface in dictionary.begins else None
    count, most = 0, LONGEST
    for end in range(start, min(start + _WIDEST, len(worths))):
        number, sense_number, filler, skipped, surface, _, reach = worths[end]
        if end > start and not joined[end]:
            return
        if every is not None:
            every = None if surface is None else every + surface
            if every is not None and (entry := whole.get(every)) is not None and (end > start or entry.written):
                found.append(Hit(start, end + 1, entry))
        if filler:
            continue
        full = None if full is None or number is None else full + number
        if not skipped:
            core = None if core is None or number is None else core + number
            sense = None if sense is None or sense_number is None else sense + sense_number
            count += 1
            if reach < most:
                most = reach
        if every is None and ((full is None and core is None and sense is None) or count > most):
            return
        entry = None if full is None else exact.get(full)
        if skipped:
            if entry is not None and _in_order(entry, worths, start, end):
                found.append(Hit(start, end + 1, entry))
            continue
        if entry is None and core is not None and core != full:
            entry = exact.get(core)
        if entry is not None and _in_order(entry, worths, start, end):
            found.append(Hit(start, end + 1, entry))
        elif sense is not None and count > 1 and (entry := meant.get(sense)) is not None:
            found.append(Hit(start, end + 1, entry, _MEANT))


def _in_order(entry: Filed, worths: Sequence[Worth], start: int, end: int) -> bool:
    if not entry.order:
        return True
    content = [worth for worth in worths[start : end + 1] if not worth.filler]
    bare = [worth for worth in content if not worth.skipped]
    return entry.order in (tuple(worth.exact for worth in content), tuple(worth.exact for worth in bare))
