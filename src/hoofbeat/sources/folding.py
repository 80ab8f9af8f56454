"""Texts of records, made alike for comparison."""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=1 << 14)
def key_of(text: str) -> str:
    """The text as value maps compare it: without case, accents and surplus space; signs stay (``+`` is not ``-``).

    Example:
        >>> key_of("  SÍ ")
        'si'
    """
    if text.isascii():
        return _SPACES.sub(" ", text.strip().lower())
    bare = unicodedata.normalize("NFKD", text.casefold())
    return _SPACES.sub(" ", "".join(char for char in bare if not unicodedata.combining(char)).strip())
