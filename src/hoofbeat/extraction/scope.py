"""The status of each finding of a sentence: what the cues in front of it say, and how far each of them reaches.

A denial reaches along a list ("no fever, cough or rash") and ends where something new is said: at "but", at a verb that
states, at a new subject, at a semicolon, or after too many words without a finding. A possibility ends at a comma too.
The sentence is read once from its beginning; :mod:`hoofbeat.extraction.behind` adds the cues that stand behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hoofbeat.extraction.cues import Placed, leads
from hoofbeat.extraction.matching import Hit
from hoofbeat.extraction.note import Token
from hoofbeat.extraction.reach import CONDITION, PASTS, Reach
from hoofbeat.extraction.tables import word_list

_BARE = word_list("bare")
_COPULAS = word_list("copula")
_SUBJECTS = word_list("subject")
_CAUSES = frozenset({"because", "due", "secondary", "debido", "secundario", "secundaria"})
_TURNS = frozenset({"but", "pero", "however"})
_DENYING = frozenset({"or", "nor", "ni", "o"})
_HISTORIES = frozenset({"history", "hx", "h/o", "hist", "historia"})
_SPANS = word_list("span")
_BRINGS = word_list("presenting")
#: Words behind a denial that belong to its verb: "does not have", "no ha presentado".
_OF_THE_DENIAL = 3


@dataclass(slots=True)
class Said:
    """What the cues of a sentence say of one finding.

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


def statuses(tokens: Sequence[Token], found: Sequence[Hit], cues: Mapping[int, Placed]) -> list[Said]:
    """What the cues in front of each finding say of it, in the order of the findings.

    Args:
        tokens: of the sentence.
        found: the phrases in it, sorted; those of a list may overlap.
        cues: by their first token.
    """
    said = [Said() for _ in found]
    if not cues:
        return said
    polarity, past = Reach(), Reach()
    starts: dict[int, list[int]] = {}
    for number, match in enumerate(found):
        starts.setdefault(match.start, []).append(number)
    inner, depth, place = -1, 0, 0
    while place < len(tokens):
        token = tokens[place]
        if place >= inner and len(token.gap) > 1:
            polarity.mark(token.gap)
            past.mark(token.gap)
            depth += sum(map(token.gap.count, "([")) - sum(map(token.gap.count, ")]"))
        for number in starts.get(place, ()):
            _govern(polarity, past, tokens, found[number], said[number])
            inner = max(inner, found[number].end)
        if place < inner:
            place += 1
        elif (placed := cues.get(place)) is not None:
            goes_on = placed.end < len(tokens) and tokens[placed.end].gap.strip() in ("", ":")  # "Niega: fiebre"
            spoken = inner == place and (placed.cue.after in PASTS or not leads(placed, starts))
            if not placed.cue.after or (goes_on and not spoken):  # else it speaks of what stands in front
                _read(placed, tokens, polarity, past, inside=depth > 0, behind=0 < inner == place)
            place = placed.end
        else:
            if polarity.kind:
                polarity.word(token)
            if past.kind:
                past.word(token)
            place += 1
    return said


def _govern(polarity: Reach, past: Reach, tokens: Sequence[Token], match: Hit, said: Said) -> None:
    """A finding has been reached."""
    listed = polarity.kind != CONDITION and polarity.seen and polarity.listed
    if listed and any(token.word in _COPULAS for token in tokens[match.start : match.end]):
        polarity.end()  # "no rash, neck is stiff"
    said.polarity = "unreal" if polarity.kind == CONDITION else polarity.kind
    said.beside = polarity.just_begun and polarity.idle == 0
    if not polarity.kind:
        polarity.each = False
    said.past, said.over = bool(past.kind), past.kind == "over"
    for reach in (polarity, past):
        reach.seen, reach.idle = True, 0


def _read(placed: Placed, tokens: Sequence[Token], polarity: Reach, past: Reach, *, inside: bool, behind: bool) -> None:
    """A cue has been reached: it begins, ends or leaves what governs."""
    kind, first = placed.cue.before, tokens[placed.start].word
    if kind in PASTS:
        polarity.idle += 1
        if not _is_duration(tokens, placed):
            past.begin(kind, bare=False, inside=inside)
    elif kind in ("present", "ends"):
        _end(kind, first, polarity, past)
    elif kind in ("absent", "uncertain", "unreal", CONDITION) and polarity.kind != CONDITION:
        if not (kind == "uncertain" and polarity.kind == "absent" and polarity.just_begun and polarity.idle <= 1):
            words = {token.word for token in tokens[placed.start : placed.end]}
            joined = _is_joined(tokens, placed.end)
            polarity.begin(kind, bare=words <= _BARE, inside=inside, joined=joined, behind=behind and not joined)
        if past.seen and first not in ("no", "not", "ni", "nor", "sin"):
            past.end()


def _is_joined(tokens: Sequence[Token], start: int) -> bool:
    """Whether a list of items, parted by commas, goes on from a token to an "or"."""
    listed = False
    for token in tokens[start:]:
        if ";" in token.gap or ":" in token.gap or token.word in _TURNS:
            return False
        listed |= "," in token.gap
        if listed and token.word in _DENYING:
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


def _is_duration(tokens: Sequence[Token], placed: Placed) -> bool:
    """Whether a history is that of the present illness: "3-day history of fever", "historia de 3 días de tos"."""
    if not _HISTORIES.intersection(token.word for token in tokens[placed.start : placed.end]):
        return False
    before = [token.word for token in tokens[max(placed.start - 4, 0) : placed.start]]
    behind = [token.word for token in tokens[placed.end : placed.end + 3]]
    lasts = not _SPANS.isdisjoint(before[-2:]) or (not _SPANS.isdisjoint(behind) and behind[0] not in _SPANS)
    return lasts or not _BRINGS.isdisjoint(before)
