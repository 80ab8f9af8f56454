"""Titles of OMIM that name a common disease or a susceptibility to it: entries of their own, and as common as it is."""

import re
from functools import cache

from hoofbeat.knowledge.common.catalogue import common_entries

#: What OMIM writes after the name of the disease; a number may follow.
_ENDING = re.compile(r",? (?:susceptibility to|proneness to|modifier of|protection against)\b.*")

_MONOGENIC = re.compile(r"\d|familial")

#: What it writes behind a comma or a name without saying more of the disease.
_QUALIFIERS = {"with", "or", "without", "aura", "disease", "mellitus"}


class _Titles:
    """Knows a title by its words, in whatever order.

    A number without a susceptibility is a monogenic form, and so is what is called familial: both are rare.
    """

    def __init__(self) -> None:
        named = (name for entry in common_entries() if not entry.orphan for name in (entry.name, *entry.lay_en))
        self._names = {key for name in named if (key := _words(name))}

    def __contains__(self, title: object) -> bool:
        text = str(title).casefold()
        disease = _ENDING.sub("", text)
        return (disease != text or not _MONOGENIC.search(text)) and _words(disease) in self._names


@cache
def common_titles() -> _Titles:
    """The titles.

    Example:
        >>> titles = "Asthma, susceptibility to, 2", "Hypertension, essential", "Marfan syndrome"
        >>> [title in common_titles() for title in titles]
        [True, True, False]
    """
    return _Titles()


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", name.casefold())) - _QUALIFIERS
