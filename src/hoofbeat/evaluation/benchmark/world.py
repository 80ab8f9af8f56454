"""Everything the benchmark works with, read once and never changed."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.teaching import Teaching

#: Names of the two sources that teach and are held out by turns.
PHENOPACKETS, DDXPLUS = "phenopackets", "ddxplus"


@dataclass(frozen=True)
class World:
    """What may be known, and cases from outside.

    Attributes:
        teaching: every statement and every case at hand.
        differentials: for each case, names of the diseases that its record holds possible (``DIFFERENTIAL_DIAGNOSIS``
            of DDXPlus); empty where the record states none.
        external: cases that never teach; diseases that the catalogue lacks go by their recorded id.
    """

    teaching: Teaching
    differentials: tuple[frozenset[str], ...]
    external: Cohort

    @classmethod
    def of(
        cls,
        knowledge: Knowledge,
        cohort: Cohort,
        differentials: tuple[frozenset[str], ...],
        external: Cohort,
    ) -> "World":
        """Label the cases: only those of the cohort may add a disease to the catalogue."""
        teaching = Teaching.of(knowledge, cohort)
        diagnoses = [case.diagnosis or "" for case in external.cases]
        outside = Cohort(
            external.cases,
            tuple(teaching.catalogue.canonical(disease) or disease for disease in diagnoses),
            external.sources,
            external.version,
        )
        return cls(teaching, differentials, outside)

    @cached_property
    def published(self) -> NDArray[np.bool_]:
        """Cases that stand in a publication, [n]."""
        return np.array([(case.group or "").startswith("PMID:") for case in self.teaching.cohort.cases], dtype=np.bool_)

    @cached_property
    def everyday(self) -> NDArray[np.bool_]:
        """Horses among the zebras: common diseases, and all of DDXPlus, whether or not Orphanet lists one, [D]."""
        return np.array(
            [not disease.orphan or _of_ddxplus(disease.equivalent_ids) for disease in self.teaching.catalogue.diseases],
            dtype=np.bool_,
        )

    @cached_property
    def of_release(self) -> NDArray[np.int64]:
        """Catalogue positions of the diseases of DDXPlus."""
        found = [i for i, disease in enumerate(self.teaching.catalogue.diseases) if _of_ddxplus(disease.equivalent_ids)]
        return np.array(found, dtype=np.int64)


def _of_ddxplus(ids: tuple[str, ...]) -> bool:
    return any(any_id.startswith("DDXPLUS:") for any_id in ids)
