"""Simulated patients, drawn from the profiles: to try the pipeline with nothing at hand, never to claim accuracy.

A patient of a disease shows each finding of its profile with the profile's frequency, as far as a record mentions it;
some findings are recorded less precisely than they are, and some have nothing to do with the disease.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from hoofbeat.domain.case import Case, Finding, Sex
from hoofbeat.domain.disease import Disease
from hoofbeat.knowledge.ontology import PHENOTYPIC_ABNORMALITY, Ontology
from hoofbeat.knowledge.profiles import Profiles
from hoofbeat.sources.base import Record


@dataclass(frozen=True)
class Simulation:
    """How simulated patients differ from their textbook.

    Attributes:
        orphans: orphan diseases drawn, besides every common one.
        patients: patients of each disease.
        mentioned: chance that a finding the patient has is recorded.
        imprecise: chance that a recorded finding is replaced by a parent term.
        unrelated: mean number of findings that have nothing to do with the disease (Poisson).
        publication: patients that share one simulated publication.
        fewest_findings: findings an orphan disease's profile needs to be drawn.
        seed: seed of every draw.
    """

    orphans: int = 60
    patients: int = 15
    mentioned: float = 0.7
    imprecise: float = 0.2
    unrelated: float = 1.0
    publication: int = 3
    fewest_findings: int = 8
    seed: int = 0


class SimulatedSource:
    """Draws patients from profiles; the same seed and knowledge give the same patients.

    Args:
        ontology: findings and their parents.
        diseases: the catalogue, in the order of the profiles.
        profiles: frequencies.
        simulation: settings of the draw.
        female: share of female patients by disease id; half where it says nothing.
    """

    name = "simulated"

    def __init__(
        self,
        ontology: Ontology,
        diseases: tuple[Disease, ...],
        profiles: Profiles,
        simulation: Simulation = Simulation(),
        female: Mapping[str, float] | None = None,
    ) -> None:
        self._ontology = ontology
        self._diseases = diseases
        self._frequency = profiles.frequency
        self._simulation = simulation
        self._female = female or {}

    def records(self) -> Iterator[Record]:
        """Yield one record a patient, a disease after the other."""
        random = np.random.default_rng(self._simulation.seed)
        for position in self._drawn(random):
            for number in range(self._simulation.patients):
                case = self._patient(position, number, random)
                yield Record(self.name, case.case_id, case.model_dump_json(exclude_defaults=True))

    def parse(self, record: Record) -> Case:
        """Read a patient back."""
        return Case.model_validate_json(record.payload)

    def _drawn(self, random: np.random.Generator) -> list[int]:
        """Every common disease that has a profile, and some orphan ones that are described well enough."""
        described = np.diff(self._frequency.indptr)
        common = [i for i, disease in enumerate(self._diseases) if _is_ours(disease) and described[i]]
        enough = described >= self._simulation.fewest_findings
        rare = [i for i, disease in enumerate(self._diseases) if disease.orphan and enough[i] and i not in set(common)]
        chosen = random.choice(len(rare), size=min(self._simulation.orphans, len(rare)), replace=False)
        return [*common, *(rare[i] for i in np.sort(chosen))]

    def _patient(self, position: int, number: int, random: np.random.Generator) -> Case:
        disease, simulation = self._diseases[position], self._simulation
        row = slice(self._frequency.indptr[position], self._frequency.indptr[position + 1])
        findings, frequency = self._frequency.indices[row], self._frequency.data[row]
        shown = findings[random.random(len(findings)) < frequency * simulation.mentioned]
        recorded = [self._as_recorded(int(finding), random) for finding in shown]
        others = random.integers(len(self._ontology.terms), size=random.poisson(simulation.unrelated))
        ids = dict.fromkeys(self._ontology.ids[finding] for finding in [*recorded, *others.tolist()])
        ids.pop(PHENOTYPIC_ABNORMALITY, None)
        if not ids:  # nobody sees a physician without a reason
            ids[self._ontology.ids[findings[int(np.argmax(frequency))]]] = None
        return Case(
            case_id=f"simulated-{disease.id}-{number}",
            age=round(float(random.uniform(0, 80)), 1),
            sex=Sex.FEMALE if random.random() < self._female.get(disease.id, 0.5) else Sex.MALE,
            findings=tuple(Finding(id=finding_id) for finding_id in ids),
            diagnosis=disease.id,
            diagnosis_name=disease.name,
            group=f"SIMULATED:{disease.id}-{number // simulation.publication}",
        )

    def _as_recorded(self, finding: int, random: np.random.Generator) -> int:
        parents = self._ontology.parents[finding]
        if parents and random.random() < self._simulation.imprecise:
            return int(random.choice(parents))
        return finding


def _is_ours(disease: Disease) -> bool:
    return any(any_id.startswith("DDXPLUS:") for any_id in disease.equivalent_ids)
