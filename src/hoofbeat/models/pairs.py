"""What a case and a disease say of each other beyond the knowledge score: the columns that the re-ranker reads.

For the observed findings of a case and the profile of a disease: how much of the one the other explains, and how much
of the other the one shows (best matches by information content: Resnik, IJCAI 1995; the profile's way of Köhler et al.,
American Journal of Human Genetics 2009, weighted by frequency). For the excluded ones: whether they are what one asks
about when thinking of this disease.

Every column is exact: log-likelihood ratios, frequencies and information contents are kept as multiples of a power of
two, so that sums come out the same in whatever order they are taken, here and in the exported graph.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from hoofbeat.domain.case import Case
from hoofbeat.knowledge.closures import closure_matrix
from hoofbeat.knowledge.profiles import Profiles
from hoofbeat.models.facts import FACTS
from hoofbeat.models.knowledge_model import KnowledgeModel

#: Columns of a pair, in order; those of the disease alone (``FACTS``) follow.
PAIRS = (
    "score",
    "place by score",
    "evidence, sum",
    "evidence, mean",
    "evidence, largest",
    "findings supported, share",
    "findings stated themselves, number",
    "findings stated themselves, share",
    "own evidence, mean",
    "own frequency, mean",
    "evidence, ancestors once",
    "excluded, evidence, sum",
    "excluded, evidence, mean",
    "excluded, stated, number",
    "excluded, stated, share",
    "excluded, highest frequency",
    "profile shown, share by frequency",
    "profile shown, share",
    "expected but not shown",
    "breadth",
    "observed, number",
    "excluded, number",
    "observed, mean information",
)

COLUMNS = (*PAIRS, *FACTS)

#: Nats of evidence from which a finding counts as supported.
SUPPORTED = 0.5

#: Share of a finding's own information from which a match counts as showing it.
SHOWN = 0.7

#: Steps of information content and of frequency: powers of two, see the module.
IC_STEP, FREQUENCY_STEP = 1 / 64, 1 / 256

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class PairWorld:
    """What pairs are made from.

    Attributes:
        model: scores and evidence.
        profile: sparse [D, T], frequency of each finding that a disease's profile states, in steps of 1/256.
        facts: float32 [D, len(FACTS)].
    """

    model: KnowledgeModel
    profile: sparse.csr_array
    facts: Floats

    @classmethod
    def of(cls, model: KnowledgeModel, profiles: Profiles, facts: Floats) -> "PairWorld":
        """Round the profiles to steps that sum exactly."""
        profile = profiles.frequency.astype(np.float32)
        steps = np.clip(np.round(profile.data / FREQUENCY_STEP), 1, 255)  # one byte each where they are exported
        profile.data = (steps * FREQUENCY_STEP).astype(np.float32)
        return cls(model, profile, facts)

    @cached_property
    def information(self) -> Floats:
        """Information content of every finding, −log of the share of diseases that imply it, float32 [T]."""
        stated = self.profile.copy()
        stated.data = np.ones_like(stated.data)
        implied = sparse.csr_array(stated @ closure_matrix(self.model.ontology))
        diseases = np.bincount(implied.indices, minlength=implied.shape[1])
        content = np.log(self.profile.shape[0] / np.maximum(diseases, 1))
        return np.asarray(np.round(content / IC_STEP) * IC_STEP, dtype=np.float32)

    @cached_property
    def descendants(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Every finding and what is below it one after another, and where each finding's begin, [T + 1]."""
        below = closure_matrix(self.model.ontology).T.tocsr()
        return below.indices, below.indptr

    @cached_property
    def expected(self) -> tuple[Floats, Floats, Floats]:
        """Of every profile: Σ frequency · information, Σ information, Σ frequency, each float32 [D]."""
        stated = self.profile.copy()
        stated.data = np.ones_like(stated.data)
        weighted, plain = self.profile @ self.information, stated @ self.information
        return (
            np.asarray(weighted, dtype=np.float32),
            np.asarray(plain, dtype=np.float32),
            np.asarray(self.profile.sum(axis=1), dtype=np.float32).ravel(),
        )

    def columns(self, case: Case, score: Floats, candidates: NDArray[np.int64]) -> Floats:
        """Columns of a case with each candidate, float32 [candidates, len(COLUMNS)].

        Args:
            case: standardised; findings that the ontology lacks are ignored.
            score: score of every disease by the knowledge model, [D].
            candidates: positions, the best score first.
        """
        observed, excluded = self.model.positions(case.observed), self.model.positions(case.excluded)
        evidence = self._rows([self.model.support(finding) for finding in observed], candidates)
        own, frequency = self._own(observed, candidates)
        asked, (_, asked_frequency) = (
            self._rows([self.model.support(finding) for finding in excluded], candidates),
            self._own(excluded, candidates),
        )
        shown_weighted, shown, missing = self._shown(observed, candidates)
        many, few = np.float32(max(len(observed), 1)), np.float32(max(len(excluded), 1))
        total = evidence.sum(axis=0)
        alike = np.ones(len(candidates), dtype=np.float32)
        columns = [
            score[candidates],
            np.arange(len(candidates)),
            total,
            total / many,
            evidence.max(axis=0, initial=0),
            (evidence > SUPPORTED).sum(axis=0) / many,
            (own > 0).sum(axis=0),
            (own > 0).sum(axis=0) / many,
            own.sum(axis=0) / many,
            frequency.sum(axis=0) / many,
            self.model.together(observed)[candidates],
            asked.sum(axis=0),
            asked.sum(axis=0) / few,
            (asked_frequency > 0).sum(axis=0),
            (asked_frequency > 0).sum(axis=0) / few,
            asked_frequency.max(axis=0, initial=0),
            shown_weighted,
            shown,
            missing,
            self.model.breadth[candidates],
            alike * len(observed),
            alike * len(excluded),
            alike * (self.information[observed].sum(dtype=np.float32) / many),
        ]
        pairs = np.column_stack([np.asarray(column, dtype=np.float32) for column in columns])
        return np.hstack([pairs, self.facts[candidates]])

    @staticmethod
    def _rows(rows: list[Floats], candidates: NDArray[np.int64]) -> Floats:
        if not rows:
            return np.zeros((0, len(candidates)), dtype=np.float32)
        return np.stack([row[candidates] for row in rows])

    def _own(self, findings: list[int], candidates: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """LLR and frequency of the findings themselves, ancestors apart, both float32 [findings, candidates]."""
        postings, diseases = self.model.postings, len(self.facts)
        llr: list[Floats] = []
        frequency: list[Floats] = []
        for finding in findings:
            row = postings.row(finding)
            for into, values in ((llr, postings.observed[row]), (frequency, postings.frequency[row])):
                laid_out = np.zeros(diseases, dtype=np.float32)
                laid_out[postings.diseases[row]] = values
                into.append(laid_out)
        return self._rows(llr, candidates), self._rows(frequency, candidates)

    def _shown(self, observed: list[int], candidates: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        """How much of each profile the case shows: share by frequency, share, and findings expected but not shown."""
        match = np.zeros_like(self.information)
        below, starts = self.descendants
        # Of the ancestors that a finding shares with the case the most informative counts.
        for above in self.model.implied(observed):
            np.maximum.at(match, below[starts[above] : starts[above + 1]], self.information[above])
        profile = self.profile[candidates]
        stated = profile.copy()
        stated.data = np.ones_like(stated.data)
        weighted, plain, frequencies = (part[candidates] for part in self.expected)
        is_shown = (match >= np.float32(SHOWN) * self.information).astype(np.float32)
        return (
            (profile @ match) / np.maximum(weighted, np.float32(IC_STEP)),
            (stated @ match) / np.maximum(plain, np.float32(IC_STEP)),
            frequencies - profile @ is_shown,
        )
