"""Models to explain, fitted on small invented cohorts."""

import numpy as np

from hoofbeat.domain.case import Measurement
from hoofbeat.evaluation.explanation.sample import Learned
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.models.fitting import fit_cohort_model, teachable
from invented_cohort import make_ontology

ONTOLOGY = make_ontology()


def learn(name: str, cohort: Cohort, ontology: Ontology = ONTOLOGY) -> Learned:
    model = fit_cohort_model(name, cohort, ontology, min_cases=5, size="small")
    rows, diseases = teachable(cohort, 5)
    label = np.searchsorted(model.classes, diseases)
    return Learned(model, [cohort.cases[row] for row in rows], label, np.arange(len(rows)) % 3)


def measured(cohort: Cohort) -> Cohort:
    """The same patients, two in three with a temperature, which the first disease raises."""
    cases = tuple(
        case.model_copy(
            update={"measurements": (Measurement(code="8310-5", value=39.0 - 2 * (disease != "OMIM:100"), unit="Cel"),)}
        )
        if number % 3
        else case
        for number, (case, disease) in enumerate(zip(cohort.cases, cohort.diseases, strict=True))
    )
    return Cohort(cases, cohort.diseases, cohort.sources, cohort.version)
