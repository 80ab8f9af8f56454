"""Which findings of a sentence are a relative's: "her mother has migraine", "asma en la madre".

A relative who only tells ("la madre refiere fiebre", "brought by his father") has none of them. What a relative has
ends where the patient is spoken of again.
"""

from collections.abc import Mapping, Sequence

from hoofbeat.domain.languages import SearchLanguage
from hoofbeat.extraction.cues import Placed
from hoofbeat.extraction.kinship import relative_at, relatives, tells, with_age
from hoofbeat.extraction.matching import Hit
from hoofbeat.extraction.note import Token
from hoofbeat.extraction.tables import word_list

#: Words between a finding and the relative behind it: "in her", "en el", "de su".
_BEHIND_WITHIN = 3
_IN = frozenset({"in", "en", "of", "among", "entre", "de", "del"})
_PATIENT = word_list("patient")
_ANEW = word_list("anew")


def of_relatives(
    text: str, tokens: Sequence[Token], found: Sequence[Hit], cues: Mapping[int, Placed], lang: SearchLanguage | None
) -> tuple[set[int], list[tuple[int, int]]]:
    """Which of the findings of a sentence, by number, are said of a relative, and the tokens that speak of him.

    Args:
        text: the note.
        tokens: of the sentence.
        found: the phrases in it, sorted.
        cues: by their first token.
        lang: of the sentence; words of both languages where it does not show.
    """
    first = relatives(lang)
    if first.isdisjoint(token.word for token in tokens) and all(it.cue.before != "family" for it in cues.values()):
        return set(), []
    taken = {place for match in found for place in range(match.start, match.end)}
    theirs: set[int] = set()
    places: list[tuple[int, int]] = []
    place = 0
    while place < len(tokens):
        placed = cues.get(place)
        if placed is not None and placed.cue.before == "neutral":
            place = placed.end
            continue
        if placed is not None and placed.cue.before == "family":
            ahead, stop = _ahead(tokens, found, cues, placed.end)
            theirs |= ahead
            places.append((place, stop))
            place = placed.end
            continue
        end = place if place in taken else relative_at(text, tokens, place, lang)
        if end > place and not tells(tokens, place, end, lang):
            behind = _behind(tokens, found, place)
            ahead, stop = _ahead(tokens, found, cues, end)
            theirs |= behind or ahead
            places.append((with_age(tokens, place), end if behind else stop))
        place = max(end, place + 1)
    return theirs, places


def _behind(tokens: Sequence[Token], found: Sequence[Hit], place: int) -> set[int]:
    """The findings in front of a relative that are his: "asthma in her mother", "diabetes (mother)"."""
    near = [number for number, match in enumerate(found) if 0 <= place - match.end <= _BEHIND_WITHIN]
    if not near:
        return set()
    end = max(found[number].end for number in near)
    between = [token.word for token in tokens[end:place]]
    bracketed = "(" in tokens[place].gap or (between and "(" in tokens[end].gap)
    parted = any(mark in token.gap for token in tokens[end : place + 1] for mark in ",;:.")
    if not bracketed and not (between and between[0] in _IN and not parted):
        return set()
    return {number for number in near if found[number].end == end}


def _ahead(
    tokens: Sequence[Token], found: Sequence[Hit], cues: Mapping[int, Placed], begin: int
) -> tuple[set[int], int]:
    """The findings behind a relative, until the patient is spoken of, and that token."""
    starts: dict[int, list[int]] = {}
    for number, match in enumerate(found):
        starts.setdefault(match.start, []).append(number)
    theirs: set[int] = set()
    place = begin
    for place in range(begin, len(tokens)):
        gap, word = tokens[place].gap, tokens[place].word
        before = tokens[place - 1].word
        if ";" in gap:
            break
        if word in _PATIENT and ("," in gap or before in _ANEW) and place > begin:
            break
        placed = cues.get(place)
        if placed is not None and theirs and placed.cue.before in ("present", "ends", "past", "over") and "," in gap:
            break
        if placed is not None and theirs and word in ("but", "pero", "however"):
            break
        theirs.update(starts.get(place, ()))
    else:
        place = len(tokens)
    return theirs, place
