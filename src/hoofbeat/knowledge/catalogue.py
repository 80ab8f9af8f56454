"""The catalogue: every disease once, under every id it is known by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from hoofbeat.domain.disease import Disease, PrevalenceClass
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.common import CommonEntry, common_entries
from hoofbeat.knowledge.common.susceptibility import common_titles
from hoofbeat.knowledge.orphadata.products import Orphadata
from hoofbeat.knowledge.vocabulary.further_names import further_names
from hoofbeat.terminology.equivalence import Entries, equivalents

#: Why an entry without a row of ours is not rare.
_OF_COMMON = "names a common disease, or a susceptibility to one"

#: Which of several equivalent ids names the entry, the first prefix present.
ID_PREFERENCE = ("OMIM", "ORPHA", "DECIPHER", "HBD")


@dataclass(frozen=True)
class Catalogue:
    """Diseases by id, each at a fixed position."""

    diseases: tuple[Disease, ...]

    @cached_property
    def _positions(self) -> dict[str, int]:
        positions: dict[str, int] = {}
        for position, disease in enumerate(self.diseases):
            for any_id in (disease.id, *disease.equivalent_ids):
                positions[any_id] = position
        return positions

    def __len__(self) -> int:
        return len(self.diseases)

    def find(self, any_id: str) -> int | None:
        """Position of the disease known by ``any_id`` (its own or an equivalent one), ``None`` if there is none."""
        return self._positions.get(any_id)

    def canonical(self, any_id: str) -> str | None:
        """The id under which the catalogue lists the disease known by ``any_id``."""
        position = self.find(any_id)
        return None if position is None else self.diseases[position].id

    def extended(self, labels: Mapping[str, str]) -> "Catalogue":
        """Append the diseases of ``labels`` (id → name) that the catalogue lacks, sorted by id.

        A cohort may hold confirmed cases of a disease published after the knowledge was released: its cases are
        then the only profile it has. It counts as an orphan disease: every common one is in our own table.
        """
        new = sorted(any_id for any_id in labels if self.find(any_id) is None)
        return Catalogue(
            (*self.diseases, *(Disease(id=any_id, names=Wording(en=labels[any_id]), orphan=True) for any_id in new))
        )


def build_catalogue(names: Mapping[str, str], orphadata: Orphadata | None = None) -> Catalogue:
    """Merge rare diseases (id → published name) and the common ones into entries, sorted by id.

    A disease is common where our table of common diseases says so, or where it is a susceptibility to one of them; a
    class of prevalence alone does not make it so, for the highest class that Orphanet states is often that of one
    people (glutaric acidemia I, Welander distal myopathy).

    Two ids are one disease where MONDO calls both an exact match of one class, where Orphanet relates them as
    exact (E), or where our table of common diseases says so; never where that would merge two OMIM ids, or a disease
    with the broader entry that ``broader.tsv`` lists it under.

    Args:
        names: the diseases to list.
        orphadata: what Orphanet's products say of them, in the place of what our tables took from older ones.
    """
    orphadata = orphadata or Orphadata()
    common = {entry.id: entry for entry in common_entries()}
    merged = _merge({*names, *common}, common, orphadata.equivalents)
    ours = {row.id: row.name_es for row in tables.disease_names_es() if row.name_es}
    spanish = {**orphadata.names_es, **ours}
    prevalence = {**tables.orphanet_prevalence(), **orphadata.prevalence}
    codes = tables.icd10()
    for orpha, added in orphadata.icd10.items():
        codes[orpha] = (*codes.get(orpha, ()), *added)
    return Catalogue(tuple(_entry(ids, names, common, prevalence, codes, spanish) for ids in merged))


def _merge(
    listed: set[str], common: Mapping[str, CommonEntry], exact: Iterable[tuple[str, str]]
) -> list[tuple[str, ...]]:
    """Groups of equivalent ids that hold a listed disease: the preferred id first, then the rest sorted."""
    entries = Entries(listed)
    for row in equivalents():
        entries.join(row.left, row.right)
    for entry in common.values():
        for other in entry.links:
            entries.join(entry.id, other)
    # Orphanet calls a group and its first subtype exact (amyotrophic lateral sclerosis, type 1): the group stays one.
    parts = {frozenset(row) for row in tables.broader()}
    for left, right in exact:
        if frozenset((left, right)) not in parts:
            entries.join(left, right)

    def order(any_id: str) -> tuple[int, str]:
        prefix = any_id.split(":", 1)[0]
        preference = ID_PREFERENCE.index(prefix) if prefix in ID_PREFERENCE else len(ID_PREFERENCE)
        return preference + (0 if any_id in listed else len(ID_PREFERENCE)), any_id

    kept = (sorted(ids, key=order) for ids in entries.groups() if not listed.isdisjoint(ids))
    return sorted((ids[0], *sorted(ids[1:])) for ids in kept)


def _entry(
    ids: tuple[str, ...],
    names: Mapping[str, str],
    common: Mapping[str, CommonEntry],
    prevalence: Mapping[str, PrevalenceClass],
    codes: Mapping[str, tuple[str, ...]],
    spanish: Mapping[str, str],
) -> Disease:
    ours = next((common[any_id] for any_id in ids if any_id in common), None)
    known = {prevalence[any_id] for any_id in ids if any_id in prevalence}
    frequent_first = [member for member in PrevalenceClass if member in known]
    published = frequent_first[0] if frequent_first else PrevalenceClass.UNKNOWN
    icd10 = {code for any_id in ids for code in codes.get(any_id, ())} | set(ours.icd10 if ours else ())
    further = (further_names().get(any_id, {}) for any_id in reversed(ids))  # the preferred id comes last, and counts
    translated = {language: its.name for named in further for language, its in named.items()}
    simulated = {f"DDXPLUS:{tables.ddxplus_names()[any_id]}" for any_id in ids if any_id in tables.ddxplus_names()}
    of_common = ours is None and names[ids[0]] in common_titles()
    return Disease(
        id=ids[0],
        equivalent_ids=tuple(sorted({*ids[1:], *simulated})),
        names=Wording(
            translated,
            en=ours.name if ours else names[ids[0]],
            es=ours.name_es if ours else next((spanish[any_id] for any_id in ids if any_id in spanish), None),
        ),
        orphan=ours.orphan if ours else not of_common,
        rule=ours.rule if ours else _OF_COMMON if of_common else "",
        prevalence=published,
        icd10=tuple(sorted(icd10)),
        icpc2=ours.icpc2 if ours else (),
        cant_miss=bool(ours and ours.cant_miss),
    )
