"""Rankings by semantic similarity, as the field uses them; the benchmark compares the models with them.

A patient Q and a disease D are two sets of findings. The information content of a finding *a*, in nats, is
``IC(a) = −log p(a)``: *p(a)* is the share of the annotated diseases that show *a* or a descendant of *a*.

- **Best-match average**, symmetric, as in Phenomizer (Köhler et al., AJHG 85, 2009). Each finding of one set meets its
  best match in the other set: ``½ · mean over t in Q of max over s in D of sim(t, s) + ½ · mean over s in D of
  max over t in Q of sim(t, s)``. With *m* the most informative common ancestor of *t* and *s*, *sim* is ``IC(m)``
  (Resnik) or ``2 · IC(m) / (IC(t) + IC(s))`` (Lin).
- **simGIC** (Pesquita et al., BMC Bioinformatics 9, 2008). Q⁺ and D⁺ are the sets with all ancestors of their findings.
  The similarity is ``Σ IC over Q⁺ ∩ D⁺ / Σ IC over Q⁺ ∪ D⁺``.

A disease without annotations scores −1, below all others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from hoofbeat.domain.case import Case
from hoofbeat.knowledge.closures import closure_matrix
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.profiles import ProfileParameters
from hoofbeat.models.teaching import Teaching

_NOT_ANNOTATED = np.float32(-1)
#: One case that denies a finding suffices: what a case lacks, and no other case has, is no annotation of its disease.
_EVERY_DENIAL = ProfileParameters(denying_cases=1)


@dataclass(frozen=True)
class Annotated:
    """Diseases as sets of findings.

    Attributes:
        ontology: the ontology; its order is that of the columns below.
        closures: each finding's ancestors and itself, 0/1 [findings, findings].
        own: findings that a disease shows by any statement or confirmed case, 0/1 [diseases, findings].
        closed: these findings and all their ancestors, 0/1 [diseases, findings].
        information: IC of each finding in nats, float64 [findings]. A finding that no disease shows has the IC of a
            finding that one disease shows.
    """

    ontology: Ontology
    closures: sparse.csr_array
    own: sparse.csr_array
    closed: sparse.csr_array
    information: NDArray[np.float64]

    @classmethod
    def of(cls, teaching: Teaching) -> "Annotated":
        """Read the statements and the confirmed cases; frequencies are ignored."""
        own = sparse.csr_array(teaching.profiles(parameters=_EVERY_DENIAL).frequency > 0).astype(np.float64)
        closures = closure_matrix(teaching.ontology)
        closed = sparse.csr_array((own @ closures) > 0).astype(np.float64)
        annotated = max(int((np.diff(own.indptr) > 0).sum()), 1)
        holding = np.bincount(closed.indices, minlength=own.shape[1])
        return cls(teaching.ontology, closures, own, closed, -np.log(np.maximum(holding, 1) / annotated))

    def positions(self, case: Case) -> list[int]:
        """Positions in the ontology of the case's observed findings; unknown findings are left out."""
        return [self.ontology.index[finding] for finding in case.observed if finding in self.ontology.index]


class BestMatchAverage:
    """The ranking of Phenomizer: best-match average by Resnik's or Lin's similarity.

    Args:
        teaching: the statements and cases that the ranking may read.
        similarity: similarity of two findings.
    """

    def __init__(self, teaching: Teaching, similarity: Literal["resnik", "lin"]) -> None:
        self._known = known = Annotated.of(teaching)
        self._lin = similarity == "lin"
        self._terms = np.unique(known.own.indices)
        columns = np.zeros(known.own.shape[1], dtype=np.int64)
        columns[self._terms] = np.arange(len(self._terms))
        self._annotations = columns[known.own.indices]
        sizes = np.diff(known.own.indptr)
        self._filled = np.flatnonzero(sizes)
        self._starts = known.own.indptr[:-1][self._filled]
        shares = np.repeat(1 / sizes[self._filled], sizes[self._filled]).astype(np.float32)
        rows = np.append(self._starts, known.own.nnz)
        shape = (len(self._filled), len(self._terms))
        self._average = sparse.csr_array((shares, self._annotations, rows), shape=shape)
        above = known.closures[self._terms]
        self._above, self._above_starts = above.indices, above.indptr[:-1]
        self._seen: dict[int, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}

    def scores(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Similarity of every disease to every case, float32 [cases, D]."""
        scores = np.full((len(cases), self._known.own.shape[0]), _NOT_ANNOTATED, dtype=np.float32)
        for row, case in zip(scores, cases, strict=True):
            row[self._filled] = self._similarity(self._known.positions(case))
        return scores

    def _similarity(self, findings: Sequence[int]) -> NDArray[np.float32]:
        """Similarity of the findings to each annotated disease; without findings it is 0 for all."""
        if not findings:
            return np.zeros(len(self._filled), dtype=np.float32)
        of_terms, of_diseases = zip(*map(self._matches, findings), strict=True)
        to_disease = np.mean(of_diseases, axis=0)
        to_case = self._average @ np.max(of_terms, axis=0)
        return np.asarray((to_disease + to_case) / 2, dtype=np.float32)

    def _matches(self, finding: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Similarity of one finding to each annotated finding, and to its best match in each annotated disease."""
        if finding not in self._seen:
            information = self._known.information
            ancestors = self._known.ontology.ancestors(finding)
            shared = np.zeros(len(information))
            shared[ancestors] = information[ancestors]
            of_terms = np.maximum.reduceat(shared[self._above], self._above_starts)
            if self._lin:
                both = information[finding] + information[self._terms]
                # Both findings are shown by every disease, IC is 0: the similarity is 0 too, not 0 / 0.
                of_terms = np.divide(2 * of_terms, both, out=np.zeros_like(both), where=both > 0)
            of_diseases = np.maximum.reduceat(of_terms[self._annotations], self._starts)
            self._seen[finding] = of_terms.astype(np.float32), of_diseases.astype(np.float32)
        return self._seen[finding]


class SimGic:
    """The ranking of simGIC: the share of their information that patient and disease have in common.

    Args:
        teaching: the statements and cases that the ranking may read.
    """

    def __init__(self, teaching: Teaching) -> None:
        self._known = known = Annotated.of(teaching)
        self._weighted = sparse.csr_array(known.closed.multiply(known.information[None, :]).T)
        self._of_diseases = np.asarray(known.closed @ known.information)
        self._empty = np.diff(known.own.indptr) == 0

    def scores(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Similarity of every disease to every case, float32 [cases, D]."""
        closed = self._closed(cases)
        common = (closed @ self._weighted).toarray()
        union = (closed @ self._known.information)[:, None] + self._of_diseases[None, :] - common
        scores = np.divide(common, union, out=np.zeros_like(common), where=union > 0)
        scores[:, self._empty] = _NOT_ANNOTATED
        return np.asarray(scores, dtype=np.float32)

    def _closed(self, cases: Sequence[Case]) -> sparse.csr_array:
        """Findings of each case and all their ancestors, 0/1 [cases, findings]."""
        found = [self._known.positions(case) for case in cases]
        rows = np.repeat(np.arange(len(cases)), [len(positions) for positions in found])
        columns = np.array([position for positions in found for position in positions], dtype=np.int64)
        own = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(cases), len(self._known.information)))
        return sparse.csr_array((own.tocsr() @ self._known.closures) > 0).astype(np.float64)
