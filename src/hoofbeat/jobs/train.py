"""``hoofbeat train``: compare the cohort models and fit the best one on the whole cohort."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from rich.markup import escape
from rich.table import Table

from hoofbeat.console import console, stage
from hoofbeat.domain.errors import TrainingError
from hoofbeat.evaluation.held_out import diagnosed
from hoofbeat.features.labels import label
from hoofbeat.jobs.workspace import Workspace
from hoofbeat.models.fitting import fit_cohort_model, teachable
from hoofbeat.training.outcome import TrainingOutcome
from hoofbeat.training.selection import CRITERION, select
from hoofbeat.training.tracking import Tracker


class TrainJob(BaseModel):
    """Select and fit the cohort model of the run under ``output``.

    Attributes:
        output: run directory; its lake is read, ``training/`` and the MLflow runs are written.
        lake: where the lake is if not in ``output``.
        as_of: version of gold, or a moment, to train on instead of the newest; evaluation and export then follow.
        min_cases: confirmed cases a disease needs for the cohort model to learn it.
        folds: of the cross-validation.
        seed: of folds, balancing and models.
        size: ``full``, or ``small`` for a quick look.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    lake: str | None = None
    as_of: str | None = None
    min_cases: int = Field(default=10, ge=2)
    folds: int = Field(default=3, ge=2)
    seed: int = 0
    size: Literal["full", "small"] = "full"

    def run(self) -> TrainingOutcome:
        """Compare, choose, fit, keep.

        A cohort in which no two diseases have enough cases is no failure: the knowledge model answers alone.

        Raises:
            InputError: nothing was ingested there, or nothing can be written there.
            TrainingError: no diagnosed case, or too few publications to hold any out.
        """
        work = Workspace(self.output, self.lake, self.as_of)
        knowledge, gold = work.knowledge, work.cohort
        work.require_writable()
        cohort, _ = label(gold, knowledge.catalogue)
        cohort = diagnosed(cohort)
        if not len(cohort):
            raise TrainingError(
                "No case has a diagnosis: there is nothing to learn from", hint="ingest diagnosed cases"
            )
        settings = self.model_dump(exclude={"output", "lake"}, exclude_none=True)
        try:
            teachable(cohort, self.min_cases)
        except TrainingError as reason:
            console.print(f"  [yellow]![/] {escape(str(reason))}: the knowledge model will answer alone")
            outcome = TrainingOutcome.without_model(settings, gold.version, knowledge.version)
        else:
            selection = select(
                cohort,
                knowledge.ontology,
                min_cases=self.min_cases,
                folds=self.folds,
                seed=self.seed,
                size=self.size,
                tracker=Tracker(self.output, work.tags),
            )
            with stage(f"Fitting {selection.winner} on the whole cohort"):
                model = fit_cohort_model(
                    selection.winner,
                    cohort,
                    knowledge.ontology,
                    min_cases=self.min_cases,
                    seed=self.seed,
                    size=self.size,
                )
            outcome = TrainingOutcome.of(selection, model, settings, gold.version, knowledge.version)
            _show(outcome)
        outcome.save(work.training)
        return outcome


def _show(outcome: TrainingOutcome) -> None:
    table = Table("candidate", title=f"Selected by {CRITERION}: {outcome.winner}", title_justify="left")
    columns = (CRITERION, "top_1", "top_3", "top_10", "fit_seconds")
    for heading in columns:
        table.add_column(heading, justify="right")
    for name, metrics in outcome.metrics.items():
        style = "bold" if name == outcome.winner else None
        table.add_row(name, *(f"{metrics[column]:.3f}" for column in columns), style=style)
    console.print(table)
