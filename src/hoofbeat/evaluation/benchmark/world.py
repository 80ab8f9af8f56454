"""Everything the benchmark works with, read once and never changed."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hoofbeat.features.cohort import Cohort
from hoofbeat.features.labels import label
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.teaching import Teaching

#: Names of the two sources that teach and are held out by turns.
PHENOPACKETS, DDXPLUS = "phenopackets", "ddxplus"


@dataclass(frozen=True)
class World:
    """Knowledge, the cases at hand, and cases from outside.

    Attributes:
        ontology: findings.
        catalogue: of all diseases, those that only the cohort knows at the end.
        listed: how many of them the knowledge itself lists.
        annotations: published statements.
        cohort: diagnosed cases, labelled by ids of the catalogue.
        differentials: of each case of the cohort the names of the diseases that its record holds possible
            (``DIFFERENTIAL_DIAGNOSIS`` of DDXPlus), empty where it does not say.
        external: cases that never teach; diseases that the catalogue lacks go by their recorded id.
    """

    ontology: Ontology
    catalogue: Catalogue
    listed: int
    annotations: pd.DataFrame
    cohort: Cohort
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
        labelled, catalogue = label(cohort, knowledge.catalogue)
        diagnoses = [case.diagnosis or "" for case in external.cases]
        outside = Cohort(
            external.cases,
            tuple(catalogue.canonical(disease) or disease for disease in diagnoses),
            external.sources,
            external.version,
        )
        return cls(
            knowledge.ontology,
            catalogue,
            len(knowledge.catalogue),
            knowledge.annotations,
            labelled,
            differentials,
            outside,
        )

    @cached_property
    def teaching(self) -> Teaching:
        """All that may be known: every statement and every case of the cohort."""
        return Teaching(self.ontology, self.catalogue, self.listed, self.annotations, self.cohort)

    @cached_property
    def truth(self) -> NDArray[np.int64]:
        """Catalogue position of each case's disease, int64 [n]."""
        return self.teaching.truth

    @cached_property
    def published(self) -> NDArray[np.bool_]:
        """Cases that stand in a publication, [n]."""
        return np.array([(case.group or "").startswith("PMID:") for case in self.cohort.cases], dtype=np.bool_)

    @cached_property
    def everyday(self) -> NDArray[np.bool_]:
        """Horses among the zebras: common diseases, and all of DDXPlus, whether or not Orphanet lists one, [D]."""
        return np.array(
            [not disease.orphan or _of_ddxplus(disease.equivalent_ids) for disease in self.catalogue.diseases],
            dtype=np.bool_,
        )

    @cached_property
    def of_release(self) -> NDArray[np.int64]:
        """Catalogue positions of the diseases of DDXPlus."""
        found = [i for i, disease in enumerate(self.catalogue.diseases) if _of_ddxplus(disease.equivalent_ids)]
        return np.array(found, dtype=np.int64)


def _of_ddxplus(ids: tuple[str, ...]) -> bool:
    return any(any_id.startswith("DDXPLUS:") for any_id in ids)
