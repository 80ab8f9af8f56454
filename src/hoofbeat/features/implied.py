"""Which findings each of many cases has or implies."""

from array import array
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_array

from hoofbeat.domain.case import Case
from hoofbeat.knowledge.closures import closure_matrix
from hoofbeat.knowledge.ontology import Ontology


def implied(cases: Sequence[Case], ontology: Ontology) -> csr_array:
    """What each case has or implies, uint8 [n, T]: 1 is stored at its observed findings and their ancestors."""
    place = _Places(ontology)
    known = ([at for at in map(place.__getitem__, case.observed) if at is not None] for case in cases)
    # Of bools a sum is an "or": an ancestor of however many findings counts once.
    has = marked(known, len(ontology.terms)).astype(np.bool_) @ closure_matrix(ontology).astype(np.bool_)
    has.sort_indices()
    return csr_array(has.astype(np.uint8))


def marked(rows: Iterable[list[int]], columns: int) -> csr_array:
    """A uint8 matrix that holds 1 in the marked columns of each row; no row is kept beside it."""
    indices, starts = array("i"), array("q", [0])
    for row in rows:
        indices.fromlist(row)
        starts.append(len(indices))
    ones = np.ones(len(indices), dtype=np.uint8)
    return csr_array((ones, np.asarray(indices), np.asarray(starts)), shape=(len(starts) - 1, columns))


class _Places(dict[str, int | None]):
    """Position in the ontology by the id of a finding, looked up once; ``None`` where it is not known."""

    def __init__(self, ontology: Ontology) -> None:
        super().__init__()
        self._ontology = ontology

    def __missing__(self, finding: str) -> int | None:
        current = self._ontology.resolve(finding)
        self[finding] = found = None if current is None else self._ontology.index[current]
        return found
