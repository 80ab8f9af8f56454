"""What a hospital calls a disease, in Spanish or English, and the entries of the catalogue that it may mean.

Read are the catalogue's own names, the reviewed Spanish and English ones (``disease_names_es.tsv``,
``disease_names_en.tsv``) and the English synonyms of
MONDO, OMIM and Orphanet (``disease_synonyms.tsv.xz``). A name is found as it stands, else by its words in any order and
either language (``disease_words``), else as an abbreviation; a name that only resembles one is
never taken for it. What a person should look at is told by :class:`How`.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import TypeVar

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.domain.disease import Disease
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.common import common_entries
from hoofbeat.knowledge.vocabulary.disease_words import HEADS, key_of
from hoofbeat.knowledge.vocabulary.likeness import NearNames

#: Of the diseases that a name resembles, so many are named.
_NAMED = 3

_Key = TypeVar("_Key", bound=Hashable)


class How(StrEnum):
    """How a name was found, the surest first."""

    NAME = "name"
    WORDS = "words"
    ABBREVIATION = "abbreviation"
    STANDS_NEAR = "stands near"
    SEVERAL = "several"
    RESEMBLES = "resembles"
    UNKNOWN = "unknown"


#: What is as good as the catalogue's own name.
SURE = frozenset({How.NAME, How.WORDS})


@dataclass(frozen=True, slots=True)
class Naming:
    """What a name may mean.

    Attributes:
        how: it was found.
        candidates: the diseases, best first; one unless ``how`` is ``SEVERAL`` or ``RESEMBLES``, none if ``UNKNOWN``.
    """

    how: How
    candidates: tuple[Disease, ...] = ()

    @property
    def disease(self) -> Disease | None:
        """The disease that is meant; ``None`` where several may be, or none is."""
        return self.candidates[0] if self.how not in (How.SEVERAL, How.RESEMBLES, How.UNKNOWN) else None


class DiseaseNames:
    """The names of a catalogue's diseases.

    Args:
        diseases: diseases of the catalogue; site diseases among them are known by their own names.
    """

    def __init__(self, diseases: Iterable[Disease]) -> None:
        self._diseases = tuple(diseases)
        self._ids = {
            any_id: place
            for place, disease in enumerate(self._diseases)
            for any_id in (disease.id, *disease.equivalent_ids)
        }
        rows: list[tables.SpanishDisease | tables.EnglishDisease] = [
            *tables.disease_names_es(),
            *tables.disease_names_en(),
        ]
        self._reviewed = [(self._ids[row.id], row) for row in rows if row.id in self._ids]

    def of_id(self, any_id: str) -> Disease | None:
        """The disease known by an id, its own or an equivalent one."""
        place = self._ids.get(any_id)
        return None if place is None else self._diseases[place]

    def find(self, name: str) -> Naming:
        """What a name may mean.

        Example:
            >>> from hoofbeat.knowledge.catalogue import build_catalogue
            >>> names = DiseaseNames(build_catalogue({"OMIM:219700": "Cystic fibrosis"}).diseases)
            >>> [names.find(name).how.value for name in ("fibrosis, cystic", "FQ", "Fibrosis quístca")]
            ['words', 'abbreviation', 'resembles']
        """
        folded, key = fold(name), key_of(name)
        own, synonyms = self._spelt
        if folded in own:
            return self._naming(How.NAME, own[folded])
        for short in (folded.replace(" ", ""), key):
            if short in self._abbreviations:
                return self._naming(How.ABBREVIATION, [self._abbreviations[short]])
        if folded in self._near:
            return self._naming(How.STANDS_NEAR, [self._near[folded]])
        if folded in synonyms:
            return self._naming(How.NAME, synonyms[folded])
        for keys in self._worded:
            if key in keys:
                return self._naming(How.WORDS, keys[key])
        if key in self._near:
            return self._naming(How.STANDS_NEAR, [self._near[key]])
        bare = key - HEADS
        if bare in self._headless:
            return self._naming(How.STANDS_NEAR, self._headless[bare])
        alike = self._index.like(key, _NAMED) if bare else []
        return Naming(How.RESEMBLES, tuple(self._diseases[place] for place in alike)) if alike else Naming(How.UNKNOWN)

    def _naming(self, how: How, places: Iterable[int]) -> Naming:
        found = [self._diseases[place] for place in dict.fromkeys(places)]
        if len(found) > 1:
            # The entry that the others are parts of is what a name without more says.
            groups = [d for d in found if all(d is other or self.is_part(other, d) for other in found)]
            # OMIM calls a form of it by the disease's own name (breast cancer).
            ours = [d for d in found if any(any_id.startswith("HBD:") for any_id in (d.id, *d.equivalent_ids))]
            found = next((few for few in (groups, ours) if len(few) == 1), found)
        return Naming(how if len(found) == 1 else How.SEVERAL, tuple(found))

    @staticmethod
    def is_part(disease: Disease, of: Disease) -> bool:
        """Whether Orphanet lists a disease as a part of another one."""
        wider = {broad for any_id in (disease.id, *disease.equivalent_ids) for broad in _broader().get(any_id, ())}
        return not wider.isdisjoint((of.id, *of.equivalent_ids))

    @cached_property
    def _spelt(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """Folded names: those of the catalogue and the reviewed ones; synonyms."""
        return _collected((fold(name), place) for name, place in self._own()), _collected(
            (fold(name), place) for name, place in self._synonyms()
        )

    @cached_property
    def _worded(self) -> tuple[dict[frozenset[str], list[int]], dict[frozenset[str], list[int]]]:
        return _collected((key_of(name), place) for name, place in self._own()), _collected(
            (key_of(name), place) for name, place in self._synonyms()
        )

    @cached_property
    def _headless(self) -> dict[frozenset[str], list[int]]:
        both = [(key_of(name) - HEADS, place) for name, place in (*self._own(), *self._synonyms())]
        return _collected((key, place) for key, place in both if key)

    @cached_property
    def _abbreviations(self) -> dict[str | frozenset[str], int]:
        found: dict[str | frozenset[str], int] = {}
        for place, row in self._reviewed:
            for short in row.abbreviations:
                found[fold(short).replace(" ", "")] = found[key_of(short)] = place
        return found

    @cached_property
    def _near(self) -> dict[str | frozenset[str], int]:
        near: dict[str | frozenset[str], int] = {}
        for place, row in self._reviewed:
            for name in row.near:
                near[fold(name)] = near[key_of(name)] = place
        return near

    def _own(self) -> Iterator[tuple[str, int]]:
        # Of two diseases of one name, the common one is meant.
        for place, disease in sorted(enumerate(self._diseases), key=lambda pair: pair[1].orphan):
            for name in disease.names.values():
                yield name, place
        for place, row in self._reviewed:
            stated = row.synonyms_en if isinstance(row, tables.EnglishDisease) else (row.name_es, *row.synonyms_es)
            for name in filter(None, stated):
                yield name, place

    def _synonyms(self) -> Iterator[tuple[str, int]]:
        for entry in common_entries():
            if entry.id in self._ids:
                for name in (*entry.lay_en, *entry.lay_es):
                    yield name, self._ids[entry.id]
        for row in tables.disease_synonyms():
            if row.id in self._ids:
                for name in row.synonyms:
                    yield name, self._ids[row.id]

    @cached_property
    def _index(self) -> NearNames:
        return NearNames((key_of(name), place) for name, place in (*self._own(), *self._synonyms()))


def _collected(pairs: Iterable[tuple[_Key, int]]) -> dict[_Key, list[int]]:
    found: defaultdict[_Key, list[int]] = defaultdict(list)
    for key, place in pairs:
        found[key].append(place)
    return dict(found)


@cache
def _broader() -> dict[str, frozenset[str]]:
    wider: defaultdict[str, set[str]] = defaultdict(set)
    for row in tables.broader():
        wider[row.narrow].add(row.broad)
    return {narrow: frozenset(broad) for narrow, broad in wider.items()}
