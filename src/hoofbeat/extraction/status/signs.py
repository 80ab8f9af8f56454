"""Plus and minus as a note has them: "fever (-)", "(-) fever", "fever -/cough +", "+fever -cough"."""

import re
from collections.abc import Sequence

from hoofbeat.extraction.naming.filed import Hit
from hoofbeat.extraction.text.note import Sentence

#: Without one of these marks nothing is signed.
SIGNS = frozenset("+-−–")
_SIGN = r"(?P<sign>[-+−–])"
_BRACKETED_BEFORE = re.compile(rf"\(\s*{_SIGN}\s*\)\s*$")
_BRACKETED_BEHIND = re.compile(rf"\s*\(\s*{_SIGN}\s*[+-]*\)")
#: A bare sign ends its item: a mark of a list, or the end of the line or of the sentence, follows it.
_BARE_BEHIND = re.compile(rf"[ \t]?{_SIGN}\+*(?=\s*[/,;|.]|\s*\r?\n)")
_BARE_AT_THE_END = re.compile(rf"[ \t]?{_SIGN}\+*(?=\s*(?:[/,;|.]|\r?\n|$))")
_BARE_ANYWHERE = re.compile(rf"[ \t]?{_SIGN}\+*(?=\s|[/,;|.]|$)")
_BARE_BEFORE = re.compile(rf"(?:^|[\s,;/|:]){_SIGN}$")
#: So many words signed in one way make it the way of the sentence.
_SOME = 2


def signs_of(sentence: Sentence, found: Sequence[Hit]) -> dict[int, bool]:
    """The findings of a sentence that stand beside a sign, by their place → whether it is a plus.

    Args:
        sentence: its words.
        found: the phrases in it, sorted.

    Example:
        >>> from hoofbeat.extraction.naming.filed import Filed
        >>> from hoofbeat.extraction.text.note import sentences
        >>> told = next(sentences("fever -/cough +"))
        >>> fever, cough = (Hit(at, at + 1, Filed(id_, 0, 1)) for at, id_ in enumerate(("HP:0001945", "HP:0012735")))
        >>> signs_of(told, [fever, cough])
        {0: False, 1: True}
    """
    gaps = sentence.gaps
    if _BRACKETED_BEFORE.search(gaps[0]):
        return _read(_BRACKETED_BEFORE, [gaps[match.start] for match in found])
    told = _read(_BRACKETED_BEHIND, [gaps[match.end] for match in found], at_start=True)
    if told:
        return told
    leading = _read(_BARE_BEFORE, ["" if _is_bullet(gaps, match) else gaps[match.start] for match in found])
    if len(leading) >= _SOME:
        return leading
    anywhere = _read(_BARE_ANYWHERE, [gaps[match.end] for match in found], at_start=True)
    if len(anywhere) == len(found) >= _SOME:
        return anywhere
    last = len(gaps) - 1
    ends = _read(_BARE_AT_THE_END, [gaps[match.end] if match.end == last else "" for match in found], at_start=True)
    return ends | _read(_BARE_BEHIND, [gaps[match.end] for match in found], at_start=True)


def is_none_of_ten(sentence: Sentence, match: Hit) -> bool:
    """Whether a finding is told as none of ten: "chest pain 0/10"."""
    end = match.end
    return sentence.words[end : end + 2] == ["0", "10"] and sentence.gaps[end + 1] == "/"


def _is_bullet(gaps: Sequence[str], match: Hit) -> bool:
    """Whether what stands in front of a finding may be the mark of a line of a list, and no sign."""
    gap = gaps[match.start]
    return gap.endswith(("-", "−", "–")) and (match.start == 0 or "\n" in gap)


def _read(pattern: re.Pattern[str], gaps: Sequence[str], *, at_start: bool = False) -> dict[int, bool]:
    signs = ((place, pattern.match(gap) if at_start else pattern.search(gap)) for place, gap in enumerate(gaps))
    return {place: sign["sign"] == "+" for place, sign in signs if sign is not None}
