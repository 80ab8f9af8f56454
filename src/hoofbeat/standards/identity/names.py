"""Person names in a text, by a small list of frequent given names and surnames (``data/names.tsv``)."""

import re
import unicodedata
from functools import cache
from itertools import pairwise

from hoofbeat.standards.tables import read_table

#: Words of a text that speaks of a disease, a syndrome or a test, whose eponyms are not a patient's name.
_MEDICAL = re.compile(
    r"syndrom|s[íi]ndrom|disease|disorder|enfermedad|trastorno|anomal|defici|dystroph|distrof|atroph|atrof|anemi|palsy|"
    r"dysplas|displas|neuropath|neuropat|sign\b|signo|test\b|type\b|tipo\b|tumou?r|carcinom|lymphom|linfom|paralysis|"
    r"par[áa]lisis|malform|f[éi]v[ei]r|fiebre|reflex|score|escala|acro|osis\b|itis\b|oma\b|emia\b|uria\b|athy\b|complex",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*\.?")
_BETWEEN = frozenset(("de", "del", "la", "las", "los", "y", "e", "da", "do", "dos", "di", "van", "von"))


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Given names and surnames, folded."""
    kinds: dict[str, set[str]] = {"given": set(), "surname": set()}
    for kind, words in read_table("names", ("kind", "words")):
        kinds[kind].update(words.split(";"))
    return frozenset(kinds["given"]), frozenset(kinds["surname"])


def holds_name(text: str) -> bool:
    """Whether a frequent given name and a frequent surname stand side by side, both capitalised.

    Example:
        >>> [holds_name(text) for text in ("María García", "síndrome de Martín", "García")]
        [True, False, False]
    """
    if text.islower() or _MEDICAL.search(text):
        return False
    given, surnames = _words()
    words = [word for word in _WORD.findall(text) if word not in _BETWEEN and not _is_initial(word)]
    known = [(_fold(word) if word[0].isupper() else "") for word in words]
    if any(left in given and right in surnames for left, right in pairwise(known)):
        return True
    # García López, María: a surname in front counts only with its comma, or where nothing but names stands there.
    before, comma, after = text.partition(",")
    if comma:
        return _all_in(before, surnames) and _all_in(after, given | surnames)
    whole = len(known) > 1 and known[0] in surnames and known[-1] in given
    return whole and _all_in(text, given | surnames)


def looks_like_name(text: str) -> bool:
    """Whether a text consists of two to five capitalised words and nothing else, as a name does and a label rarely.

    Example:
        >>> [looks_like_name(text) for text in ("Xyla Quorn", "Xyla Quorn syndrome", "cough")]
        [True, False, False]
    """
    words = [word for word in text.replace(",", " ").split() if word.lower() not in _BETWEEN]
    return (
        2 <= len(words) <= 5
        and all(_WORD.fullmatch(word) and word[0].isupper() for word in words)
        and not _MEDICAL.search(text)
    )


def is_single_name(text: str) -> bool:
    """Whether a text is nothing but frequent given names or surnames, as in a column of either.

    Example:
        >>> is_single_name("María"), is_single_name("Tos")
        (True, False)
    """
    given, surnames = _words()
    return text[:1].isupper() and (_all_in(text, given) or _all_in(text, surnames))


def _all_in(text: str, names: frozenset[str]) -> bool:
    words = [word for word in text.split() if word.lower() not in _BETWEEN and not _is_initial(word)]
    return bool(words) and all(_fold(word.strip(".,")) in names for word in words)


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.rstrip(".").lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
