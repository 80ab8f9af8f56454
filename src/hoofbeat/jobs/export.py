"""``hoofbeat export``: the trained models as a bundle, checked against themselves on real cases."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from rich.markup import escape

from hoofbeat.bundle.export.writer import Provenance, write_bundle
from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.console import console, stage
from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.held_out import diagnosed
from hoofbeat.evaluation.result import EvaluationResult
from hoofbeat.features.cohort import Cohort
from hoofbeat.features.labels import label
from hoofbeat.jobs.workspace import Workspace
from hoofbeat.knowledge.profiles import build_profiles
from hoofbeat.knowledge.site import SiteVocabulary
from hoofbeat.models.hybrid import HybridParameters, HybridRanker
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.training.outcome import TrainingOutcome


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
        """Fit the knowledge model on everything, convert, compare, write.

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
        ranker, cohort = native_ranker(work, outcome, result)
        chosen = np.random.default_rng(result.versions.seed).permutation(len(cohort))[: self.parity_cases]
        manifest = write_bundle(
            work.bundle,
            ranker,
            _provenance(result, outcome, len(knowledge.ontology.terms), len(ranker.knowledge.catalogue)),
            [cohort.cases[i] for i in np.sort(chosen)],
            SiteVocabulary.load(self.output / "knowledge" / "site.json"),
            knowledge.spanish,
        )
        size = sum(seal.bytes for seal in manifest.files.values())
        console.print(
            f"  bundle: [bold]{escape(str(work.bundle))}[/] version {manifest.version}, {size / 1e6:.1f} MB, "
            f"parity {manifest.parity['largest_difference']:.1e} over {manifest.parity['cases']:.0f} cases",
            soft_wrap=True,
        )
        return manifest


def native_ranker(work: Workspace, outcome: TrainingOutcome, result: EvaluationResult) -> tuple[HybridRanker, Cohort]:
    """What is exported, before it becomes graphs: knowledge of all cases, the trained model, the pool of evaluation.

    Returns:
        The ranker, and the diagnosed cohort its knowledge was fitted on.
    """
    knowledge = work.knowledge
    cohort, catalogue = label(work.cohort, knowledge.catalogue)
    cohort = diagnosed(cohort)
    with stage("Fitting the knowledge model on all cases"):
        positions = [catalogue.find(disease or "") for disease in cohort.diseases]
        confirmed = [(p, case) for p, case in zip(positions, cohort.cases, strict=True) if p is not None]
        profiles = build_profiles(knowledge.ontology, catalogue, knowledge.annotations, confirmed=confirmed)
        model = KnowledgeModel(knowledge.ontology, catalogue, profiles)
    pool = HybridParameters(**{key: float(value or 0) for key, value in result.parameters["pool"].items()})
    return HybridRanker(model, outcome.model, pool), cohort


def _listed(settings: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {value}" for key, value in settings.items())


def _provenance(result: EvaluationResult, outcome: TrainingOutcome, findings: int, diseases: int) -> Provenance:
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
        model={"cohort_model": outcome.winner or "none"}
        | {
            f"{part}.{key}": value
            for part in ("profiles", "knowledge model", "pool")
            for key, value in result.parameters[part].items()
            if isinstance(value, float)
        },
        metrics=metrics,
        counts={"cases": result.cohort.cases, "findings": findings, "diseases": diseases}
        | {f"cases from {name}": count for name, count in result.cohort.sources.items()},
    )
