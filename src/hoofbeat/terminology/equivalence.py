"""Which ids are one disease: pairs that ship with the package, and groups that grow link by link."""

from collections.abc import Iterable
from typing import NamedTuple

from hoofbeat.terminology.tables import read_table


class Equivalence(NamedTuple):
    """Two ids of one disease, and who says so (``MONDO`` or ``ORPHANET``)."""

    left: str
    right: str
    source: str


def equivalents() -> tuple[Equivalence, ...]:
    """Pairs of ids that mean one disease; the connected ids are the merged entries of the catalogue."""
    rows = read_table("hoofbeat.terminology", "equivalents", Equivalence._fields)
    return tuple(Equivalence(*cells) for cells in rows)


class Entries:
    """Union-find over disease ids that never lets two OMIM ids into one entry.

    A link that would do so joins an Orphanet group with one of its subtypes, and a chain of such links would merge
    diseases that differ.
    """

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self._parent: dict[str, str] = {any_id: any_id for any_id in ids}
        self._omim: dict[str, str] = {}

    def find(self, any_id: str) -> str:
        """The representative of the entry of an id."""
        root = any_id
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        self._parent[any_id] = root
        return root

    def omim_of(self, any_id: str) -> str | None:
        """The OMIM id of the entry of an id, if it has one."""
        root = self.find(any_id)
        return self._omim.get(root, root if root.startswith("OMIM:") else None)

    def join(self, left: str, right: str) -> bool:
        """Join two entries; false, and nothing joined, if both have an OMIM id, and not the same."""
        omims = {omim for omim in (self.omim_of(left), self.omim_of(right)) if omim}
        if len(omims) > 1:
            return False
        self._parent[self.find(right)] = root = self.find(left)
        self._omim.update((root, omim) for omim in omims)
        return True

    def groups(self) -> list[list[str]]:
        """Every entry as the list of its ids, in the order in which they came."""
        groups: dict[str, list[str]] = {}
        for any_id in self._parent:
            groups.setdefault(self.find(any_id), []).append(any_id)
        return list(groups.values())
