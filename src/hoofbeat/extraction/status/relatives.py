"""Which findings of a sentence are a relative's: "her mother has migraine", "asma en la madre".

A relative who only tells ("la madre refiere fiebre", "brought by his father") has none of them. What a relative has
ends where the patient is spoken of again.
"""

from collections.abc import Mapping, Sequence

from hoofbeat.domain.languages import SearchLanguage
from hoofbeat.extraction.naming.filed import Hit
from hoofbeat.extraction.naming.matching import starting
from hoofbeat.extraction.status.cues import Placed
from hoofbeat.extraction.status.kinship import relative_at, relatives, tells, with_age
from hoofbeat.extraction.text.note import Sentence
from hoofbeat.extraction.text.tables import word_list

#: Words between a finding and the relative behind it: "in her", "en el", "de su".
_BEHIND_WITHIN = 3
_IN = frozenset({"in", "en", "of", "among", "entre", "de", "del"})
_PATIENT = word_list("patient")
_ANEW = word_list("anew")


def of_relatives(
    text: str,
    sentence: Sentence,
    found: Sequence[Hit],
    cues: Mapping[int, Placed],
    lang: SearchLanguage | None,
    own: str = "",
) -> tuple[set[int], list[tuple[int, int]]]:
    """Which of the findings of a sentence, by number, are said of a relative, and the words that speak of him.

    Args:
        text: the note.
        sentence: its words.
        found: the phrases in it, sorted.
        cues: by their first word.
        lang: of the sentence; words of both languages where it does not show.
        own: the word for a relative by which the note calls its patient: "My son, 4, has been coughing".
    """
    theirs: set[int] = set()
    places: list[tuple[int, int]] = []
    words, named = sentence.words, relatives(lang)
    if named.isdisjoint(words):
        for one in cues.values():
            if one.cue.before == "family":
                break
        else:
            return theirs, places
    taken = {place for match in found for place in range(match.start, match.end)}
    behind_last = 0
    for place in [place for place, word in enumerate(words) if word in named or place in cues]:
        if place < behind_last:
            continue
        placed = cues.get(place)
        if placed is not None and placed.cue.before == "neutral":
            behind_last = placed.end
            continue
        if placed is not None and placed.cue.before == "family":
            ahead, stop = _ahead(sentence, found, cues, placed.end)
            theirs |= ahead
            places.append((place, stop))
            behind_last = placed.end
            continue
        mine = place in taken or words[place] == own
        end = place if mine else relative_at(text, sentence, place, lang)
        if end > place and not tells(sentence, place, end, lang):
            behind = _behind(sentence, found, place)
            ahead, stop = _ahead(sentence, found, cues, end)
            theirs |= behind or ahead
            places.append((with_age(sentence, place), end if behind else stop))
        behind_last = end
    return theirs, places


def _behind(sentence: Sentence, found: Sequence[Hit], place: int) -> set[int]:
    """The findings in front of a relative that are his: "asthma in her mother", "diabetes (mother)"."""
    near = [number for number, match in enumerate(found) if 0 <= place - match.end <= _BEHIND_WITHIN]
    if not near:
        return set()
    end = max(found[number].end for number in near)
    between, gaps = sentence.words[end:place], sentence.gaps
    bracketed = "(" in gaps[place] or (between and "(" in gaps[end])
    parted = any(mark in gap for gap in gaps[end : place + 1] for mark in ",;:.")
    if not bracketed and not (between and between[0] in _IN and not parted):
        return set()
    return {number for number in near if found[number].end == end}


def _ahead(sentence: Sentence, found: Sequence[Hit], cues: Mapping[int, Placed], begin: int) -> tuple[set[int], int]:
    """The findings behind a relative, until the patient is spoken of, and that word."""
    words, gaps = sentence.words, sentence.gaps
    starts = starting(found)
    theirs: set[int] = set()
    place = begin
    for place in range(begin, len(words)):
        gap, word = gaps[place], words[place]
        if ";" in gap:
            break
        if word in _PATIENT and ("," in gap or words[place - 1] in _ANEW) and place > begin:
            break
        placed = cues.get(place)
        if placed is not None and theirs and placed.cue.before in ("present", "ends", "past", "over") and "," in gap:
            break
        if placed is not None and theirs and word in ("but", "pero", "however"):
            break
        theirs.update(starts.get(place, ()))
    else:
        place = len(words)
    return theirs, place
