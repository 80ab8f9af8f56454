"""A teaching: the knowledge and the cases that a model may learn from.

Every ranker is fitted from a :class:`Teaching` and nothing else, in evaluation and in production alike: what is not in
it cannot leak into an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hoofbeat.domain.case import Case
from hoofbeat.features.cohort import Cohort
from hoofbeat.features.labels import label
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.profiles import ProfileParameters, Profiles, build_profiles
from hoofbeat.knowledge.release import Knowledge


class Ranker(Protocol):
    """Scores every disease of the catalogue it was taught."""

    def scores(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Scores, higher is likelier: float32 [cases, D], columns in the order of the catalogue."""
        ...


@dataclass(frozen=True)
class Teaching:
    """Knowledge and confirmed cases.

    Attributes:
        ontology: ontology of the findings.
        catalogue: catalogue of all diseases, those that only cases speak of at the end.
        listed: number of them that the knowledge itself lists.
        annotations: published statements.
        cohort: confirmed cases; each disease is an id of the catalogue.
        without: publications (``PMID:…``) whose statements must not be read.
    """

    ontology: Ontology
    catalogue: Catalogue
    listed: int
    annotations: pd.DataFrame
    cohort: Cohort
    without: frozenset[str] = frozenset()

    @classmethod
    def of(cls, knowledge: Knowledge, cohort: Cohort) -> "Teaching":
        """All that is known: every statement and every diagnosed case, labelled by ids of the extended catalogue."""
        labelled, catalogue = label(cohort, knowledge.catalogue)
        diagnosed = labelled.select(row for row, disease in enumerate(labelled.diseases) if disease)
        return cls(knowledge.ontology, catalogue, len(knowledge.catalogue), knowledge.annotations, diagnosed)

    @cached_property
    def truth(self) -> NDArray[np.int64]:
        """Catalogue position of each case's disease, int64 [cases]."""
        positions = [self.catalogue.find(disease or "") for disease in self.cohort.diseases]
        return np.array([-1 if position is None else position for position in positions], dtype=np.int64)

    def profiles(self, *, with_cases: bool = True, parameters: ProfileParameters | None = None) -> Profiles:
        """Profiles from the statements that may be read, updated by the cases unless asked not to."""
        confirmed = list(zip(self.truth.tolist(), self.cohort.cases, strict=True)) if with_cases else []
        return build_profiles(
            self.ontology,
            self.catalogue,
            self.annotations,
            confirmed=confirmed,
            without=self.without,
            parameters=parameters or ProfileParameters(),
        )

    def lists(self) -> NDArray[np.bool_]:
        """Diseases of the catalogue that the knowledge or a taught case lists, bool [D]; any other is unheard of."""
        listed = np.arange(len(self.catalogue)) < self.listed
        listed[self.truth] = True
        return listed

    def holding_out(self, rows: NDArray[np.int64], *, unread: bool) -> "Teaching":
        """What is left without some of the cases.

        Args:
            rows: positions of the cases that are held out.
            unread: whether the statements of their publications go too.
        """
        held = set(rows.tolist())
        kept = self.cohort.select(row for row in range(len(self.cohort)) if row not in held)
        groups = frozenset(self.cohort.cases[row].group or "" for row in held) - {""} if unread else frozenset[str]()
        return replace(self, cohort=kept, without=self.without | groups)

    def unaware_of(self, cases: Sequence[Case]) -> "Teaching":
        """What is left without the publications that other cases come from: neither patients nor statements of them.

        A case without a publication takes those of the same patient with it.
        """
        together = {case.kept_together for case in cases} - {None}
        kept = self.cohort.select(
            row for row, case in enumerate(self.cohort.cases) if case.kept_together not in together
        )
        publications = frozenset(case.group for case in cases if case.group)
        return replace(self, cohort=kept, without=self.without | publications)
