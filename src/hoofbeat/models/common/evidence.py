"""What each finding says of each common disease, by the statements of each provenance.

For a finding *f*, a disease *h* and a provenance *s* that describes *h*, let *a* be the nearest of *f* and its
ancestors at or below which *s* states anything of *h*. With ``U(a,h)`` the noisy-or of the shares stated there (as in
``models.knowledge_model``) and ``B(a)`` its mean over all diseases that *s* describes,

    LLR_s(f,h) = log((1 − ε) · U(a,h) / B(a) + ε),    ≥ 0 where *s* states *f* often, ≥ ``unmentioned`` at all

Where *s* asks about *f* (names it or an ancestor, of whatever disease) but states nothing of it for *h*, LLR is the
constant ``unmentioned``: a short profile is not a complete one. Where *s* never asks about *f*, it says nothing. The
evidence of *f* is the most that a provenance tells that describes *h* and asks about *f*. Those of ``lifts`` are heard
in full only where no other asks about *f*; where others do and leave it unmentioned, a share of theirs may lift it.

Each provenance is scored against its own background, because what one source records in every patient another never
writes down.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from hoofbeat.knowledge.common import Statement, StatementSource
from hoofbeat.knowledge.ontology import Ontology

#: Evidence comes in multiples of this (nats), so that sums are exact in whatever order.
STEP = 1 / 32

#: No profile is certain.
_CERTAINTY = 0.98

#: An ancestor with fewer of the ancestors of the nearest one than this share says too little of it.
_NEAR = 0.6

#: From this share of a disease's patients on, a finding that its profile states never speaks against it.
_OFTEN = 0.3

_Kind = TypeVar("_Kind", bound=tuple[Any, ...])

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class EvidenceParameters:
    """What the statements do not say.

    Attributes:
        noise: ε, share of a patient's findings that have nothing to do with the disease.
        unmentioned: nats of a finding that the provenance asks about and does not state of the disease.
        largest: most that one finding may tell for a disease, nats.
        denied: share of the log-likelihood ratio of an excluded finding that counts.
        least: least that one excluded finding may tell, nats.
        lifts: of provenances that say what was written down and not what the disease shows, the share of their evidence
            that may lift what the others leave unmentioned. As equals they cost six points of top-1 on the development
            half of the examination cases.
        silent: provenances that name a few findings of each disease: what they do not mention is no evidence.
    """

    noise: float = 0.02
    unmentioned: float = -0.8
    largest: float = 6.0
    denied: float = 0.7
    least: float = -2.5
    lifts: Mapping[StatementSource, float] = field(
        default_factory=lambda: {StatementSource.RECORDS: 0.3, StatementSource.LITERATURE: 0.3}
    )
    silent: Set[StatementSource] = frozenset({StatementSource.LITERATURE})


@dataclass(frozen=True)
class CommonEvidence:
    """Tables of evidence: rows for findings, columns for the H common diseases.

    Attributes:
        observed_row: int64 [T], which row of ``observed`` a finding reads; row 0 says nothing.
        observed: float32 [R, H], nats when the finding is observed, in steps of ``STEP``.
        denied_row: int64 [T], which row of ``denied`` a finding reads; row 0 says nothing.
        denied: float32 [Q, H], nats when it is excluded, in the same steps.
        covered: float32 [T], how closely the sources ask about a finding: 1 where one names it, less where they name
            only what stands above it, by the number of ancestors that both have.
    """

    observed_row: NDArray[np.int64]
    observed: Floats
    denied_row: NDArray[np.int64]
    denied: Floats
    covered: Floats


class _Source:
    """The statements of one provenance, climbed up the ontology."""

    def __init__(
        self, provenance: StatementSource, ontology: Ontology, rows: Sequence[Statement], columns: Mapping[str, int]
    ) -> None:
        self.provenance, self.ontology = provenance, ontology
        described = sorted({columns[row.disease] for row in rows if row.disease in columns})
        self.columns = np.array(described, dtype=np.int64)
        place = {column: own for own, column in enumerate(described)}
        absent: dict[int, NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(described)))
        listed: dict[int, NDArray[np.bool_]] = defaultdict(lambda: np.zeros(len(described), dtype=np.bool_))
        for row in rows:
            finding = ontology.resolve(row.finding)
            if row.disease not in columns or finding is None:
                continue
            own, at = place[columns[row.disease]], ontology.index[finding]
            nats = np.log1p(-min(row.frequency, _CERTAINTY))
            for above in ontology.ancestors(at).tolist():
                absent[above][own] += nats
                # That a disease lacks one kind of pain says nothing of its other pains.
                listed[above][own] |= row.frequency > 0 or above == at
        current = {ontology.resolve(row.finding) for row in rows} - {None}
        self.named = {ontology.index[str(finding)] for finding in current}
        self.share = {finding: -np.expm1(logs) for finding, logs in absent.items()}
        self.listed = dict(listed)

    def asked(self, finding: int) -> tuple[int, ...]:
        """The finding and its ancestors, as far as the source asks about them by name, the nearest first.

        Of what nobody named only a part may be said to stand below it: low blood pressure and high blood pressure are
        both an "abnormal blood pressure", and speak for different diseases.
        """
        above = self.ontology.ancestors(finding).tolist()
        known = [a for a in above if a in self.share and (a == finding or a in self.named)]
        chain = sorted(known, key=lambda a: -len(self.ontology.ancestors(a)))
        least = _NEAR * len(self.ontology.ancestors(chain[0])) if chain else 0
        return tuple(a for a in chain if len(self.ontology.ancestors(a)) >= least)

    def observed(self, chain: Sequence[int], parameters: EvidenceParameters) -> NDArray[np.float64]:
        """Evidence of an observed finding with that chain for every disease described."""
        unmentioned = 0.0 if self.provenance in parameters.silent else parameters.unmentioned
        told = np.full(len(self.columns), unmentioned)
        open_ = np.ones(len(self.columns), dtype=np.bool_)
        for above in chain:
            share, hit = self.share[above], self.listed[above] & open_
            background = max(share.mean(), 1 / len(share))
            ratio = np.log((1 - parameters.noise) * share / background + parameters.noise)
            ratio = np.where(share >= _OFTEN, np.maximum(ratio, 0), ratio)
            ratio = np.where(share > 0, np.maximum(ratio, unmentioned), ratio)
            if above != chain[0]:  # what is said of something wider never counts more than the finding itself would
                nearest = max(self.share[chain[0]].mean(), 1 / len(share))
                ratio = np.minimum(ratio, max(0.0, float(np.log(_OFTEN / nearest))))
            told[hit] = np.minimum(ratio[hit], parameters.largest)
            open_ &= ~hit
        return told

    def excluded(self, finding: int, parameters: EvidenceParameters) -> NDArray[np.float64]:
        """Evidence of an excluded finding for every disease described; nothing where it is not stated."""
        share = np.minimum(self.share[finding], 0.95)
        ratio = np.log1p(-share) - np.log1p(-share.mean())
        return np.where(self.listed[finding], np.maximum(ratio, parameters.least), 0) * parameters.denied


def build_evidence(
    ontology: Ontology,
    statements: Mapping[StatementSource, Sequence[Statement]],
    columns: Mapping[str, int],
    parameters: EvidenceParameters | None = None,
) -> CommonEvidence:
    """Tables of evidence from the statements of every provenance.

    Args:
        ontology: the T findings.
        statements: by provenance.
        columns: common disease (``HBD:…``) → column; two ids of one entry share theirs.
        parameters: what the statements do not say.
    """
    parameters = parameters or EvidenceParameters()
    sources = [_Source(by, ontology, rows, columns) for by, rows in statements.items() if rows]
    width, lifts = max(columns.values(), default=-1) + 1, parameters.lifts
    findings = range(len(ontology.terms))
    observed_row, chains = _numbered([tuple(source.asked(finding) for source in sources) for finding in findings])
    observed = [
        _joined(width, [(s, s.observed(c, parameters)) for s, c in zip(sources, kind, strict=True) if c], lifts)
        for kind in chains
    ]
    denied_row, stated = _numbered([tuple(f if f in source.share else 0 for source in sources) for f in findings])
    denied = [
        _joined(width, [(s, s.excluded(own, parameters)) for s, own in zip(sources, kind, strict=True) if own], {})
        for kind in stated
    ]
    nothing = np.zeros((1, width), dtype=np.float32)
    named = set().union(*(source.named for source in sources))
    return CommonEvidence(
        observed_row,
        np.concatenate([nothing, *observed]),
        denied_row,
        np.concatenate([nothing, *denied]),
        np.array([_closeness(ontology, finding, named) for finding in findings], dtype=np.float32),
    )


def _closeness(ontology: Ontology, finding: int, named: Set[int]) -> float:
    """Ancestors of the nearest of a finding and its ancestors that a source names, over those of the finding."""
    above = [len(ontology.ancestors(a)) for a in ontology.ancestors(finding).tolist() if a in named]
    # In steps of a power of two, so that a mean is the same in whatever order findings are told.
    return round(max(above, default=0) / len(ontology.ancestors(finding)) * 64) / 64


def _numbered(kinds: Sequence[_Kind]) -> tuple[NDArray[np.int64], list[_Kind]]:
    """Row of each finding's kind, 0 for the kind that says nothing; and the others in the order of their rows."""
    rows: dict[_Kind, int] = {}
    numbers = [rows.setdefault(kind, len(rows) + 1) if any(kind) else 0 for kind in kinds]
    return np.array(numbers, dtype=np.int64), list(rows)


def _joined(
    width: int, told: Sequence[tuple[_Source, NDArray[np.float64]]], lifts: Mapping[StatementSource, float]
) -> Floats:
    """What the provenances say together of each disease, float32 [1, H], in steps."""
    stating, written = (
        _most(width, [(source, nats) for source, nats in told if (source.provenance in lifts) is lifting])
        for lifting in (False, True)
    )
    lifted = np.zeros(width)
    for source, nats in told:
        lift = lifts.get(source.provenance, 0.0)
        lifted[source.columns] = np.maximum(lifted[source.columns], lift * nats)
    joined = np.where(np.isnan(stating), np.nan_to_num(written), stating)
    joined = np.where((stating < 0) & (lifted > 0), lifted, joined)
    return (np.round(joined / STEP) * STEP).astype(np.float32)[None]


def _most(width: int, told: Sequence[tuple[_Source, NDArray[np.float64]]]) -> NDArray[np.float64]:
    """The most that any of the provenances tells for each disease, [H]; NaN where none describes it."""
    most = np.full(width, np.nan)
    for source, nats in told:
        most[source.columns] = np.fmax(most[source.columns], nats)
    return most
