"""Direct identifiers in the texts that silver keeps, asked of :mod:`hoofbeat.standards.identity.identifiers`."""

import re
from functools import lru_cache

from hoofbeat.standards.identity.identifiers import kind_of

#: Millions of cases may each stand in a group of their own; what has one of these forms names nobody.
_HARMLESS = re.compile(
    r"PMID:\d{1,9}|DDXPLUS:(?:release_)?[a-z]*_?patients(?:\.csv)?:\d+|[a-z]+-[0-9a-f]{16,64}|HP:\d{7}|HB:\d{7}",
    re.ASCII,
)
_SITE = "SITE:"


def names_somebody(text: str) -> bool:
    """Whether a direct identifier stands in a text of silver."""
    return _HARMLESS.fullmatch(text) is None and _asked(text)


@lru_cache(maxsize=50_000)
def _asked(text: str) -> bool:
    if not text.startswith(_SITE):
        return kind_of(text) is not None
    # A hospital's own column and value, written as one word: asked as it is, and as the words it was made of.
    slug = text.removeprefix(_SITE)
    return any(kind_of(written) for written in (slug, re.sub(r"[._\-]+", " ", slug).title()))
