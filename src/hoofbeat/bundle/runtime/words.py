"""Words as a search reads them: folded, without fillers, with their kin and their opposites.

Kin are words of one meaning in either language (``data/word_kin.tsv``): "panza" finds what is called "abdominal". An
opposite is what must never answer: who types "plaquetas altas" does not mean "plaquetas bajas", nor
"Thrombocytopenia". Medical words carry their direction in a prefix or a suffix, which is kin like any other.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from hoofbeat.domain.errors import BundleFormatError

#: Words that may be typed or left out at will, folded ("dolor en el pecho" finds "Dolor de pecho").
FILLERS = frozenset(
    {"a", "al", "con", "de", "del", "el", "en", "la", "las", "los", "un", "una", "y", "por", "para", "que", "lo"}
    | {"me", "le", "se", "mi", "su", "mis", "sus", "les", "te", "nos", "cuando", "esta", "estan", "es", "son", "unos"}
    | {"tiene", "tengo", "tienen", "tuvo", "hay", "presenta", "paciente", "como", "ha"}
    | {"and", "in", "of", "on", "or", "the", "to", "with", "an", "my", "his", "her", "i", "is", "are", "has", "have"}
    | {"had", "when", "at", "for", "from", "it", "its", "patient", "he", "she", "having"}
    | {"do", "does", "that", "been", "getting", "gets", "im", "s", "t", "m"}
)

#: Words that say how much or since when, not what: welcome in a match, not missed in it.
MODIFIERS = frozenset(
    {
        "muy",
        "mucho",
        "mucha",
        "muchos",
        "muchas",
        "bastante",
        "intenso",
        "intensa",
        "fuerte",
        "fuertes",
        "leve",
        "grave",
    }
    | {"siente", "siento", "sensacion", "feel", "feels", "feeling"}
    | {"severo", "severa", "moderado", "moderada", "horrible", "terrible", "tremendo", "desde", "hace", "dias", "dia"}
    | {"semana", "semanas", "mes", "meses", "ano", "anos", "ayer", "hoy", "ahora", "siempre", "veces", "rato", "algo"}
    | {"todo", "todos", "tipo", "persistente", "constante", "ultimamente", "solo", "tan", "mas", "puro", "horas"}
    | {"very", "really", "quite", "severe", "mild", "moderate", "bad", "badly", "terrible", "awful", "intense", "since"}
    | {"days", "day", "week", "weeks", "month", "months", "year", "years", "yesterday", "today", "now", "always"}
    | {"lately", "lot", "lots", "bit", "little", "some", "constant", "constantly", "all", "time", "so", "too", "hours"}
)

#: Direction in the build of a medical word, and the kin it is; with the least length of the word.
_PREFIXES = (
    ("hiper", "much"), ("hyper", "much"), ("hipo", "little"), ("hypo", "little"), ("taqui", "fast"), ("tachy", "fast"),
    ("bradi", "slow"), ("brady", "slow"), ("macro", "big"), ("mega", "big"), ("micro", "small"), ("poli", "much"),
    ("poly", "much"), ("oligo", "little"), ("braqui", "short"), ("brachy", "short"), ("dolico", "long"),
    ("dolicho", "long"),
)  # fmt: skip
_SUFFIXES = (
    ("penia", "little"), ("penias", "little"), ("citosis", "much"), ("cytosis", "much"), ("filia", "much"),
    ("philia", "much"), ("megalia", "big"), ("megaly", "big"),
)  # fmt: skip
_LEAST_BUILT = 8
#: In the table, before the name of a group whose members exclude one another.
_GROUP = "~"

#: Since what age something is there, at the end of a query.
_SINCE = re.compile(
    r"\s+(?:desde|since|en|in|from|de)\s+(?:que era |muy |la |los |el |al |early |the |his |her )*"
    r"(?:nin[oa]s?|ninez|chic[oa]s?|pequen[oa]s?|infancia|nacimiento|nacer|bebe|joven|adolescencia|childhood|birth|infancy"
    r"|adolescence|adulthood)$"
)

#: Words that turn what follows into its contrary: an answer that leaves one out would say the contrary.
DENIALS = frozenset(
    {"no", "not", "sin", "without", "never", "nunca", "jamas", "failure", "fails", "unable", "cannot", "cant", "can"}
    | {"won", "wont", "doesn", "doesnt", "don", "dont", "isn", "hasn", "haven", "didn", "niega", "denies", "denied"}
    | {"ni", "neither", "nor", "incapaz", "ausencia", "absence", "absent", "lack", "lacks", "stopped", "tampoco"}
)


#: Letters and digits as they are, a space for every other character of ASCII: most names need nothing more.
_ASCII = {code: char if (char := chr(code)).isalnum() else " " for code in range(128)}


def fold(text: str) -> str:
    """Lower case, without accents, and one space for whatever is neither letter nor digit."""
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII).split())
    bare = (char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in bare).split())


def without_beginning(query: str) -> str | None:
    """A query without its last words that say since what age ("desde niño"), ``None`` where it has none."""
    folded = fold(query)
    bare = _SINCE.sub("", folded)
    return bare if bare and bare != folded else None


def content_words(folded: str) -> list[str]:
    """The words that mean something; all of them where none does."""
    words = folded.split()
    return [word for word in words if word not in FILLERS] or words


@lru_cache(maxsize=50_000)
def kin_of(word: str) -> frozenset[str]:
    """Names of the meanings a folded word shares with others; empty for most words."""
    found = set(_kin().get(word, ()))
    if len(word) >= _LEAST_BUILT:
        found.update(kin for prefix, kin in _PREFIXES if word.startswith(prefix))
        found.update(kin for suffix, kin in _SUFFIXES if word.endswith(suffix))
    return frozenset(found)


def stated_kin(word: str) -> tuple[str, ...]:
    """The meanings a word is listed under, without those of its build."""
    return _kin().get(word, ())


def all_kin() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every meaning with the words that are listed under it."""
    yield from ((kin, words) for kin, _, words in _table())


def opposed(asked: Iterable[str], answer: Iterable[str]) -> bool:
    """Whether an answer says the contrary of a word that was asked, or another part of the body, and not that word.

    Args:
        asked: folded words.
        answer: folded words.
    """
    wanted = {kin for word in asked for kin in kin_of(word)}
    given = {kin for word in answer for kin in kin_of(word)}
    excluding = _excluding()
    unsaid = wanted - given
    return any(excluding.get(kin, frozenset()) & (given - wanted) for kin in unsaid)


@cache
def _table() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    text = files("hoofbeat.bundle.runtime").joinpath("data", "word_kin.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    if not rows or any(len(cells) != len(rows[0]) for cells in rows):
        raise BundleFormatError("word_kin.tsv is damaged", hint="reinstall hoofbeat")
    return tuple((kin, opposite, tuple(words.split())) for kin, opposite, words in rows[1:])


@cache
def _kin() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for kin, _, words in _table():
        for word in dict.fromkeys(words):
            found.setdefault(word, []).append(kin)
    return MappingProxyType({word: tuple(kins) for word, kins in found.items()})


@cache
def _excluding() -> Mapping[str, frozenset[str]]:
    """Which kin may not answer for a kin: its opposite, or the others of its group."""
    groups: dict[str, set[str]] = {}
    for kin, group, _ in _table():
        groups.setdefault(group if group.startswith(_GROUP) else f"={kin}", set()).add(kin)
    return MappingProxyType(
        {
            kin: frozenset(groups[other] - {kin}) if other.startswith(_GROUP) else frozenset({other})
            for kin, other, _ in _table()
            if other
        }
    )
