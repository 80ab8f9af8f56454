"""From what training left, everything a ranking is fitted from: the same in evaluation and in export."""

from collections.abc import Mapping
from pathlib import Path

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.held_out import Bench
from hoofbeat.evaluation.ranking import SIMULATED
from hoofbeat.features.cohort import Cohort
from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.fitting import fit_cohort_model
from hoofbeat.models.inner_folds import FitCohort, RankerSettings
from hoofbeat.models.teaching import Teaching
from hoofbeat.training.outcome import TrainingOutcome
from hoofbeat.workspace import Workspace


def trained(output: Path, lake: str | None) -> tuple[Workspace, TrainingOutcome]:
    """The run that was trained, and what training left; the lake is read at the version it was trained on.

    Raises:
        InputError: a stage before this one has not run, or ran on other data; or nothing can be written there.
    """
    Workspace(output).require_ingested()
    outcome = TrainingOutcome.load(Workspace(output).training)
    work = Workspace(output, lake, outcome.as_of)
    knowledge, gold = work.knowledge, work.cohort
    if outcome.data_version != gold.version:
        raise InputError(
            f"The model was trained on gold version {outcome.data_version}, the lake stands at {gold.version}",
            hint="run `hoofbeat train` again",
        )
    if outcome.knowledge_version != knowledge.version:
        raise InputError(
            f"The model was trained with {outcome.knowledge_version}, the run now has {knowledge.version}",
            hint="run `hoofbeat train` again",
        )
    work.require_writable()
    return work, outcome


def bench_of(work: Workspace, outcome: TrainingOutcome, seed: int) -> Bench:
    """Knowledge, diagnosed cohort, and how to fit the selected candidate and the ranking on any part of it."""
    simulated = set(work.cohort.sources) <= {SIMULATED}
    settings = ranker_settings(outcome.settings, seed, simulated=simulated)
    return Bench(Teaching.of(work.knowledge, work.cohort), _refit(work, outcome), settings)


def ranker_settings(training: Mapping[str, float | str], seed: int, *, simulated: bool) -> RankerSettings:
    """How the ranking is fitted; a run of small models takes a quick look here too."""
    small = training.get("size") == "small"
    return RankerSettings(
        folds=2 if small else 3,
        most_seen=600 if small else 2500,
        rerank=not simulated,
        seed=seed,
    )


def _refit(work: Workspace, outcome: TrainingOutcome) -> FitCohort | None:
    """How to fit the selected candidate again on other cases, as it was trained."""
    if not outcome.winner:
        return None
    settings, ontology = outcome.settings, work.knowledge.ontology

    def fit(cohort: Cohort) -> FittedCohortModel:
        return fit_cohort_model(
            outcome.winner,
            cohort,
            ontology,
            min_cases=int(settings["min_cases"]),
            seed=int(settings["seed"]),
            size="small" if settings["size"] == "small" else "full",
            plan=outcome.plan,
        )

    return fit
