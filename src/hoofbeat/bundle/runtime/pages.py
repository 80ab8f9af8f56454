"""What is known of one disease, put together for a reader: links, profile, subtypes."""

from collections.abc import Callable
from types import MappingProxyType

import numpy as np

from hoofbeat.bundle.runtime.going_on.systems import Systems
from hoofbeat.bundle.runtime.groups import Groups
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.profiles import ProfileBook
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.disease_page import DiseaseLink, DiseasePage, NamedDisease, ProfileFinding
from hoofbeat.domain.languages import ProseLanguage

#: Where each vocabulary describes its entries, by what its ids begin with; Orphanet in the reader's language.
_ADDRESSES: MappingProxyType[str, tuple[str, Callable[[str, ProseLanguage], str]]] = MappingProxyType(
    {
        "ORPHA": ("Orphanet", lambda number, lang: f"https://www.orpha.net/{lang}/disease/detail/{number}"),
        "OMIM": ("OMIM", lambda number, _: f"https://www.omim.org/entry/{number}"),
        "MONDO": ("MONDO", lambda number, _: f"https://monarchinitiative.org/MONDO:{number}"),
        "DECIPHER": ("DECIPHER", lambda number, _: f"https://www.deciphergenomics.org/syndrome/{number}/overview"),
    }
)


def links_of(disease: Disease, lang: ProseLanguage = "en") -> tuple[DiseaseLink, ...]:
    """Pages of public sources on a disease, made from its ids; nobody has looked whether they exist."""
    order = list(_ADDRESSES)
    split = [(each.partition(":")[0], each.partition(":")[2], each) for each in (disease.id, *disease.equivalent_ids)]
    known = sorted((order.index(prefix), each, prefix, number) for prefix, number, each in split if prefix in order)
    return tuple(
        DiseaseLink(source=_ADDRESSES[prefix][0], id=each, url=_ADDRESSES[prefix][1](number, lang))
        for _, each, prefix, number in known
        if number.isdigit()
    )


class Pages:
    """Writes the pages of a catalogue.

    Args:
        diseases: the catalogue.
        book: profiles; its positions are those of ``diseases`` and ``lexicon``.
        lexicon: names of the findings.
        systems: their body systems.
        groups: which diseases are subtypes of one.
        version: of the bundle.
    """

    def __init__(
        self,
        diseases: LateRows[Disease],
        book: ProfileBook,
        lexicon: Lexicon,
        systems: Systems,
        groups: Groups,
        version: str,
    ) -> None:
        self._diseases = diseases
        self._book = book
        self._lexicon = lexicon
        self._systems = systems
        self._groups = groups
        self._version = version

    def of(self, place: int, lang: ProseLanguage = "en") -> DiseasePage:
        """The page of the disease at a place of the catalogue, linked for a reader of this language."""
        disease = self._diseases[place]
        parent, others = self._groups.family(place)
        return DiseasePage(
            **{name: getattr(disease, name) for name in Disease.model_fields},
            links=links_of(disease, lang),
            profile=self._profile(place),
            subtypes=tuple(self._named(other) for other in others),
            parent=None if parent is None else self._named(parent),
            bundle=self._version,
        )

    def _profile(self, place: int) -> tuple[ProfileFinding, ...]:
        """The most frequent first, of equally frequent ones the most specific."""
        findings, frequencies = self._book.stated(place)
        stated = frequencies > 0
        findings, frequencies = findings[stated], frequencies[stated]
        order = np.lexsort((findings, -self._book.specificity[findings], -frequencies))
        return tuple(self._shown(int(findings[at]), float(frequencies[at])) for at in order)

    def _shown(self, finding: int, frequency: float) -> ProfileFinding:
        entry = self._lexicon.entries[finding]
        return ProfileFinding(
            finding_id=entry.id, names=entry.names, frequency=round(frequency, 3), system=self._systems.of(finding)
        )

    def _named(self, place: int) -> NamedDisease:
        disease = self._diseases[place]
        return NamedDisease(id=disease.id, names=disease.names)
