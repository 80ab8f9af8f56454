"""What stands behind a finding and speaks of it: "rash was absent", "asthma in childhood", "fever (-)"."""

import re
from collections.abc import Mapping, Sequence

from hoofbeat.extraction.coordination import JOINING
from hoofbeat.extraction.cues import Placed, leads
from hoofbeat.extraction.matching import Hit
from hoofbeat.extraction.note import Token
from hoofbeat.extraction.scope import Said
from hoofbeat.extraction.tables import word_list
from hoofbeat.extraction.times import read_times

#: Marks that end a list.
_PARTS = ";:?"
#: Words between a finding and the cue behind it.
_REACH = 4
#: Words behind which a cue still speaks of the finding although a comma parts them: "asthma, which resolved".
_LINKS = word_list("link")
_SIGN_BEFORE = re.compile(r"\(\s*([-+−–])\s*\)\s*$")
_SIGN_BEHIND = re.compile(r"\s*\(\s*([-+−–])\s*\)")
_ANSWERS = frozenset({"no", "yes", "si", "none"})
_COPULAS = word_list("copula") | {"been"}


def look_back(
    tokens: Sequence[Token], found: Sequence[Hit], cues: Mapping[int, Placed], said: Sequence[Said], tail: str
) -> None:
    """Add to what is said of each finding of a sentence what stands behind it.

    Args:
        tokens: of the sentence.
        found: the phrases in it, sorted.
        cues: by their first token.
        said: what the cues in front say; changed.
        tail: what stands behind the last token.
    """
    starts = {match.start for match in found}
    for placed in cues.values():
        last = _finding_before(tokens, found, cues, placed) if placed.cue.after else None
        if last is None:
            continue
        behind = tokens[placed.end].gap if placed.end < len(tokens) else tail
        goes_on = placed.end < len(tokens) and behind.isspace()
        stated = any(token.word in _COPULAS for token in tokens[last : placed.start])
        near = placed.start - last <= 1 and (placed.cue.before != placed.cue.after or not leads(placed, starts))
        if placed.cue.before and placed.cue.after != "past" and goes_on and not (stated or near):
            continue  # it speaks of what follows
        for number in _chain(tokens, found, last, listed=placed.cue.listed):
            doubted = placed.cue.after == "uncertain" and last == placed.start and said[number].polarity == "absent"
            if doubted and not said[number].beside:
                said[number].polarity = ""  # "sin acolia, coluria dudosa"
            _tell(said[number], placed.cue.after)
    _read_marks(tokens, found, said, tail)
    read_times(tokens, found, said)


def _finding_before(
    tokens: Sequence[Token], found: Sequence[Hit], cues: Mapping[int, Placed], placed: Placed
) -> int | None:
    """Behind which token the finding ends that a cue speaks of; ``None`` where something stands between."""
    last = max((match.end for match in found if match.end <= placed.start), default=None)
    if last is None or placed.start - last > _REACH:
        return None
    linked = last < placed.start and tokens[last].word in _LINKS
    for place in range(last, placed.start + 1):
        gap = tokens[place].gap
        if ";" in gap or ("," in gap and not (linked and place == last) and placed.cue.after != "past"):
            return None
        between = cues.get(place) if place < placed.start else None
        if between is not None and between.cue.before in ("absent", "uncertain", "ends") and not linked:
            return None
    return last


def _chain(tokens: Sequence[Token], found: Sequence[Hit], last: int, *, listed: bool) -> list[int]:
    """The findings of the list that ends at a token, or the last of them alone."""
    chained: list[int] = []
    edge = last
    for number in range(len(found) - 1, -1, -1):
        match = found[number]
        if match.end > last:
            continue
        joined = all(tokens[place].word in JOINING for place in range(match.end, edge))
        parted = any(mark in token.gap for token in tokens[match.end : edge + 1] for mark in _PARTS)
        if match.end != last and not (listed and joined and not parted):
            break
        chained.append(number)
        edge = min(edge, match.start)
    return chained


def _tell(said: Said, kind: str) -> None:
    if kind == "past":
        said.past = said.over = True
    elif kind == "family":
        said.family = True
    elif not said.polarity:
        said.polarity = kind


def _read_marks(tokens: Sequence[Token], found: Sequence[Hit], said: Sequence[Said], tail: str) -> None:
    """Plus and minus in brackets, and question marks: "fever (-)", "(-) fever", "?sepsis", "pneumonia?"."""
    gaps = "".join([token.gap for token in tokens]) + tail
    if "(" not in gaps and "?" not in gaps and "¿" not in gaps:
        return
    leads = bool(_SIGN_BEFORE.search(tokens[0].gap))
    for match, one in zip(found, said, strict=True):
        before = tokens[match.start].gap
        behind = tokens[match.end].gap if match.end < len(tokens) else tail
        answered = match.end < len(tokens) and tokens[match.end].word in _ANSWERS
        sign = _SIGN_BEFORE.search(before) if leads else _SIGN_BEHIND.match(behind)
        if sign is not None:
            one.polarity = "" if sign[1] == "+" else "absent"
        elif not one.polarity and not answered and (before.endswith(("?", "¿")) or behind.startswith("?")):
            one.polarity = "uncertain"
