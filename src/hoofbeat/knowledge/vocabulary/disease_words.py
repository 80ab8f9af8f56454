"""Words of disease names reduced to what Spanish and English share: *Fibrosis quística* and *Cystic fibrosis* are one.

Most medical words are Greek or Latin in both languages and differ by spelling rules (ph/f, y/i, k/c, -ous/-oso,
-y/-ía), which :func:`stem` undoes; the others stand in ``disease_words_es.tsv``. A name is then a set of words: order,
articles, case, accents and number do not count, *type II* is *tipo 2*.
"""

import re
from functools import cache

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.knowledge.tables import read_table

#: Words that join others and tell no disease from another, folded.
_JOINING = frozenset(
    {"a", "al", "con", "de", "del", "el", "en", "la", "las", "lo", "los", "o", "por", "su", "un", "una", "y", "e"}
    | {"and", "by", "due", "in", "of", "on", "or", "the", "to", "with", "s", "debido", "debida"}
    | {"tipo", "type", "t", "forma", "form", "variante", "variant"}
)

#: A capital letter alone is a kind ("Hemofilia A grave") and not a word that joins others.
_LETTER = re.compile(r"(?<=\s)[AEOY](?![\w'’])")

_TYPE = frozenset({"tipo", "type", "t", "grupo", "group", "estadio", "stage"})
_ROMAN = re.compile(r"(x{0,2}(?:ix|iv|v?i{0,3}))([a-h]?)")
_VALUES = {"i": 1, "v": 5, "x": 10}

#: Spelling rules, applied one after the other; what they make is compared, never shown.
_SPELLINGS = [
    (re.compile(pattern), made)
    for pattern, made in (
        (r"^es(?=[pctfqm])", "s"),
        (r"^p(?=[sn])", ""),
        (r"tion", "cion"),
        (r"ph", "f"),
        (r"([tcr])h", r"\1"),
        (r"qu(?=[ei])|k", "c"),
        (r"y", "i"),
        (r"[ao]e", "e"),
        (r"nm", "m"),
        (r"mf", "nf"),
        (r"des(?=h?[aeiou])", "de"),
        (r"gluc(?=[oi])", "glic"),
        (r"(.)\1", r"\1"),
    )
]
#: The head of a name, which writers choose freely, reduced.
HEADS = frozenset({"diseas", "sindrom"})

#: Endings of adjectives and of gender and number; each is cut only where so many letters are left.
_ENDINGS = (
    (re.compile(r"(?:ic|al|ar|ari|e?o[su]s?)(?:us|um|[aeiou]*s?)$"), 4),
    (re.compile(r"(?:us|um|[aeiou]+s?|s)$"), 3),
)
_SHORTEST = 3


@cache
def stem(word: str) -> str:
    """What a folded word has in common with its sister in the other language.

    Example:
        >>> stem("quistica") == stem("cystic"), stem("hemofilia") == stem("haemophilia"), stem("esclerosis")
        (True, True, 'sclerosis')
    """
    if word in _words_es():
        return " ".join(map(stem, _words_es()[word].split()))
    if len(word) <= _SHORTEST or not word.isalpha():
        return word
    for pattern, made in _SPELLINGS:
        word = pattern.sub(made, word)
    if word.endswith(("sis", "tis", "xis")):
        return word
    for ending, least in _ENDINGS:
        cut = ending.sub("", word)
        if cut != word and len(cut) >= least:
            return cut
    return word


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name that count, reduced, in their order; roman numbers as digits.

    Example:
        >>> words_of("Enfermedad de Gaucher, tipo III") == words_of("disease Gaucher type 3")
        True
    """
    letters = set() if name.isupper() else {letter.lower() for letter in _LETTER.findall(name)}
    folded = fold(re.sub(r"(?<=\w)['’´`]s\b", "", name)).split()
    made = []
    for place, word in enumerate(folded):
        typed = place > 0 and folded[place - 1] in _TYPE
        last = place > 0 and place == len(folded) - 1
        number = _number(word) if typed or last or len(word) > 1 else None
        # A letter alone is a roman number only behind "type", or at the end of a name that is no "factor V".
        if number and (typed or len(word) > 1 or (last and word != "x")):
            made.append(number)
        elif word not in _JOINING or typed or (last and len(word) == 1) or word in letters:
            made += stem(word).split()
    return tuple(made)


def key_of(name: str) -> frozenset[str]:
    """The words of a name as a set: equal for two names of one disease, whatever their language and order."""
    return frozenset(words_of(name))


def _number(word: str) -> str | None:
    found = _ROMAN.fullmatch(word)
    if not found or not found[1]:
        return None
    digits = [_VALUES[letter] for letter in found[1]]
    paired = zip(digits, [*digits[1:], 0], strict=True)
    return f"{sum(-value if value < after else value for value, after in paired)}{found[2]}"


@cache
def _words_es() -> dict[str, str]:
    return {
        word: english
        for words, english in read_table("disease_words_es", ("es", "en"))
        for word in words.split()
        if word != english
    }
