"""The common diseases of a catalogue: what findings, and the person who has them, say of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.circumstances import ROWS, rows_of
from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Circumstances
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.common import CommonEntry, common_entries, statements
from hoofbeat.knowledge.itself import Itself
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.models.common.evidence import CommonEvidence, build_evidence
from hoofbeat.models.common.mixture import UNKNOWN, Mixed, MixtureParameters, mix
from hoofbeat.models.common.own_terms import with_own_terms
from hoofbeat.models.common.person_tables import person_of_common, person_of_orphan
from hoofbeat.models.teaching import Teaching

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class CommonModel:
    """Scores the H common diseases of a catalogue of D; needs no training case.

    Attributes:
        ontology: the findings.
        positions: int64 [H], where each stands in the catalogue, ascending.
        evidence: what findings say of each.
        person: float32 [SIZE, H], what circumstances say of each (rows of ``bundle.runtime.circumstances``).
        orphan_person: float32 [SIZE, D], the same of every disease of the catalogue as an orphan one.
        profiled: bool [D], diseases that the orphan ranking knows anything of.
        parameters: how both rankings become one.
    """

    ontology: Ontology
    positions: NDArray[np.int64]
    evidence: CommonEvidence
    person: Floats
    orphan_person: Floats
    profiled: NDArray[np.bool_]
    parameters: MixtureParameters = field(default_factory=MixtureParameters)

    @classmethod
    def of(cls, teaching: Teaching, profiled: NDArray[np.bool_]) -> "CommonModel | None":
        """The model of a teaching's catalogue; ``None`` where it lists no common disease that anything is stated of.

        Args:
            teaching: ontology, catalogue and, for ages of onset and inheritance, the statements that may be read.
            profiled: diseases that the knowledge model speaks of, [D].
        """
        lasting = _lasting(Itself(teaching.ontology), Itself(teaching.catalogue))
        if lasting is None:
            return None
        positions, entries, evidence, person = lasting
        return cls(teaching.ontology, positions, evidence, person, person_of_orphan(teaching, entries), profiled)

    def reread(self, teaching: Teaching, profiled: NDArray[np.bool_]) -> "CommonModel":
        """The same model beside an orphan ranking that has read another teaching of the same catalogue."""
        entries = _one_a_position(_places_of_entries(teaching.catalogue))
        return replace(self, profiled=profiled, orphan_person=person_of_orphan(teaching, entries))

    def told(self, cases: Sequence[Case]) -> Floats:
        """What the findings of each case tell of each common disease, float32 [cases, H], in nats."""
        told = np.zeros((len(cases), len(self.positions)), dtype=np.float32)
        for nats, case in zip(told, cases, strict=True):
            nats += self.evidence.observed[self.evidence.observed_row[self._places(case.observed)]].sum(axis=0)
            nats += self.evidence.denied[self.evidence.denied_row[self._places(case.excluded)]].sum(axis=0)
        return told

    def covered(self, cases: Sequence[Case]) -> Floats:
        """How closely the common diseases' sources ask about each case's observed findings, mean of each, [cases]."""
        told = [self.evidence.covered[self._places(case.observed)] for case in cases]
        return np.array([np.mean(each) if len(each) else 1.0 for each in told], dtype=np.float32)

    def mixed(
        self, orphan: Floats, raised: Floats, cases: Sequence[Case], circumstances: Sequence[Circumstances]
    ) -> Mixed:
        """One ranking out of the logits of orphan diseases [n, D] and those of the common ones.

        Args:
            orphan: logits of every disease, by a ranking that knows nothing of person and place.
            raised: what the cohort model holds of every disease, [n, D], as ``models.hybrid.raised_by_cohort`` has it.
            cases: the n cases.
            circumstances: where each is asked about.
        """
        orphan, common = self.halves(orphan, raised, cases, circumstances)
        level = np.array([self.parameters.level[asked.setting] for asked in circumstances], dtype=np.float32)
        return mix(orphan, common, self.positions, level, self.covered(cases), self.parameters)

    def halves(
        self, orphan: Floats, raised: Floats, cases: Sequence[Case], circumstances: Sequence[Circumstances]
    ) -> tuple[Floats, Floats]:
        """Logits of both rankings before they are mixed, [n, D] and [n, H]; arguments as in :meth:`mixed`."""
        stood = [rows_of(case, asked) for case, asked in zip(cases, circumstances, strict=True)]
        rows = np.array(stood, dtype=np.int64).reshape(-1, len(ROWS))
        orphan = np.where(self.profiled, orphan + _summed(self.orphan_person, rows), np.float32(UNKNOWN))
        common = self.parameters.sharpness * self.told(cases) + _summed(self.person, rows)
        return orphan, common + self.parameters.cohort * raised[:, self.positions]

    def _places(self, findings: Sequence[str]) -> NDArray[np.int64]:
        known = [self.ontology.index[finding] for finding in findings if finding in self.ontology.index]
        return np.array(known, dtype=np.int64)


@lru_cache(maxsize=2)
def _lasting(
    ontology: Itself[Ontology], catalogue: Itself[Catalogue]
) -> tuple[NDArray[np.int64], dict[int, CommonEntry], CommonEvidence, Floats] | None:
    """What no case and no publication changes: it is made once, not for every fold.

    Positions of the common diseases [H], the entry of each, what findings say of each, and what circumstances do.
    """
    places = _places_of_entries(catalogue.thing)
    if not places:
        return None
    positions = sorted(set(places.values()))
    columns = {entry.id: positions.index(position) for entry, position in places.items()}
    entries = _one_a_position(places)
    return (
        np.array(positions, dtype=np.int64),
        entries,
        build_evidence(ontology.thing, with_own_terms(statements(), ontology.thing), columns),
        person_of_common([entries[position] for position in positions]),
    )


def _summed(table: Floats, rows: NDArray[np.int64]) -> Floats:
    """Sum of the table's rows that each case stands in, [n, columns]; ``rows`` is [n, kinds]."""
    return np.asarray(table[rows].sum(axis=1), dtype=np.float32)


def _places_of_entries(catalogue: Catalogue) -> dict[CommonEntry, int]:
    """Position in the catalogue of every entry that it lists and that anything is stated of."""
    described = {row.disease for rows in statements().values() for row in rows}
    found = {entry: catalogue.find(entry.id) for entry in common_entries() if entry.id in described}
    return {entry: position for entry, position in found.items() if position is not None}


def _one_a_position(places: Mapping[CommonEntry, int]) -> dict[int, CommonEntry]:
    """The first entry of each position; where two are one disease, its facts are read."""
    entries: dict[int, CommonEntry] = {}
    for entry, position in places.items():
        entries.setdefault(position, entry)
    return entries
