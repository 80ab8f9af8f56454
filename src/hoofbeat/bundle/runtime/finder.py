"""Finding a disease of the catalogue by one of its ids, or by what people call it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from types import MappingProxyType

from hoofbeat.bundle.runtime.lexicon import Lexicon, entry_of
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Language, SearchLanguage

#: Other names of a disease by language: ``{"en": ["pertussis"]}``.
Synonyms = Mapping[Language, Sequence[str]]

_NO_SYNONYMS: Synonyms = MappingProxyType({})

#: An id as people write it: ``OMIM 154700``, ``MIM#154700``, ``orpha:558``, ``154700``.
_ID = re.compile(r"(?P<source>[a-z]*)[\s:#_-]*(?P<number>\d+)", re.IGNORECASE)
_SOURCES = MappingProxyType(
    {"OMIM": "OMIM", "MIM": "OMIM", "ORPHA": "ORPHA", "ORPHANET": "ORPHA", "MONDO": "MONDO", "HBD": "HBD"}
    | {"DECIPHER": "DECIPHER"}
)
#: What a number alone is taken for, in this order.
_BARE = ("OMIM", "ORPHA")
#: MONDO and our own ids have seven digits.
_PADDED = 7


@dataclass(frozen=True, slots=True)
class DiseaseHit:
    """A disease that a search found.

    Attributes:
        disease: it.
        matched: the name, synonym or id that matched.
        score: in (0, 1]; 1 is an id, or the preferred name as it is written.
        weak: it merely resembles what was typed: a guess.
    """

    disease: Disease
    matched: str
    score: float
    weak: bool = False


class DiseaseFinder:
    """Finds diseases; its indexes are made when first asked for, once, whatever number of threads ask.

    Args:
        diseases: the catalogue.
        synonyms: other names, by the disease's own id.
    """

    def __init__(self, diseases: LateRows[Disease], synonyms: Mapping[str, Synonyms]) -> None:
        self._diseases = diseases
        self._synonyms = synonyms
        self._lock = Lock()

    def place(self, any_id: str) -> int | None:
        """Where the disease of an id, its own or an equivalent one, stands in the catalogue; ``None`` if nowhere."""
        return self._places.get(any_id)

    def search(self, query: str, *, lang: SearchLanguage = "en", limit: int = 10) -> list[DiseaseHit]:
        """Find diseases by name, synonym or id, best first; accents, case and typing errors are forgiven.

        Args:
            query: what a person typed.
            lang: the reader's language, which wins ties; all are searched.
            limit: the most to return, each disease once.
        """
        if limit < 1:
            return []
        if (by_id := self._by_typed_id(query)) is not None:
            return [by_id]
        names = self._names
        return [
            DiseaseHit(self._diseases[names.position(hit.id)], hit.matched, hit.score, hit.weak)
            for hit in names.search(query, lang=lang, limit=limit)
        ]

    def _by_typed_id(self, query: str) -> DiseaseHit | None:
        typed = query.strip()
        for any_id in (typed, typed.upper(), *_meant_ids(typed)):
            if (place := self.place(any_id)) is not None:
                return DiseaseHit(self._diseases[place], any_id, 1.0)
        return None

    @cached_property
    def _places(self) -> Mapping[str, int]:
        ids = zip(self._diseases.column("id"), self._diseases.column("equivalent_ids", ()), strict=True)
        # An own id counts before the same one among another's equivalents.
        listed = [(own, others) for own, others in ids]
        return {other: place for place, (_, others) in enumerate(listed) for other in others} | {
            own: place for place, (own, _) in enumerate(listed)
        }

    @property
    def _names(self) -> Lexicon:
        with self._lock:
            return self._made_names

    @cached_property
    def _made_names(self) -> Lexicon:
        listed = zip(self._diseases.column("id"), self._diseases.column("names"), strict=True)
        rows = [(own, names, self._synonyms.get(own, _NO_SYNONYMS)) for own, names in listed]
        made = Lexicon(LateRows(rows, entry_of))
        made.search("fever", limit=1)  # the index is made at the first search: here, where others wait for it
        return made


def _meant_ids(typed: str) -> list[str]:
    """Ids that somebody may have meant by what he typed; none for words."""
    found = _ID.fullmatch(typed)
    if found is None:
        return []
    source, number = found["source"].upper(), found["number"]
    sources = _BARE if not source else [_SOURCES[source]] if source in _SOURCES else []
    return [f"{each}:{digits}" for each in sources for digits in (number, number.zfill(_PADDED))]
