"""``hoofbeat evaluate``: every protocol of an honest evaluation, one report."""

from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from rich.markup import escape

from hoofbeat.console import console, stage
from hoofbeat.domain.languages import FALLBACK
from hoofbeat.evaluation.curves import rank_curves
from hoofbeat.evaluation.groups import group_figures
from hoofbeat.evaluation.held_out import Bench
from hoofbeat.evaluation.outcomes import worst_diseases
from hoofbeat.evaluation.protocols import HYBRID, ProtocolResults, evaluate
from hoofbeat.evaluation.ranking import PUBLICATION_HELD_OUT, SIMULATED
from hoofbeat.evaluation.report import write_report
from hoofbeat.evaluation.result import (
    CatalogueCounts,
    CohortCounts,
    EvaluationResult,
    MissingShare,
    Versions,
)
from hoofbeat.features.cohort import Cohort
from hoofbeat.features.missing import missing_shares
from hoofbeat.knowledge.profiles import ProfileParameters
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.knowledge.site import SiteVocabulary
from hoofbeat.lake.lake import Lake
from hoofbeat.models.knowledge_model import KnowledgeParameters
from hoofbeat.models.teaching import Teaching
from hoofbeat.standards.analytes import analyte
from hoofbeat.trained.candidates import comparison
from hoofbeat.trained.ranking import bench_of, trained
from hoofbeat.trained.trusting import Trusted, trust_of
from hoofbeat.training.outcome import TrainingOutcome
from hoofbeat.training.tracking import Tracker
from hoofbeat.workspace import Workspace


class EvaluateJob(BaseModel):
    """Evaluate the run under ``output`` and write ``report/``.

    Attributes:
        output: run directory with lake, knowledge and training.
        lake: where the lake is if not in ``output``.
        folds: of every split; five if not given, three for a quick look at small models.
        seed: of splits, draws and bootstrap.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    lake: str | None = None
    folds: int | None = Field(default=None, ge=2)
    seed: int = 0

    def run(self) -> EvaluationResult:
        """Run the protocols, write the report, record knowledge model and hybrid in MLflow.

        Raises:
            InputError: a stage before this one has not run, or ran on other data; or nothing can be written there.
            TrainingError: the MLflow record of the run cannot be used.
        """
        work, outcome = trained(self.output, self.lake)
        knowledge = work.knowledge
        # Opened before the work begins: a record that cannot be written should not cost the whole evaluation.
        tracker = Tracker(self.output, work.tags | {"seed": str(self.seed)})
        bench = bench_of(work, outcome, self.seed)
        folds = self.folds or (3 if outcome.settings.get("size") == "small" else 5)
        found = evaluate(bench, folds=folds, seed=self.seed)
        with stage("Fitting and judging trust"):
            trusted = trust_of(bench, found, self.seed)
        with stage("Writing the report"):
            result = self._result(work, knowledge, bench, outcome, found, trusted, folds)
            docs = work.output / "data-docs" / "index.html"
            files = write_report(result, work.report, data_docs="../data-docs/index.html" if docs.is_file() else None)
        _track(tracker, result, files.html)
        console.print(f"  report: [bold]{escape(str(files.html))}[/]", soft_wrap=True)
        return result

    def _result(
        self,
        work: Workspace,
        knowledge: Knowledge,
        bench: Bench,
        outcome: TrainingOutcome,
        found: ProtocolResults,
        trusted: Trusted,
        folds: int,
    ) -> EvaluationResult:
        cohort, diseases = bench.teaching.cohort, bench.teaching.catalogue.diseases
        names = {disease.id: disease.name for disease in diseases}
        headline = found.rankings[PUBLICATION_HELD_OUT, HYBRID]
        counts = knowledge.counts
        tags = work.tags
        compared = comparison(outcome)
        return EvaluationResult(
            versions=Versions.of(tags, self.seed),
            simulated=SIMULATED in cohort.sources,
            headline_model=HYBRID,
            cohort=_cohort_counts(work.open_lake(), bench.teaching),
            catalogue=CatalogueCounts(
                diseases=len(diseases),
                orphan=sum(disease.orphan for disease in diseases),
                common=sum(not disease.orphan for disease in diseases),
                profiles=counts["profiles"],
                findings=counts["findings"],
                annotations=counts["annotations"],
            ),
            rankings=found.summaries,
            rank_curves=tuple(curve for ranking in found.rankings.values() for curve in rank_curves(ranking)),
            candidates=compared.candidates,
            candidate_calibration=compared.candidate_calibration,
            guard=compared.guard,
            curves=compared.curves,
            calibration=found.calibration,
            groups=group_figures(headline, cohort.cases, found.first, trusted.judged, seed=self.seed),
            revealed=found.revealed,
            worst=worst_diseases(headline, names),
            ceiling=found.ceiling,
            trust=trusted.trust,
            trust_figures=trusted.figures,
            held_out_answers=trusted.answers,
            missing=_missing(cohort, SiteVocabulary.load(work.output / "knowledge" / "site.json")),
            parameters={
                "profiles": vars(ProfileParameters()),
                "knowledge model": vars(KnowledgeParameters()),
                "ranking": vars(bench.settings),
                "training": outcome.settings,
                "evaluation": {"folds": folds, "seed": self.seed},
            },
        )


def _track(tracker: Tracker, result: EvaluationResult, report: Path) -> None:
    """Record every ranking's figures, so that knowledge model and hybrid stand beside the candidates."""
    parameters = {f"{part}.{key}": value for part, values in result.parameters.items() for key, value in values.items()}
    for model in dict.fromkeys(line.model for line in result.rankings):
        with tracker.run(model, parameters) as run:
            figures: dict[str, float] = {}
            for line in result.rankings:
                if line.model == model:
                    prefix = f"{line.protocol}/{line.subset}".replace(" ", "_")
                    figures |= {f"{prefix}/top_{k}": estimate.value for k, estimate in line.top.items()}
                    figures[f"{prefix}/mrr"] = line.mrr.value
            run.metrics(**figures)
            if model == result.headline_model:
                run.artifact(report)


def _missing(cohort: Cohort, site: SiteVocabulary) -> tuple[MissingShare, ...]:
    names = {"age": "Age", "sex": "Sex"} | {feature.id: feature.names[FALLBACK] for feature in site.features}
    measured = {measurement.code for case in cohort.cases for measurement in case.measurements}

    def line(code: str, share: float) -> MissingShare:
        known = analyte(code)
        return MissingShare(
            kind="demographic" if code in ("age", "sex") else "measurement" if code in measured else "site feature",
            code=code,
            name=known.name if known else names.get(code, code),
            share=share,
        )

    return tuple(line(code, share) for code, share in missing_shares(cohort.cases).items())


def _cohort_counts(lake: Lake, teaching: Teaching) -> CohortCounts:
    cohort, positions = teaching.cohort, teaching.truth
    unlisted = positions >= teaching.listed
    orphan = np.array([teaching.catalogue.diseases[position].orphan for position in positions])
    accepted, quarantined = lake.silver.count(), lake.quarantine.count()
    return CohortCounts(
        read=accepted + quarantined,
        accepted=accepted,
        quarantined=quarantined,
        cases=len(cohort),
        diseases=len(set(cohort.diseases)),
        publications=len({case.group for case in cohort.cases if case.group}),
        orphan=int((orphan & ~unlisted).sum()),
        common=int((~orphan & ~unlisted).sum()),
        not_in_catalogue=int(unlisted.sum()),
        sources={
            str(name): int(count) for name, count in zip(*np.unique(cohort.sources, return_counts=True), strict=True)
        },
    )
