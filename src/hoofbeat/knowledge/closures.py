"""Each finding with all above it, as a matrix: what profiles and patients show climbs by one product."""

from functools import lru_cache

import numpy as np
from scipy import sparse

from hoofbeat.knowledge.itself import Itself
from hoofbeat.knowledge.ontology import Ontology


def closure_matrix(ontology: Ontology) -> sparse.csr_array:
    """Sparse 0/1 [findings, findings]: row *t* marks *t* and its ancestors; made at the first call, then lent."""
    return _closures(Itself(ontology))


@lru_cache(maxsize=2)
def _closures(of: Itself[Ontology]) -> sparse.csr_array:
    ontology = of.thing
    closures = [ontology.ancestors(position) for position in range(len(ontology.terms))]
    starts = np.cumsum([0, *map(len, closures)])
    columns = np.concatenate(closures)
    return sparse.csr_array((np.ones(len(columns)), columns, starts), shape=(len(closures), len(closures)))
