"""``hoofbeat export``: the trained models as a bundle, checked against themselves on real cases."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from rich.markup import escape

from hoofbeat.bundle.export.writer import Provenance, write_bundle
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.console import console, stage
from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.card.page import card_files
from hoofbeat.evaluation.protocols import HYBRID
from hoofbeat.evaluation.result import EvaluationResult
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.site import SiteVocabulary
from hoofbeat.lifecycle.gate.taught import TAUGHT, Taught
from hoofbeat.lifecycle.lineage import BundleLineage, ancestry, installed, lineage_text
from hoofbeat.models.hybrid import HybridRanker
from hoofbeat.models.ranker import fit_ranker
from hoofbeat.monitoring.windows.answers import CountedAnswers
from hoofbeat.monitoring.windows.making import make_reference
from hoofbeat.trained.kept_ranking import KeptRanking
from hoofbeat.trained.ranking import bench_of
from hoofbeat.training.outcome import TrainingOutcome
from hoofbeat.training.tracking import DATABASE, Tracker
from hoofbeat.workspace import Workspace


class ExportJob(BaseModel):
    """Export the run under ``output`` to ``bundle/``.

    Attributes:
        output: run directory with lake, knowledge, training and report.
        lake: where the lake is if not in ``output``.
        parity_cases: real cases on which graphs and native models are compared.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    lake: str | None = None
    parity_cases: int = Field(default=200, ge=1)

    def run(self) -> Manifest:
        """Fit the knowledge model on everything, convert, compare, write; with a model card from the evaluation.

        Raises:
            InputError: a stage before this one has not run, or ran on other data or settings.
            ParityError: graphs and native models disagree; nothing is written.
        """
        Workspace(self.output).require_ingested()
        outcome = TrainingOutcome.load(Workspace(self.output).training)
        work = Workspace(self.output, self.lake, outcome.as_of)
        knowledge, gold = work.knowledge, work.cohort
        result = EvaluationResult.load(work.report / "metrics.json")
        data = f"gold@{gold.version}"
        if result.versions.data != data or result.versions.knowledge != knowledge.version:
            raise InputError(
                f"The report speaks of {result.versions.data}, the run stands at {data}",
                hint="run `hoofbeat train` and `hoofbeat evaluate` again",
            )
        if dict(result.parameters["training"]) != dict(outcome.settings):
            raise InputError(
                f"The report judges a model trained with {_listed(result.parameters['training'])}, "
                f"the model there was trained with {_listed(outcome.settings)}",
                hint="run `hoofbeat evaluate` again",
            )
        work.require_writable()
        ranker, cohort = native_ranker(work, outcome, result.versions.seed)
        taught = Taught.of(cohort.cases, knowledge.annotations["reference"].unique())
        chosen = np.random.default_rng(result.versions.seed).permutation(len(cohort))[: self.parity_cases]
        tracker, lineage = self._lineage(work, outcome, result)
        manifest = write_bundle(
            work.bundle,
            ranker,
            _provenance(result, outcome, ranker),
            [cohort.cases[i] for i in np.sort(chosen)],
            SiteVocabulary.load(self.output / "knowledge" / "site.json"),
            knowledge.spanish,
            lambda named: {**card_files(result, named), **lineage_text(lineage), TAUGHT: taught.to_json()},
            lambda bundle: _reference(bundle, cohort, result.held_out_answers),
        )
        KeptRanking.of(ranker, manifest.version, gold.version, knowledge.version).save(work.training)
        if tracker is not None:
            for run_id in lineage.runs.values():
                tracker.tag(run_id, "bundle_version", manifest.version)
        size = sum(seal.bytes for seal in manifest.files.values())
        console.print(
            f"  bundle: [bold]{escape(str(work.bundle))}[/] version {manifest.version}, {size / 1e6:.1f} MB, "
            f"parity {manifest.parity['largest_difference']:.1e} over {manifest.parity['cases']:.0f} cases",
            soft_wrap=True,
        )
        return manifest

    def _lineage(
        self, work: Workspace, outcome: TrainingOutcome, result: EvaluationResult
    ) -> tuple[Tracker | None, BundleLineage]:
        """What the bundle is made from; with the record of the training, where that is kept."""
        lake = work.open_lake()
        with stage("Following the cohort back to bronze"):
            origin = ancestry(lake, outcome.data_version)
        tracker = Tracker(self.output, work.tags) if (self.output / DATABASE).is_file() else None
        runs = {name: tracker.newest(name) for name in (outcome.winner, HYBRID) if name} if tracker else {}
        silver = lake.gold.metadata().get("silver_version")
        return tracker, BundleLineage(
            code_version=result.versions.code,
            lock=installed(),
            knowledge_version=result.versions.knowledge,
            gold_version=outcome.data_version,
            silver_version=int(silver) if silver and outcome.as_of is None else None,
            bronze_version=lake.bronze.content_version(),
            cases=origin.cases,
            cohort=origin.cohort,
            batches=origin.batches,
            runs={name: run.id for name, run in runs.items() if run},
            training=dict(outcome.settings),
            evaluation={name: int(value or 0) for name, value in result.parameters.get("evaluation", {}).items()},
            parity_cases=self.parity_cases,
            reserved=work.reserve.share,
        )


def native_ranker(work: Workspace, outcome: TrainingOutcome, seed: int) -> tuple[HybridRanker, Cohort]:
    """What is exported, before it becomes graphs: fitted on all cases, with the cohort model that training left.

    Returns:
        The ranker, and the diagnosed cohort it was fitted on.
    """
    bench = bench_of(work, outcome, seed)
    with stage("Fitting the ranking on all cases"):
        ranker = fit_ranker(bench.teaching, bench.fit_cohort, bench.settings, cohort=outcome.model)
    return ranker, bench.teaching.cohort


def _reference(bundle: Bundle, cohort: Cohort, answers: CountedAnswers | None) -> str:
    by_source: dict[str, list[Case]] = {}
    for source, case in zip(cohort.sources, cohort.cases, strict=True):
        by_source.setdefault(source, []).append(case)
    # Evaluation asks as in a genetics clinic alone; elsewhere the answers of a service are compared with its own past.
    return make_reference(by_source, bundle, {} if answers is None else {Setting.GENETICS: answers}).to_json()


def _listed(settings: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {value}" for key, value in settings.items())


def _provenance(result: EvaluationResult, outcome: TrainingOutcome, ranker: HybridRanker) -> Provenance:
    metrics = {
        f"{line.protocol}/{line.model}/{line.subset}/top_{k}": estimate.value
        for line in result.rankings
        for k, estimate in line.top.items()
    }
    return Provenance(
        code_version=result.versions.code,
        knowledge_version=result.versions.knowledge,
        data_version=result.versions.data,
        simulated=result.simulated,
        seed=result.versions.seed,
        trust=result.trust,
        model={"cohort_model": outcome.winner or "none"}
        | {
            f"{part}.{key}": value
            for part, values in ({**result.parameters, "pool": vars(ranker.parameters)}).items()
            if part in ("profiles", "knowledge model", "ranking", "pool")
            for key, value in values.items()
            if isinstance(value, float | int)
        }
        | {"reranker": "committee of networks" if ranker.reranker else "none"},
        metrics=metrics,
        counts={
            "cases": result.cohort.cases,
            "findings": len(ranker.knowledge.ontology.terms),
            "diseases": len(ranker.knowledge.catalogue),
        }
        | {f"cases from {name}": count for name, count in result.cohort.sources.items()},
    )
