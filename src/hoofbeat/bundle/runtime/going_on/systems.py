"""The body system that a finding is listed under.

A system is a branch right below Phenotypic abnormality. A third of the findings stand under several: the first row of
``data/body_systems.tsv`` whose subtree holds the finding decides, so an organ comes before what is found in any organ
(pneumonia: the respiratory system before the immune system and infections; retinal hemorrhage: the eye before blood).
"""

from functools import cache, cached_property
from types import MappingProxyType

from hoofbeat.bundle.runtime.going_on.tables import rows_of
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.profiles import ProfileBook
from hoofbeat.domain.languages import Wording
from hoofbeat.domain.next_steps import BodySystem

ROOT = "HP:0000118"

#: What stands under no branch, by what its ids begin with.
_WITHOUT_BRANCH = MappingProxyType(
    {
        "HB": BodySystem(id="HB", names=Wording(en="History", es="Antecedentes")),
        "SITE": BodySystem(id="SITE", names=Wording(en="Findings of the site", es="Hallazgos del centro")),
    }
)

#: Ancestors of a branch: itself and the root.
_OF_BRANCH = 2


class Systems:
    """The systems of a bundle's findings.

    Args:
        book: the hierarchy of the findings.
        lexicon: their ids and names.
    """

    def __init__(self, book: ProfileBook, lexicon: Lexicon) -> None:
        self._book = book
        self._lexicon = lexicon

    def of(self, finding: int) -> BodySystem:
        """The system of the finding at a position."""
        finding_id = self._lexicon.entries[finding].id
        prefix = finding_id.partition(":")[0]
        if prefix in _WITHOUT_BRANCH:
            return _WITHOUT_BRANCH[prefix]
        above = [int(each) for each in self._book.ancestors(finding)]
        places = [place for each in above if (place := self._places.get(each)) is not None]
        if places:
            return _systems()[_table()[min(places)][1]]
        # A branch that a later release has added, or the root itself.
        branch = next((each for each in above if len(self._book.ancestors(each)) == _OF_BRANCH), above[0])
        entry = self._lexicon.entries[branch]
        return BodySystem(id=entry.id, names=entry.names)

    @cached_property
    def _places(self) -> dict[int, int]:
        """Row of the table by the position of its subtree's finding; a release may lack one."""
        found: dict[int, int] = {}
        for place, (subtree, _, _, _) in enumerate(_table()):
            if (current := self._lexicon.resolve(subtree)) is not None:
                found.setdefault(self._lexicon.position(current), place)
        return found


@cache
def _table() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cells) for cells in rows_of("body_systems", ("subtree", "system", "en", "es")))


@cache
def _systems() -> MappingProxyType[str, BodySystem]:
    named = (row for row in _table() if row[2])
    return MappingProxyType({system: BodySystem(id=system, names=Wording(en=en, es=es)) for _, system, en, es in named})
