"""Results that a note tells in words: "elevated CRP", "WBC: normal", "leucocitos y plaquetas normales".

What a result leads to is decided by the table of outcomes of the measurements (:mod:`hoofbeat.standards.reference`): a
high one is the finding of a high value; a normal one denies both, the high and the low. A result without a name is
none, and where the dictionary has a phrase ("low blood pressure"), the phrase counts.
"""

from collections.abc import Container, Iterator, Sequence
from functools import cache

from hoofbeat.bundle.runtime.quantities import analyte_named
from hoofbeat.extraction.naming.filed import Filed, Hit
from hoofbeat.extraction.text.note import Sentence
from hoofbeat.extraction.text.tables import rows, word_list
from hoofbeat.standards.reference import Outcome, finding_of

#: Words that say a result → what they say; nothing for a normal one.
_SAY: dict[str, tuple[Outcome, ...]] = {
    **dict.fromkeys(word_list("high result"), ("H",)),
    **dict.fromkeys(word_list("low result"), ("L",)),
    **dict.fromkeys(word_list("normal result"), ()),
}
RESULTS = frozenset(_SAY)
#: Between a name and its result.
_BETWEEN = word_list("link of a value") | word_list("copula") | word_list("about a result")
_JOINS = frozenset({"and", "y", "e", "o", "or"})
_LONGEST_NAME = 4
#: Two letters name too many other things, and what is measured of a body is called high for other reasons.
_SHORTEST_NAME = 3
_OF_THE_BODY = frozenset({"29463-7", "8302-2", "9843-4", "39156-5", "9269-2"})
#: Items between the result and the first of a list that shares it.
_LONGEST_LIST = 6


def worded_results(sentence: Sentence, found: Sequence[Hit], ids: Container[str]) -> Iterator[Hit]:
    """Yield what results in words lead to, each from the first to the last of its words.

    Args:
        sentence: its words.
        found: the phrases in it.
        ids: what may be proposed at all.
    """
    places = [place for place, word in enumerate(sentence.words) if word in RESULTS]
    if not places:
        return
    taken = {place for hit in found for place in range(hit.start, hit.end)}
    for place in places:
        if place in taken:
            continue
        results = _SAY[sentence.words[place]]
        spans = list(_names_before(sentence, place)) or list(_names_behind(sentence, place))
        for start, end in spans:
            if taken.isdisjoint(range(start, end)):
                first, last = min(start, place), max(end, place + 1)
                joined = first == start if len(spans) > 1 else True
                for entry in _entries(" ".join(sentence.words[start:end]), results):
                    if entry.id in ids:
                        yield Hit(first if joined else start, last if start >= place or len(spans) == 1 else end, entry)


def _entries(name: str, results: tuple[Outcome, ...]) -> Iterator[Filed]:
    """The findings of a result of one quantity, or of those of a panel."""
    outcomes: tuple[Outcome, ...] = results or ("H", "L")
    codes = _panels().get(name) if not results else None
    if codes is None:
        known = analyte_named(name)
        codes = () if known is None or known.code in _OF_THE_BODY else (known.code,)
    for code in codes:
        for outcome in outcomes:
            id_ = finding_of(code, outcome)
            if id_ is not None:
                yield Filed(id_, 1, len(name.split()), absent=not results)


@cache
def _panels() -> dict[str, tuple[str, ...]]:
    """What a normal blood count says of its parts."""
    return {
        name: tuple(codes.split()) for names, codes in rows("panels", ("names", "codes")) for name in names.split(";")
    }


def _is_name(words: str) -> bool:
    return len(words) >= _SHORTEST_NAME and (words in _panels() or analyte_named(words) is not None)


def _names_before(sentence: Sentence, place: int) -> Iterator[tuple[int, int]]:
    """The names in front of a result, back to the first of a list: "WBC, Hb and platelets were normal"."""
    end = place
    while end > 0 and sentence.words[end - 1] in _BETWEEN and not _parted(sentence.gaps[end]):
        end -= 1
    for _ in range(_LONGEST_LIST):
        if end < 1 or (end < len(sentence.words) and _parted(sentence.gaps[end])):
            return
        start = next((at for at in range(max(end - _LONGEST_NAME, 0), end) if _is_name(_said(sentence, at, end))), None)
        if start is None:
            return
        yield start, end
        end = start
        if end > 0 and sentence.words[end - 1] in _JOINS:
            end -= 1
        elif "," not in sentence.gaps[start]:
            return


def _names_behind(sentence: Sentence, place: int) -> Iterator[tuple[int, int]]:
    """The name behind a result: "elevated serum creatinine", "low levels of albumin"."""
    start = place + 1
    while start < len(sentence.words) and sentence.words[start] in _BETWEEN and not _parted(sentence.gaps[start]):
        start += 1
    if start >= len(sentence.words) or any(
        mark in gap for gap in (sentence.gaps[place + 1], sentence.gaps[start]) for mark in ",:;."
    ):
        return
    for end in range(min(start + _LONGEST_NAME, len(sentence.words)), start, -1):
        if _is_name(_said(sentence, start, end)):
            yield start, end
            return


def _said(sentence: Sentence, start: int, end: int) -> str:
    if any("," in gap or ":" in gap or _parted(gap) for gap in sentence.gaps[start + 1 : end]):
        return ""
    return " ".join(sentence.words[start:end])


def _parted(gap: str) -> bool:
    return gap != " " and any(mark in gap for mark in ";.\n()")
