"""The hybrid as a contender: fitted as it is in production, from what a fold may read and nothing else."""

from hoofbeat.features.cohort import Cohort
from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.candidates import Size
from hoofbeat.models.fitting import fit_cohort_model
from hoofbeat.models.inner_folds import RankerSettings
from hoofbeat.models.ranker import fit_ranker
from hoofbeat.models.teaching import Ranker, Teaching

#: The cohort model within, fixed beforehand: selecting one anew within every fold would cost hours.
CANDIDATE = "random_forest"


def fit_hybrid(teaching: Teaching, seed: int, *, size: Size) -> Ranker:
    """Fit knowledge model, cohort model, re-ranker and pool; cases are held out of the teaching within for it."""

    def fit_cohort(cohort: Cohort) -> FittedCohortModel:
        return fit_cohort_model(CANDIDATE, cohort, teaching.ontology, seed=seed, size=size)

    return fit_ranker(teaching, fit_cohort, RankerSettings(seed=seed))
