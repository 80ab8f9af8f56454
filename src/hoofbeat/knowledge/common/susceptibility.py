"""Titles of OMIM that name a susceptibility to a common disease: entries of their own, and as common as the disease."""

from functools import cache

from hoofbeat.knowledge.common.catalogue import common_entries

#: What OMIM writes after the name of the disease; a number may follow.
_ENDINGS = (", susceptibility to", ", proneness to", ", modifier of", ", protection against")


class _Titles:
    """Knows a title by its beginning."""

    def __init__(self) -> None:
        named = (name for entry in common_entries() if not entry.orphan for name in (entry.name, *entry.lay_en))
        self._names = {name.casefold() for name in named}

    def __contains__(self, title: object) -> bool:
        text = str(title).casefold()
        return any(text.split(ending)[0].strip() in self._names for ending in _ENDINGS if ending in text)


@cache
def common_titles() -> _Titles:
    """The titles.

    Example:
        >>> [title in common_titles() for title in ("Asthma, susceptibility to, 2", "Asthma", "Marfan syndrome")]
        [True, False, False]
    """
    return _Titles()
