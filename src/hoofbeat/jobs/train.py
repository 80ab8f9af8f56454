"""``hoofbeat train``: compare the cohort models and fit the best one on the whole cohort."""

from pathlib import Path

from rich.markup import escape
from rich.table import Table

from hoofbeat.console import console, stage
from hoofbeat.domain.errors import InputError, TrainingError
from hoofbeat.engines import require_engine, working
from hoofbeat.evaluation.candidates import write_candidates
from hoofbeat.models.candidates import names
from hoofbeat.models.fitting import fit_cohort_model, teachable
from hoofbeat.models.teaching import Teaching
from hoofbeat.trained.candidates import comparison
from hoofbeat.training.guard import CRITERION, GUARD
from hoofbeat.training.outcome import TrainingOutcome
from hoofbeat.training.selection import SelectionSettings, select
from hoofbeat.training.settings import TrainingSettings
from hoofbeat.training.tracking import Tracker
from hoofbeat.training.tuning import DATABASE, Search
from hoofbeat.workspace import Workspace


class TrainJob(TrainingSettings):
    """Select and fit the cohort model of the run under ``output``, by the settings it inherits.

    Attributes:
        output: run directory; its lake is read, ``training/`` and the MLflow runs are written.
        lake: where the lake is if not in ``output``.
        as_of: version of gold, or a moment, to train on instead of the newest; evaluation and export then follow.
        engine: who encodes and fits: ``local``, ``dask``, or the address of a Dask scheduler.
    """

    output: Path
    lake: str | None = None
    as_of: str | None = None
    engine: str = "local"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the candidates, in the order of their comparison.

        Raises:
            InputError: one of them is none.
        """
        if self.candidates is None:
            return names()
        chosen = {name.strip() for name in self.candidates.split(",")}
        if unknown := chosen - set(names()):
            raise InputError(
                f"No candidate is called {', '.join(sorted(unknown))!r}", hint=f"choose among {', '.join(names())}"
            )
        return tuple(name for name in names() if name in chosen)

    def run(self) -> TrainingOutcome:
        """Search if asked to, compare, choose, fit, keep.

        A cohort in which no two diseases have enough cases is no failure: the knowledge model answers alone.

        Raises:
            InputError: nothing was ingested there, nothing can be written there, or a candidate or engine is unknown.
            TrainingError: no diagnosed case, or too few publications to hold any out.
        """
        names = self.names
        require_engine(self.engine)
        work = Workspace(self.output, self.lake, self.as_of)
        knowledge, gold = work.knowledge, work.cohort
        work.require_writable()
        teaching = Teaching.of(knowledge, gold)
        cohort = teaching.cohort
        if not len(cohort):
            raise TrainingError(
                "No case has a diagnosis: there is nothing to learn from", hint="ingest diagnosed cases"
            )
        settings = self.model_dump(exclude={"output", "lake", "engine"}, exclude_none=True)
        try:
            teachable(cohort, self.min_cases)
        except TrainingError as reason:
            console.print(f"  [yellow]![/] {escape(str(reason))}: the knowledge model will answer alone")
            outcome = TrainingOutcome.without_model(settings, gold.version, knowledge.version)
            outcome.save(work.training)
        else:
            tracker = Tracker(self.output, work.tags)
            with working(self.engine) as engine:
                selection = select(
                    cohort,
                    knowledge.ontology,
                    SelectionSettings(
                        min_cases=self.min_cases,
                        folds=self.folds,
                        seed=self.seed,
                        size=self.size,
                        names=names,
                        search=Search(self.trials, self.balancing, work.training / DATABASE),
                    ),
                    orphan={disease.id for disease in teaching.catalogue.diseases if disease.orphan},
                    tracker=tracker,
                    engine=engine,
                )
                one_fold = selection.results[selection.winner].metrics["fit_seconds"]  # of all cases but a fold's
                foretold = one_fold * self.folds / (self.folds - 1)
                with stage(f"Fitting {selection.winner} on the whole cohort", foretold):
                    model = fit_cohort_model(
                        selection.winner,
                        cohort,
                        knowledge.ontology,
                        min_cases=self.min_cases,
                        seed=self.seed,
                        size=self.size,
                        plan=selection.results[selection.winner].tuned.plan,
                        engine=engine,
                    )
            outcome = TrainingOutcome.of(selection, model, settings, gold.version, knowledge.version)
            outcome.save(work.training)
            _show(outcome)
            page = write_candidates(comparison(outcome), work.training)
            for result in selection.results.values():
                if result.run_id:
                    tracker.reopen(result.run_id).artifact(page)
            console.print(f"  candidates: [bold]{escape(str(page))}[/]", soft_wrap=True)
        return outcome


def _show(outcome: TrainingOutcome) -> None:
    table = Table("candidate", title=f"Selected by {CRITERION}: {outcome.winner}", title_justify="left")
    columns = (CRITERION, GUARD, "top_1", "top_3", "top_10", "fit_seconds")
    for name in columns:
        table.add_column(name.replace("orphan_macro", "orphan"), justify="right")
    for name, metrics in outcome.metrics.items():
        style = "bold" if name == outcome.winner else None
        figures = (f"{metrics[column]:.3f}" if column in metrics else "–" for column in columns)
        table.add_row(name, *figures, style=style)
    console.print(table)
    if outcome.guard:
        console.print(f"  [yellow]![/] {escape(outcome.guard)}", soft_wrap=True)
