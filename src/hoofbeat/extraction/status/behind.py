"""What stands behind a finding and speaks of it: "rash was absent", "asthma in childhood", "fever (-)"."""

from collections.abc import Mapping, Sequence

from hoofbeat.extraction.naming.coordination import JOINING
from hoofbeat.extraction.naming.filed import Hit
from hoofbeat.extraction.status.cues import Placed, leads
from hoofbeat.extraction.status.scope import Said
from hoofbeat.extraction.status.signs import SIGNS, is_none_of_ten, signs_of
from hoofbeat.extraction.status.times import read_times
from hoofbeat.extraction.text.note import Sentence
from hoofbeat.extraction.text.tables import word_list

#: Marks that end a list.
_PARTS = ";:?"
#: Words between a finding and the cue behind it.
_REACH = 4
#: Words behind which a cue still speaks of the finding although a comma parts them: "asthma, which resolved".
_LINKS = word_list("link")
_ANSWERS = frozenset({"no", "yes", "si", "none"})
_COPULAS = word_list("copula") | {"been"}


def look_back(sentence: Sentence, found: Sequence[Hit], cues: Mapping[int, Placed], said: Sequence[Said]) -> None:
    """Add to what is said of each finding of a sentence what stands behind it.

    Args:
        sentence: its words.
        found: the phrases in it, sorted.
        cues: by their first word.
        said: what the cues in front say; changed.
    """
    for placed in cues.values():
        if placed.cue.after:
            _look_back_from(placed, sentence, found, cues, said)
    _read_marks(sentence, found, said)
    read_times(sentence, found, said)


def _look_back_from(
    placed: Placed, sentence: Sentence, found: Sequence[Hit], cues: Mapping[int, Placed], said: Sequence[Said]
) -> None:
    """Add what one cue says of the findings in front of it."""
    cue = placed.cue
    last = _finding_before(sentence, found, cues, placed)
    if last is None:
        return
    goes_on = placed.end < len(sentence.words) and sentence.gaps[placed.end].isspace()
    stated = not _COPULAS.isdisjoint(sentence.words[last : placed.start])
    near = placed.start - last <= 1 and (cue.before != cue.after or not leads(placed, {one.start for one in found}))
    if cue.before and cue.after != "past" and goes_on and not (stated or near):
        return  # it speaks of what follows
    for number in _chain(sentence, found, last, listed=cue.listed):
        doubted = cue.after == "uncertain" and last == placed.start and said[number].polarity == "absent"
        if doubted and not said[number].beside:
            said[number].polarity = ""  # "sin acolia, coluria dudosa"
        _tell(said[number], cue.after)


def _finding_before(sentence: Sentence, found: Sequence[Hit], cues: Mapping[int, Placed], placed: Placed) -> int | None:
    """Behind which word the finding ends that a cue speaks of; ``None`` where something stands between."""
    last = max((match.end for match in found if match.end <= placed.start), default=None)
    if last is None or placed.start - last > _REACH:
        return None
    linked = last < placed.start and sentence.words[last] in _LINKS
    for place in range(last, placed.start + 1):
        gap = sentence.gaps[place]
        if ";" in gap or ("," in gap and not (linked and place == last) and placed.cue.after != "past"):
            return None
        between = cues.get(place) if place < placed.start else None
        if between is not None and between.cue.before in ("absent", "uncertain", "ends") and not linked:
            return None
    return last


def _chain(sentence: Sentence, found: Sequence[Hit], last: int, *, listed: bool) -> list[int]:
    """The findings of the list that ends at a word, or the last of them alone."""
    chained: list[int] = []
    edge = last
    for number in range(len(found) - 1, -1, -1):
        match = found[number]
        if match.end > last:
            continue
        joined = JOINING.issuperset(sentence.words[match.end : edge])
        parted = any(mark in gap for gap in sentence.gaps[match.end : edge + 1] for mark in _PARTS)
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


def _read_marks(sentence: Sentence, found: Sequence[Hit], said: Sequence[Said]) -> None:
    """Signs and question marks: "fever (-)", "cough -", "?sepsis", "pneumonia?"."""
    words, gaps = sentence.words, sentence.gaps
    marks = "".join(gaps)
    if not SIGNS.isdisjoint(marks):
        for number, plus in signs_of(sentence, found).items():
            said[number].polarity = "" if plus else "absent"
    if "/" in marks:
        for match, one in zip(found, said, strict=True):
            one.polarity = "absent" if is_none_of_ten(sentence, match) else one.polarity
    if "?" not in marks and "¿" not in marks:
        return
    for match, one in zip(found, said, strict=True):
        before, behind = gaps[match.start], gaps[match.end]
        answered = match.end < len(words) and words[match.end] in _ANSWERS
        if not one.polarity and not answered and (before.endswith(("?", "¿")) or behind.startswith("?")):
            one.polarity = "uncertain"
