"""What the dictionary files under the words of a phrase, and which of two findings of one phrase is meant."""

from typing import NamedTuple, TypeVar

Key = TypeVar("Key", int, str)
#: Tiers of a hit: a phrase as it is written, and its meaning.
EXACT, MEANT = 0, 1


class Filed(NamedTuple):
    """What a window of words stands for.

    Attributes:
        id: of the finding, empty where a phrase is none.
        rank: the lower, the surer: phrases of this package, then preferred names, then synonyms.
        size: words that mean something.
        order: numbers of the stems in their order where it matters, else empty.
        absent: the phrase says that the finding is absent ("afebrile").
        written: as it must be written in the note, for abbreviations that are also words; else empty.
        quality: it tells how a pain is, beside which its place may stand.
    """

    id: str
    rank: int
    size: int
    order: tuple[int, ...] = ()
    absent: bool = False
    written: str = ""
    quality: bool = False


class Hit(NamedTuple):
    """A phrase at its place.

    Attributes:
        start: first word.
        end: behind the last.
        entry: of the dictionary.
        tier: 0 for a phrase as it is written, 1 for its meaning.
    """

    start: int
    end: int
    entry: Filed
    tier: int = EXACT


def keep_surer(entries: dict[Key, Filed], key: Key, entry: Filed) -> None:
    """File an entry where none or a less sure one is."""
    known = entries.get(key)
    if known is None or _sureness(entry) < _sureness(known):
        entries[key] = entry


def _sureness(entry: Filed) -> tuple[int, bool, str]:
    """The less, the surer: a term of the ontology comes before an item of a history."""
    return entry.rank, entry.id.startswith("HB:"), entry.id


def keep_unshared(entries: dict[int, Filed], shared: set[int], key: int, entry: Filed) -> None:
    """File an entry where none or a less sure one is, and note where another finding is as sure."""
    known = entries.get(key)
    if known is None or entry.rank < known.rank:
        entries[key] = entry
        shared.discard(key)
    elif entry.rank == known.rank and entry.id != known.id:
        shared.add(key)
