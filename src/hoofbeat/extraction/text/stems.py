"""One form for the inflections of a word, and one for the words of one meaning, in English and Spanish alike.

Plural, gender, -ing and -ed are taken off by length and ending; no list of words is asked. A stem is made for finding:
names and notes go through the same function, so that it need not be a word.
"""

import re

from hoofbeat.bundle.runtime.words import all_kin, stated_kin
from hoofbeat.extraction.text.tables import rows

#: Shorter words keep their ending ("tos", "gas", "ojo").
_LEAST = 4
_LEAST_VERB = 6
_BRITISH = re.compile(r"(?<=[^aeiou])[ao]e(?=[^aeiou])|^[ao]e(?=[^aeiou])|rrhoe")
_DOUBLE = re.compile(r"([bdgmnprt])\1$")
_IRREGULAR = {
    "feet": "foot", "teeth": "tooth", "swollen": "swell", "bled": "bleed", "bleeds": "bleed", "lost": "loss",
    "losing": "loss", "pies": "pie", "oedema": "edem", "men": "man", "women": "woman", "children": "child",
    "vertebrae": "vertebra", "testes": "testis", "felt": "feel", "fell": "fall", "shook": "shak", "woke": "wak",
    "anos": "years",  # "años con dolor" is no pain of the "ano"
}  # fmt: skip
#: Meanings of the search that are too broad for a text, where no person looks at what was found.
_TOO_BROAD = frozenset({"absent", "one", "both", "child", "sex", "hard", "fluid", "dark", "extra", "green", "brown"})


def stem(word: str) -> str:
    """The stem of a folded word.

    Example:
        >>> [stem(word) for word in ("nauseas", "vomiting", "vomitos", "hipertensa", "dolores", "oedema", "feet")]
        ['nause', 'vomit', 'vomit', 'hipertens', 'dolor', 'edem', 'foot']
    """
    if len(word) < _LEAST or not word.isalpha():
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if "ae" in word or "oe" in word:
        word = _BRITISH.sub(lambda match: "rrhe" if match[0] == "rrhoe" else "e", word)
    if word.endswith("ies") and len(word) > _LEAST + 1:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) >= _LEAST_VERB and not word.endswith("eed"):
        for ending in ("ing", "ed"):
            bare = word.removesuffix(ending)
            if bare != word and len(bare) >= _LEAST:
                word = _DOUBLE.sub(r"\1", bare)
                break
    if word.endswith("our") and len(word) > _LEAST:
        word = word[:-3] + "or"
    if len(word) > _LEAST and word[-1] in "aeo":
        word = word[:-1]
    if word.endswith("z") and len(word) > _LEAST:
        word = word[:-1] + "c"
    return word


def inflections(word: str) -> set[str]:
    """The forms that one word may stand for where nothing else stands beside it: number, gender, -ing and -ed.

    A stem is too little for a single word: "core" is no "corea", and "into" no "intoe".

    Example:
        >>> {"cough", "coughs"} <= inflections("coughing"), "hipertenso" in inflections("hipertensas")
        (True, True)
        >>> "corea" in inflections("core")
        False
    """
    bases = {word, word.removesuffix("s"), word.removesuffix("es")}
    if word.endswith("ces"):
        bases.add(word[:-3] + "z")
    for ending in ("ing", "ed"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= _LEAST:
            bases |= {bare, bare + "e", _DOUBLE.sub(r"\1", bare)}
    if len(word) > _LEAST:
        bases |= {base[:-1] + other for base in tuple(bases) for other in "ao" if base[-1:] in ("a", "o")}
    forms = {base + ending for base in bases for ending in ("", "s", "es")}
    if len(word) > _LEAST:
        forms |= {base + ending for base in bases for ending in ("ing", "ed")}
        forms |= {base[:-1] + ending for base in bases for ending in ("ing", "ed") if base.endswith("e")}
    return forms | {_BRITISH.sub("e", form) for form in forms} | {_IRREGULAR.get(word, word)}


def meaning(word: str, stemmed: str | None = None) -> str:
    """The meaning a folded word shares with others, marked by ``~``; the stem of a word that shares none.

    Args:
        word: folded.
        stemmed: its stem, where it is known already.

    Example:
        >>> meaning("abdominal") == meaning("barriga"), meaning("duele") == meaning("pain"), meaning("fiebre")
        (True, True, 'fiebr')
    """
    own = _MEANINGS.get(word)
    if own is not None:
        return own
    kins = stated_kin(word)
    if kins and kins[0] not in _TOO_BROAD:
        return "~" + kins[0]
    stemmed = stem(word) if stemmed is None else stemmed
    return _MEANINGS.get(stemmed) or _INFLECTED.get(stemmed, stemmed)


def _inflected() -> dict[str, str]:
    """Stem → the meaning of all words of the search that have it, so that no table lists every number and gender."""
    known: dict[str, set[str]] = {}
    for kin, words in all_kin():
        for word in words:
            if len(word) > _LEAST:
                known.setdefault(stem(word), set()).add(_MEANINGS.get(word, "~" + kin))
    return {stemmed: next(iter(meant)) for stemmed, meant in known.items() if len(meant) == 1 and not meant & _VAGUE}


_MEANINGS = {word: "~" + kin for kin, words in rows("kin", ("kin", "words")) for word in words.split()}
_VAGUE = {"~" + kin for kin in _TOO_BROAD}
_INFLECTED = _inflected()
