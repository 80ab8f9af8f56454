"""Years that have gone by since: "pneumonia two years ago", "in 2014 she had a stroke", "neumonía hace 5 años"."""

from collections.abc import Sequence

from hoofbeat.extraction.naming.filed import Hit
from hoofbeat.extraction.status.scope import Said
from hoofbeat.extraction.text.note import Sentence
from hoofbeat.extraction.text.tables import word_list

#: Words in which a time is looked for, behind a finding and in front of it.
_WITHIN = 5
_ONSETS = word_list("onset")
_YEARS = frozenset({"year", "years", "ano", "anos", "decade", "decades", "decada", "decadas"})
_TIMES = _YEARS | {"age"}
_HAPPENED = word_list("happened")
#: What may stand between a year and what happened then.
_TELLING = _HAPPENED | word_list("subject") | {"a", "an", "un", "una", "the", "el", "la", "de"}
#: What ends a condition that would stay: "removed in 2018".
_ENDED = word_list("ended")
_IN = frozenset({"in", "en"})
#: Without one of these or a year nothing is dated.
_SIGNS = frozenset({"ago", "hace", "at", "los", "until", "hasta"})
_DATES = frozenset(map(str, range(1900, 2100)))
_DATING = _SIGNS | _DATES


def read_times(sentence: Sentence, found: Sequence[Hit], said: Sequence[Said]) -> None:
    """Add to what is said of each finding of a sentence whether it happened in a year that is named, or years ago."""
    words, gaps = sentence.words, sentence.gaps
    if _DATING.isdisjoint(words):
        return
    if (_TIMES.isdisjoint(words) and not any(map(str.isdigit, words))) or not _ONSETS.isdisjoint(words):
        return
    for match, one in zip(found, said, strict=True):
        behind = words[match.end : match.end + _WITHIN]
        for place in range(match.end + 1, min(match.end + _WITHIN, len(words))):
            if any(mark in gaps[place] for mark in ",;:"):
                behind = words[match.end : place]
                break
        dated = _dated(behind)
        ago = ("ago" in behind or "hace" in behind[:1]) and not _YEARS.isdisjoint(behind)
        aged = behind[:1] == ["at"] or behind[:2] == ["a", "los"]
        happened = not _HAPPENED.isdisjoint(words[: match.start])
        numbered = any(word.isdigit() for word in behind) or "age" in behind
        until = behind[:1] in (["until"], ["hasta"]) and numbered
        if ago or dated or until or (aged and happened and numbered) or _told_before(words, match.start):
            one.past = True
            one.over |= dated and not _ENDED.isdisjoint(behind)


def _dated(behind: Sequence[str]) -> bool:
    """Whether a year is named behind a finding: "MI 2009", "rhabdomyolysis once in 2020", "operado en 2016"."""
    if behind and behind[0] in _DATES:
        return True
    return any(
        word in _IN and not _DATES.isdisjoint(behind[place + 1 : place + 3]) for place, word in enumerate(behind)
    )


def _told_before(words: Sequence[str], start: int) -> bool:
    """Whether a year or years are named in front of what happened: "in 2014 she had", "hace un año presentó"."""
    for place in range(max(start - _WITHIN - 1, 0), start - 1):
        between = words[place + 2 : start]
        if words[place] in _IN and words[place + 1] in _DATES and _TELLING.issuperset(between):
            return True
        if words[place] == "hace" and not _YEARS.isdisjoint(between) and not _HAPPENED.isdisjoint(between):
            return True
    return False
