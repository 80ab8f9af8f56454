"""The knowledge model: a log-likelihood ratio for every finding and every disease with a profile.

For a finding *a* and a disease *d*, ``U(a,d) = 1 − Π (1 − f(t,d))`` over the findings *t* at or below *a* that the
profile of *d* states (noisy-or: Pearl, Probabilistic Reasoning in Intelligent Systems, 1988), and ``P(a)`` is its
mean over all diseases. With a share λ of findings unrelated to the disease,

    LLR(a, d) = log((1 − λ) · U(a,d) / P(a) + λ)

A patient's finding *t* takes the best LLR over itself and its ancestors, the *support* M(t,d): a disease known for
"Seizure" is supported by "Infantile spasms", as far as "Seizure" tells. What an ancestor tells is told once, however
many findings stand below it: with what *a* adds to its parents, Δ(a,d) = M(a,d) − max M(parent,d), a case with findings
*S* and their ancestors *A(S)* scores

    s(d) = Σ over A(S) of Δ(a,d) − β · |S| · B(d) + prior(d)

where the breadth *B(d)* is what a finding drawn from all profiles adds on average: a disease that any finding speaks
for must be spoken for more than others. A finding's share of the sum is its Shapley value (Shapley, Contributions to
the Theory of Games II, 1953): what each ancestor adds is divided evenly among the findings below it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from hoofbeat.domain.case import Case
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.closures import closure_matrix
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.profiles import Profiles

#: Scores are sums of multiples of this: exact in whatever order they are summed, and in half precision up to 16 nats.
LLR_STEP = 1 / 128

#: No profile is certain: a finding annotated in every patient still has this chance to be absent.
_CERTAINTY = 0.98


@dataclass(frozen=True)
class KnowledgeParameters:
    """What the profiles do not say.

    Attributes:
        noise: λ, share of a patient's findings that have nothing to do with the disease.
        smallest: LLR (nats) below which a posting is not kept.
        size_penalty: nats taken for each finding a profile expects, since a long profile matches by chance.
        breadth_weight: β, share of the breadth that is taken off for each observed finding.
        patients_weight: nats for each unit of log(1 + known patients): what is seen more often is more likely.
        excluded_weight: weight of an excluded finding's log((1 − U)/(1 − P)).
    """

    noise: float = 0.05
    smallest: float = 0.2
    size_penalty: float = 0.02
    breadth_weight: float = 0.35
    patients_weight: float = 0.3
    excluded_weight: float = 0.0


@dataclass(frozen=True)
class Postings:
    """For each finding, the diseases whose profile speaks of it or a descendant (compressed sparse rows).

    A disease in which nobody had the finding stands there too: it tells nothing where the finding is observed, and that
    one asks about it where it is excluded.

    Attributes:
        starts: int64 [findings + 1].
        diseases: int32 [n], ascending within a finding.
        observed: float32 [n], LLR when the finding is observed (nats), in steps of ``LLR_STEP``.
        added: float32 [n], Δ of the module's formula, in the same steps.
        excluded: float32 [n] of float16 precision, weighted log-likelihood ratio when it is excluded (nats).
        frequency: float32 [n], U of the module's formula, in steps of 1/256.
    """

    starts: NDArray[np.int64]
    diseases: NDArray[np.int32]
    observed: NDArray[np.float32]
    added: NDArray[np.float32]
    excluded: NDArray[np.float32]
    frequency: NDArray[np.float32]

    def row(self, finding: int) -> slice:
        """Where the postings of a finding stand."""
        return slice(int(self.starts[finding]), int(self.starts[finding + 1]))


class KnowledgeModel:
    """Scores every disease of a catalogue from the findings of a case; needs no training case.

    Args:
        ontology: findings.
        catalogue: diseases.
        profiles: frequencies.
        parameters: what the profiles do not say.
    """

    def __init__(
        self,
        ontology: Ontology,
        catalogue: Catalogue,
        profiles: Profiles,
        parameters: KnowledgeParameters = KnowledgeParameters(),
    ) -> None:
        self.ontology = ontology
        self.catalogue = catalogue
        self.profiles = profiles
        self.parameters = parameters
        closures = closure_matrix(ontology)
        self.postings = _postings(ontology, closures, profiles, parameters)
        self.prior = _prior(profiles, parameters)
        #: β · B of the module's formula, float32 [D].
        self.breadth = _breadth(closures, profiles, self.postings, parameters)
        #: Diseases whose profile states anything, bool [D].
        self.speaks_of = profiles.speaks_of
        self._supported: dict[int, NDArray[np.float32]] = {}

    def positions(self, finding_ids: Sequence[str]) -> list[int]:
        """Positions of the findings that the ontology knows, in the order given."""
        return [self.ontology.index[finding_id] for finding_id in finding_ids if finding_id in self.ontology.index]

    def support(self, finding: int) -> NDArray[np.float32]:
        """LLR of every disease [D] for one observed finding: the best over itself and its ancestors, at least 0."""
        if finding not in self._supported:
            best = np.zeros(len(self.catalogue), dtype=np.float32)
            for ancestor in self.ontology.ancestors(finding):
                row = self.postings.row(int(ancestor))
                np.maximum.at(best, self.postings.diseases[row], self.postings.observed[row])
            self._supported[finding] = best
        return self._supported[finding]

    def together(self, findings: Sequence[int]) -> NDArray[np.float32]:
        """What observed findings tell together of every disease [D], each ancestor once."""
        told = np.zeros(len(self.catalogue), dtype=np.float32)
        for implied in self.implied(findings):
            row = self.postings.row(implied)
            # A quarter of the time of ``told[…] +=``.
            np.add.at(told, self.postings.diseases[row], self.postings.added[row])
        return told

    def implied(self, findings: Sequence[int]) -> list[int]:
        """Positions of the findings and all their ancestors, each once, ascending."""
        return sorted({int(above) for finding in findings for above in self.ontology.ancestors(finding)})

    def absence(self, finding: int) -> NDArray[np.float32]:
        """Weighted log-likelihood ratio of every disease [D] for one excluded finding."""
        ratio = np.zeros(len(self.catalogue), dtype=np.float32)
        row = self.postings.row(finding)
        ratio[self.postings.diseases[row]] = self.postings.excluded[row]
        return ratio

    def scores(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Score of every disease for every case, float32 [cases, D], in nats."""
        scores = np.tile(self.prior, (len(cases), 1))
        for row, case in zip(scores, cases, strict=True):
            observed = self.positions(case.observed)
            row += self.together(observed) - len(observed) * self.breadth
            if self.parameters.excluded_weight:
                for finding in self.positions(case.excluded):
                    row += self.absence(finding)
        return scores


