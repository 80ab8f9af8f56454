"""``hoofbeat run`` and ``hoofbeat demo``: the whole pipeline, stage after stage."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.console import console, stage
from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.evaluate import EvaluateJob
from hoofbeat.jobs.export import ExportJob
from hoofbeat.jobs.ingest import IngestJob, IngestSummary
from hoofbeat.jobs.train import TrainJob
from hoofbeat.jobs.workspace import Workspace
from hoofbeat.knowledge.demographics import female_share
from hoofbeat.knowledge.profiles import build_profiles
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.sources.base import Source
from hoofbeat.sources.simulated import SimulatedSource, Simulation

#: Makes further sources once the knowledge is there.
MoreSources = Callable[[Knowledge], list[Source]]


def ingest(job: IngestJob, more: MoreSources | None = None) -> IngestSummary:
    """Build the knowledge and read the sources with it.

    Args:
        job: what to read, and where to keep it.
        more: makes sources that need the knowledge.

    Raises:
        InputError: a source cannot be read, or nothing can be written at the output; nothing is made then.
    """
    job.check(required=more is None)
    work = Workspace(job.output)
    work.require_writable()
    with stage("Building the knowledge"):
        knowledge = work.build_knowledge()
    counts = ", ".join(f"{count:,} {name}" for name, count in knowledge.counts.items())
    console.print(f"  {knowledge.version}: {counts}")
    return job.run(knowledge.ontology.resolve, knowledge.catalogue.canonical, more(knowledge) if more else ())


class PipelineJob(BaseModel):
    """Everything from the sources to a bundle.

    Attributes:
        output: run directory.
        phenopackets: a file, folder or zip of phenopackets.
        ddxplus: a DDXPlus release directory or its CSV.
        min_cases: confirmed cases a disease needs for the cohort model.
        seed: of every random choice.
        simulation: draw simulated patients too (the embedded default).
        size: of the cohort models.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    phenopackets: Path | None = None
    ddxplus: Path | None = None
    min_cases: int = 10
    seed: int = 0
    simulation: Simulation | None = None
    size: Literal["full", "small"] = "full"

    def run(self) -> Manifest:
        """Ingest, train, evaluate, export.

        Raises:
            InputError: no source is given.
            HoofbeatError: a stage failed; what the stages before it made stays and is used again by the next run.
        """
        if self.phenopackets is None and self.ddxplus is None and self.simulation is None:
            raise InputError(
                "No source is given", hint="name --phenopackets, --ddxplus or both; or try `hoofbeat demo`"
            )
        read = IngestJob(output=self.output, phenopackets=self.phenopackets, ddxplus=self.ddxplus)
        with stage("1/4 Ingest"):
            ingest(read, self._simulated)
        with stage("2/4 Train"):
            TrainJob(output=self.output, min_cases=self.min_cases, seed=self.seed, size=self.size).run()
        with stage("3/4 Evaluate"):
            EvaluateJob(output=self.output, seed=self.seed).run()
        with stage("4/4 Export"):
            return ExportJob(output=self.output).run()

    def _simulated(self, knowledge: Knowledge) -> list[Source]:
        if self.simulation is None:
            return []
        profiles = build_profiles(knowledge.ontology, knowledge.catalogue, knowledge.annotations)
        diseases = knowledge.catalogue.diseases
        female = female_share(knowledge.catalogue, knowledge.annotations)
        return [SimulatedSource(knowledge.ontology, diseases, profiles, self.simulation, female)]
