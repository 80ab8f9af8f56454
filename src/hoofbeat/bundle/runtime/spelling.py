"""How a word sounds, and how far it is from another: what finds "convulciones", "seisures" and "aracnodactilia".

The key of a word is the same for spellings that sound alike in Spanish or English (b and v, s and z, a silent h, ae),
for the two languages' forms of one Greek or Latin word (-ción and -tion, ph and f, y and i), and for singular, plural,
masculine and feminine. It is made for finding, not for reading.
"""

import re
from functools import lru_cache

#: Shorter words are not compared letter by letter: nearly everything resembles them.
_LEAST_COMPARED = 4
#: From these lengths on, two and three letters may differ.
_TWO_SLIPS, _THREE_SLIPS = 6, 12
#: Shorter words keep their ending ("tos", "gas", "mano").
_LEAST_STEM = 5

#: A part of a word, the pattern in which it sounds otherwise (everywhere, where it is none), and how it sounds then.
_SOUNDS = tuple(
    (part, re.compile(pattern) if pattern else None, sound)
    for part, pattern, sound in (
        ("ps", r"^ps", "s"), ("pn", r"^pn", "n"), ("kn", r"^kn", "n"), ("wr", r"^wr", "r"),
        ("es", r"^es(?=[bcdfgklmnpqtv])", "s"), ("ph", "", "f"), ("th", "", "t"), ("rh", "", "r"), ("sh", "", "s"),
        ("sch", "", "sk"), ("ch", "", "k"), ("ck", "", "k"), ("tion", "", "sion"), ("qu", "", "k"),
        ("gu", r"gu(?=[ei])", "g"), ("g", r"g(?=[eiy])", "j"), ("x", "", "s"), ("sc", r"sc(?=[eiy])", "s"),
        ("c", r"c(?=[eiy])", "s"), ("c", "", "k"), ("q", "", "k"), ("z", "", "s"), ("h", "", ""), ("v", "", "b"),
        ("w", "", "u"), ("y", "", "i"), ("e", r"ae|oe|ea|ei|ie", "e"), ("ou", "", "o"), ("n", r"n(?=[bp])", "m"),
        ("ks", "", "s"), ("", r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_ENDING = re.compile(r"(?<=...)(?:s|es)$")
_VOWELS = re.compile(r"(?<=...)(?:ia|[aeio])$")


@lru_cache(maxsize=10_000)
def keys(word: str) -> tuple[str, ...]:
    """How a folded word may sound: one key, or two where its ll may be an l (English) or a y (Spanish).

    Example:
        >>> keys("combulsiones") == keys("convulcion"), keys("seisure") == keys("seizures")
        (True, True)
    """
    spellings = dict.fromkeys((word, word.replace("ll", "y")))
    return tuple(dict.fromkeys(_key(spelling) for spelling in spellings))


def _key(word: str) -> str:
    for part, pattern, sound in _SOUNDS:
        if part in word:
            word = word.replace(part, sound) if pattern is None else pattern.sub(sound, word)
    if len(word) < _LEAST_STEM:
        return word
    return _VOWELS.sub("", _ENDING.sub("", word))


def slips_allowed(word: str) -> int:
    """How many letters of a word may be wrong."""
    if len(word) < _LEAST_COMPARED:
        return 0
    return 1 + (len(word) >= _TWO_SLIPS) + (len(word) >= _THREE_SLIPS)


def distance(one: str, other: str, most: int) -> int:
    """Letters to insert, leave out, change or swap with their neighbour; ``most + 1`` for more than ``most``.

    Optimal string alignment: Boytsov, ACM Journal of Experimental Algorithmics 2011;16:1.1.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(above[column] + 1, current[-1] + 1, above[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, above = above, current
    return above[-1]
