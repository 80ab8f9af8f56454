"""The status of each finding of a sentence: what the cues in front of it say, and how far each of them reaches.

A denial reaches along a list ("no fever, cough or rash") and ends where something new is said: at "but", at a verb that
states, at a new subject, at a semicolon, or after too many words without a finding. A possibility ends at a comma too.
The sentence is read once from its beginning; :mod:`hoofbeat.extraction.status.behind` adds the cues that stand behind.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from hoofbeat.extraction.naming.filed import Hit
from hoofbeat.extraction.naming.matching import starting
from hoofbeat.extraction.status.cues import Placed, leads
from hoofbeat.extraction.status.reach import CONDITION, PASTS, Reach
from hoofbeat.extraction.text.note import Sentence
from hoofbeat.extraction.text.tables import word_list

_BARE = word_list("bare")
_COPULAS = word_list("copula")
_SUBJECTS = word_list("subject")
_CAUSES = frozenset({"because", "due", "secondary", "debido", "secundario", "secundaria"})
_TURNS = frozenset({"but", "pero", "however"})
_DENYING = frozenset({"or", "nor", "ni", "o"})
_HISTORIES = frozenset({"history", "hx", "h/o", "hist", "historia"})
_SPANS = word_list("span")
_BRINGS = word_list("presenting")
#: Days of a week, weeks and months of a year, hours of a day.
_PARTS_OF_TIME = frozenset({"7", "52", "12", "24"})
#: Words behind a denial that belong to its verb: "does not have", "no ha presentado".
_OF_THE_DENIAL = 3
#: Words behind an "or" in which what it joins begins.
_SOON = 2


class Said:
    """What the cues of a sentence say of one finding; nothing at first, which costs nothing.

    Attributes:
        polarity: absent, uncertain, unreal (no case that has happened), or empty.
        past: a history is told.
        over: it is said that the finding is over, whatever its nature.
        family: a relative is spoken of.
        beside: nothing stands between the finding and the cue that denies it.
    """

    polarity: str = ""
    past: bool = False
    over: bool = False
    family: bool = False
    beside: bool = False


def statuses(sentence: Sentence, found: Sequence[Hit], cues: Mapping[int, Placed]) -> list[Said]:
    """What the cues in front of each finding say of it, in the order of the findings.

    Args:
        sentence: its words.
        found: the phrases in it, sorted; those of a list may overlap.
        cues: by their first word.
    """
    said = [Said() for _ in found]
    if cues:
        _read_on(sentence, found, cues, said)
    _go_on(sentence, found, said)
    return said


def _go_on(sentence: Sentence, found: Sequence[Hit], said: Sequence[Said]) -> None:
    """A phrase that denies by itself goes on behind "or": "does not smoke or use drugs", "no fuma ni bebe"."""
    words, count = sentence.words, len(sentence.words)
    for match in found:
        if match.entry.absent and match.end < count and words[match.end] in _DENYING:
            for other, one in zip(found, said, strict=True):
                if 0 < other.start - match.end <= _SOON and not one.polarity:
                    one.polarity = "absent"


def _read_on(sentence: Sentence, found: Sequence[Hit], cues: Mapping[int, Placed], said: Sequence[Said]) -> None:
    """Read a sentence from its first cue on, and note what governs each finding."""
    words, gaps = sentence.words, sentence.gaps
    polarity, past = Reach(), Reach()
    starts = starting(found)
    inner, depth, place, last, count = -1, 0, 0, max(cues), len(words)
    for place in range(min(cues)):  # nothing governs yet
        if place >= inner and len(gaps[place]) > 1:
            depth += _depth(gaps[place])
        for number in starts.get(place, ()):
            inner = max(inner, found[number].end)
    place = min(cues)
    while place < count:
        gap = gaps[place]
        if place >= inner and len(gap) > 1:
            if polarity.kind:
                polarity.mark(gap)
            if past.kind:
                past.mark(gap)
            depth += _depth(gap)
        if place in starts:
            for number in starts[place]:
                _govern(polarity, past, sentence, found[number], said[number])
                inner = max(inner, found[number].end)
        if place < inner:
            place += 1
        elif (placed := cues.get(place)) is not None:
            goes_on = placed.end < count and gaps[placed.end].strip() in ("", ":")  # "Niega: fiebre"
            spoken = inner == place and (placed.cue.after in PASTS or not leads(placed, starts))
            if not placed.cue.after or (goes_on and not spoken):  # else it speaks of what stands in front
                _read(placed, sentence, polarity, past, inside=depth > 0, behind=0 < inner == place)
            place = placed.end
        else:
            if polarity.kind:
                polarity.word(words[place])
            if past.kind:
                past.word(words[place])
            if place > last and not polarity.kind and not past.kind:
                break
            place += 1


@lru_cache(maxsize=1000)  # marks alone: no word of a note is kept
def _depth(gap: str) -> int:
    """Brackets that open in a gap, less those that close."""
    return sum(map(gap.count, "([")) - sum(map(gap.count, ")]"))


def _govern(polarity: Reach, past: Reach, sentence: Sentence, match: Hit, said: Said) -> None:
    """A finding has been reached."""
    listed = polarity.kind != CONDITION and polarity.seen and polarity.listed
    if listed and not _COPULAS.isdisjoint(sentence.words[match.start : match.end]):
        polarity.end()  # "no rash, neck is stiff"
    said.polarity = "unreal" if polarity.kind == CONDITION else polarity.kind
    said.beside = polarity.just_begun and polarity.idle == 0
    if not polarity.kind:
        polarity.each = False
    said.past, said.over = bool(past.kind), past.kind == "over"
    for reach in (polarity, past):
        reach.seen, reach.idle = True, 0


def _read(placed: Placed, sentence: Sentence, polarity: Reach, past: Reach, *, inside: bool, behind: bool) -> None:
    """A cue has been reached: it begins, ends or leaves what governs."""
    kind, words = placed.cue.before, sentence.words[placed.start : placed.end]
    if kind in PASTS:
        polarity.idle += 1
        if not _is_duration(sentence, placed):
            past.begin(kind, bare=False, inside=inside)
    elif kind in ("present", "ends"):
        _end(kind, words[0], polarity, past)
    elif kind in ("absent", "uncertain", "unreal", CONDITION) and polarity.kind != CONDITION:
        if not (kind == "uncertain" and polarity.kind == "absent" and polarity.just_begun and polarity.idle <= 1):
            bare = _BARE.issuperset(words)
            joined = bare and _is_joined(sentence, placed.end)
            polarity.begin(kind, bare=bare, inside=inside, joined=joined, behind=behind and not joined)
        if past.seen and words[0] not in ("no", "not", "ni", "nor", "sin"):
            past.end()


def _is_joined(sentence: Sentence, start: int) -> bool:
    """Whether a list of items, parted by commas, goes on from a word to an "or"."""
    listed = False
    for word, gap in zip(sentence.words[start:], sentence.gaps[start:], strict=False):
        if ";" in gap or ":" in gap or word in _TURNS:
            return False
        listed |= "," in gap
        if listed and word in _DENYING:
            return True
    return False


def _end(kind: str, first: str, polarity: Reach, past: Reach) -> None:
    """Something is stated, or a new statement begins."""
    fresh = polarity.just_begun and polarity.idle <= _OF_THE_DENIAL and first not in _CAUSES
    if fresh and (kind == "present" or first in _SUBJECTS):
        return  # "does not have", "not sure whether she has"
    if polarity.kind != CONDITION or first in _TURNS:
        polarity.end()
    if past.seen or (kind == "ends" and (past.listed or first not in _SUBJECTS)):
        past.end()


def _is_duration(sentence: Sentence, placed: Placed) -> bool:
    """Whether a history is that of the present illness: "3-day history of fever", "historia de 3 días de tos"."""
    words = sentence.words
    if _HISTORIES.isdisjoint(words[placed.start : placed.end]):
        return False
    before = words[max(placed.start - 4, 0) : placed.start]
    behind = words[placed.end : placed.end + 3]
    lasts = not _SPANS.isdisjoint(before[-2:]) or (not _SPANS.isdisjoint(behind) and behind[0] not in _SPANS)
    return lasts or _is_fraction(sentence, placed.start - 2) or not _BRINGS.isdisjoint(before)


def _is_fraction(sentence: Sentence, place: int) -> bool:
    """Whether days, weeks or months are told as parts of a week or a year: "3/7 hx of cough", "2/52", "6/12"."""
    if place < 0 or sentence.gaps[place + 1] != "/":
        return False
    return sentence.words[place].isdigit() and sentence.words[place + 1] in _PARTS_OF_TIME
