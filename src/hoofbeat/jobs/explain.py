"""``hoofbeat explain``: what moves the cohort model and the re-ranker, on one page."""

from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from rich.markup import escape

from hoofbeat.console import console, stage
from hoofbeat.domain.languages import FALLBACK
from hoofbeat.evaluation.explanation.cohort import explain_cohort
from hoofbeat.evaluation.explanation.naming import Words
from hoofbeat.evaluation.explanation.page import write_explanation
from hoofbeat.evaluation.explanation.reranker import explain_reranker
from hoofbeat.evaluation.explanation.result import CohortExplanation, Explanation, RerankerExplanation
from hoofbeat.evaluation.explanation.sample import Learned, Limits
from hoofbeat.evaluation.held_out import Bench
from hoofbeat.evaluation.result import Versions
from hoofbeat.knowledge.site import SiteVocabulary
from hoofbeat.models.fitting import teachable
from hoofbeat.models.ranker import fit_reranker
from hoofbeat.trained.ranking import bench_of, trained
from hoofbeat.training.outcome import TrainingOutcome
from hoofbeat.training.tracking import Tracker


class ExplainJob(BaseModel):
    """Explain the models of the run under ``output`` and write ``report/explanation.html`` and ``.json``.

    Attributes:
        output: run directory with lake, knowledge and training.
        lake: where the lake is if not in ``output``.
        cases: that global importance is a mean over.
        classes: diseases that are explained one by one, those with the most cases.
        shown: single cases that are shown, of the cohort model and of the re-ranker each.
        seed: of what is drawn, and of the re-ranker: that of the evaluation gives the re-ranker that is exported.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    lake: str | None = None
    cases: int = Field(default=100, ge=1)
    classes: int = Field(default=12, ge=0)
    shown: int = Field(default=6, ge=0)
    seed: int = 0

    def run(self) -> Explanation:
        """Explain the trained cohort model, fit the re-ranker as export does and explain it, write the page.

        Raises:
            InputError: a stage before this one has not run, or ran on other data; or nothing can be written there.
            TrainingError: the MLflow record of the run cannot be used.
            ExplanationError: contributions do not add up to what a model answers.
        """
        work, outcome = trained(self.output, self.lake)
        tags = work.tags
        bench = bench_of(work, outcome, self.seed)
        site = SiteVocabulary.load(self.output / "knowledge" / "site.json")
        words = Words(bench.teaching.ontology, {feature.id: feature.names[FALLBACK] for feature in site.features})
        with stage("Explaining the cohort model"):
            cohort = self._cohort(bench, outcome, words)
        with stage("Explaining the re-ranker"):
            reranker, why_not = self._reranker(bench, words)
        explanation = Explanation(
            versions=Versions.of(tags, self.seed),
            cohort=cohort,
            reranker=reranker,
            without_reranker=why_not,
        )
        with stage("Drawing"):
            page = write_explanation(explanation, work.report).html
        if outcome.winner and (run := Tracker(self.output, tags).newest(outcome.winner)):
            run.artifact(page)
        console.print(
            f"  explanation: [bold]{escape(str(page))}[/] (it shows single cases: keep it within the walls)",
            soft_wrap=True,
        )
        return explanation

    def _cohort(self, bench: Bench, outcome: TrainingOutcome, words: Words) -> CohortExplanation | None:
        if outcome.model is None:
            return None
        rows, _ = teachable(bench.teaching.cohort, int(outcome.settings["min_cases"]))
        answers = outcome.probabilities[outcome.winner]
        own = answers[np.arange(len(rows)), outcome.y]
        learned = Learned(
            outcome.model,
            [bench.teaching.cohort.cases[row] for row in rows],
            outcome.y,
            np.where(own > 0, np.count_nonzero(answers >= own[:, None], axis=1), 0),
        )
        names = {disease.id: disease.name for disease in bench.teaching.catalogue.diseases}
        return explain_cohort(learned, names, words, Limits(self.cases, self.classes, self.shown, self.seed))

    def _reranker(self, bench: Bench, words: Words) -> tuple[RerankerExplanation | None, str]:
        """The explanation, or why there is none."""
        if not bench.settings.rerank:
            return None, "all cases are simulated, and would teach it to believe every profile"
        with stage("  Fitting the re-ranker on held-out answers"):
            reranker, parts = fit_reranker(bench.teaching, bench.settings)
        if reranker is None:
            return None, "too few cases teach it, or it does not raise the rank of cases it has not seen"
        names = [disease.name for disease in bench.teaching.catalogue.diseases]
        return explain_reranker(
            reranker,
            parts,
            bench.teaching.cohort.cases,
            names,
            words,
            most=2 * self.cases,
            shown=self.shown,
            seed=self.seed,
        ), ""