def _postings(
    ontology: Ontology, closures: sparse.csr_array, profiles: Profiles, parameters: KnowledgeParameters
) -> Postings:
    frequency = profiles.frequency
    log_absent = frequency.copy()
    log_absent.data = np.log1p(-np.minimum(frequency.data, _CERTAINTY))
    # Sum over descendants: for each disease, log Π (1 − f) climbs to every ancestor exactly once.
    climbed = sparse.csr_array((log_absent @ closures).T)
    climbed.sort_indices()
    annotated = np.minimum(-np.expm1(climbed.data), _CERTAINTY)
    findings = np.repeat(np.arange(climbed.shape[0]), np.diff(climbed.indptr))
    background = np.bincount(findings, weights=annotated, minlength=climbed.shape[0]) / climbed.shape[1]
    # The rarest finding is at least a third of a disease's: a single weak statement must not outweigh all others.
    share = np.maximum(background, 0.3 / climbed.shape[1])
    background = share[findings]
    observed = np.log((1 - parameters.noise) * annotated / background + parameters.noise)
    absent = parameters.excluded_weight * (np.log1p(-annotated) - np.log1p(-np.minimum(background, _CERTAINTY)))
    told = _stepped(np.where(observed >= parameters.smallest, np.maximum(observed, 0), 0), LLR_STEP)
    kept = (observed >= parameters.smallest) | (np.abs(absent) >= parameters.smallest)
    asked, unseen = _never_seen(profiles, climbed, kept)
    nothing = np.zeros(len(asked))
    in_none = parameters.excluded_weight * -np.log1p(-np.minimum(share[asked], _CERTAINTY))
    finding = np.concatenate([findings[kept], asked])
    disease = np.concatenate([climbed.indices[kept], unseen])
    # Both parts rise already: a stable sort only merges them.
    order = np.argsort(finding * climbed.shape[1] + disease, kind="stable")

    def merged(shown: NDArray[np.floating], never: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([shown[kept], never])[order]

    return Postings(
        starts=np.concatenate([[0], np.cumsum(np.bincount(finding, minlength=len(share)))]).astype(np.int64),
        diseases=disease[order].astype(np.int32),
        observed=_stepped(np.maximum(merged(observed, nothing), 0), LLR_STEP),
        added=merged(_added(ontology, climbed, told), nothing).astype(np.float32),
        excluded=merged(absent, in_none).astype(np.float16).astype(np.float32),
        frequency=_stepped(np.maximum(merged(annotated, nothing), 1 / 256), 1 / 256),
    )


def _never_seen(
    profiles: Profiles, climbed: sparse.csr_array, kept: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Findings and diseases, where nobody had the finding and no posting is kept for what stands below it."""
    diseases = climbed.shape[1]
    findings = np.repeat(np.arange(climbed.shape[0]), np.diff(climbed.indptr))
    disease, finding = (places.astype(np.int64) for places in profiles.never.nonzero())
    # They rise already, row by row: a search by halves takes a hundredth of ``np.isin``, which hashes them (NumPy 2.4).
    posted = (findings * diseases + climbed.indices)[kept]
    asked = finding * diseases + disease
    new = np.searchsorted(posted, asked, "left") == np.searchsorted(posted, asked, "right")
    return finding[new], disease[new]


def _added(ontology: Ontology, climbed: sparse.csr_array, told: NDArray[np.float32]) -> NDArray[np.float32]:
    """Δ of the module's formula where ``climbed`` [T, D] stores anything; a parent stores all that its children do."""
    best, added = told.copy(), told.copy()
    of_parent = np.zeros(climbed.shape[1], dtype=np.float32)
    for finding in np.flatnonzero(np.diff(climbed.indptr)).tolist():  # parents come first
        row = slice(climbed.indptr[finding], climbed.indptr[finding + 1])
        above = np.zeros(row.stop - row.start, dtype=np.float32)
        for parent in ontology.parents[finding]:
            stored = slice(climbed.indptr[parent], climbed.indptr[parent + 1])
            of_parent[climbed.indices[stored]] = best[stored]
            np.maximum(above, of_parent[climbed.indices[row]], out=above)
        added[row] = np.maximum(told[row] - above, 0)
        np.maximum(best[row], above, out=best[row])
    return added


def _breadth(
    closures: sparse.csr_array, profiles: Profiles, postings: Postings, parameters: KnowledgeParameters
) -> NDArray[np.float32]:
    """β · B of the module's formula: every finding is drawn as often as the profiles, all together, expect it."""
    drawn = np.asarray(profiles.frequency.sum(axis=0)).ravel()
    chance = closures.T @ (drawn / max(drawn.sum(), 1.0))
    adds = postings.added * np.repeat(chance, np.diff(postings.starts))
    breadth = np.bincount(postings.diseases, weights=adds, minlength=len(profiles.patients)).astype(np.float64)
    return _stepped(parameters.breadth_weight * breadth, LLR_STEP)


def _stepped(values: NDArray[np.float64], step: float) -> NDArray[np.float32]:
    return (np.round(values / step) * step).astype(np.float32)


def _prior(profiles: Profiles, parameters: KnowledgeParameters) -> NDArray[np.float32]:
    expected = np.asarray(profiles.frequency.sum(axis=1)).ravel()
    prior = parameters.patients_weight * np.log1p(profiles.patients) - parameters.size_penalty * expected
    return _stepped(prior, LLR_STEP)
