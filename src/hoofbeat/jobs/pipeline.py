"""``hoofbeat run`` and ``hoofbeat demo``: the whole pipeline, stage after stage."""

from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic import Field

from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.console import console, stage
from hoofbeat.domain.errors import InputError
from hoofbeat.intake.refinery import IngestSummary
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.prepare import PrepareJob
from hoofbeat.knowledge.demographics import female_share
from hoofbeat.knowledge.profiles import build_profiles
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.sources import Source, SourceConfig
from hoofbeat.sources.simulated import SimulatedSource, Simulation
from hoofbeat.sources.table import vocabulary_of
from hoofbeat.training.settings import TrainingSettings
from hoofbeat.workspace import Workspace

#: Makes further sources once the knowledge is there.
MoreSources = Callable[[Knowledge], list[Source]]


def ingest(job: IngestJob, more: MoreSources | None = None, release: Path | None = None) -> IngestSummary:
    """Build the knowledge and read the sources with it; to fill bronze, none is needed.

    Args:
        job: sources to read, and the run directory.
        more: makes sources that need the knowledge.
        release: folder of the knowledge's release; the embedded one if ``None``.

    Raises:
        InputError: a source cannot be read, or nothing can be written at the output; nothing is made then.
    """
    job.check(required=more is None)
    work = Workspace(job.output, job.lake)
    work.require_writable()
    keep_vocabulary(work, job.sources)
    if job.stage == "bronze":
        return job.run(None, lambda _: None)
    knowledge = _knowledge(work, release)
    return job.run(knowledge.ontology.resolve, knowledge.catalogue.canonical, more(knowledge) if more else ())


def prepare(job: PrepareJob, release: Path | None = None) -> IngestSummary:
    """Build the knowledge and parse with it what waits in bronze.

    Raises:
        InputError: nothing can be written at the output; nothing is made then.
    """
    work = Workspace(job.output, job.lake)
    work.require_writable()
    knowledge = _knowledge(work, release)
    return job.run(knowledge.ontology.resolve, knowledge.catalogue.canonical)


def keep_vocabulary(work: Workspace, sources: Iterable[SourceConfig]) -> None:
    """Add the site features and site diseases of tables to those of the run.

    Raises:
        SourceError: a table cannot be read, or does not fit its mapping.
        IdentifierError: a direct identifier stands in a column that is kept.
        InputError: two tables use one id for different things.
    """
    if vocabulary := vocabulary_of(sources):
        work.keep_site(vocabulary)


def _knowledge(work: Workspace, release: Path | None) -> Knowledge:
    with stage("Building the knowledge"):
        knowledge = work.build_knowledge(release)
    counts = ", ".join(f"{count:,} {name}" for name, count in knowledge.counts.items())
    console.print(f"  {knowledge.version}: {counts}")
    return knowledge


class PipelineJob(TrainingSettings):
    """Everything from the sources to a bundle; the settings it inherits are those of the training.

    Attributes:
        output: run directory.
        sources: sources to read.
        lake: address of the lake, ``<output>/lake`` if not given.
        expectations: a hospital's own rules for the gate, in YAML.
        simulation: draw simulated patients too (the embedded default).
        evaluation_folds: number of folds of every split of the evaluation; it chooses by itself if ``None``.
        parity_cases: real cases on which graphs and native models are compared.
        release: folder of the knowledge's release; the embedded one if ``None``.
        engine: who reads and fits: ``local``, ``dask``, or the address of a Dask scheduler.
    """

    output: Path
    sources: tuple[SourceConfig, ...] = ()
    lake: str | None = None
    expectations: Path | None = None
    simulation: Simulation | None = None
    evaluation_folds: int | None = Field(default=None, ge=2)
    parity_cases: int = Field(default=200, ge=1)
    release: Path | None = None
    engine: str = "local"

    def run(self) -> Manifest:
        """Ingest, train, evaluate, export.

        Raises:
            InputError: no source is given, or a candidate is unknown; nothing has been read then.
            HoofbeatError: a stage failed; what the stages before it made stays and is used again by the next run.
        """
        # Here, because `ingest` and `prepare` need none of the models, and would wait seconds for their libraries.
        from hoofbeat.jobs.evaluate import EvaluateJob
        from hoofbeat.jobs.export import ExportJob
        from hoofbeat.jobs.train import TrainJob

        if not self.sources and self.simulation is None:
            raise InputError(
                "No source is given", hint="name --phenopackets, --ddxplus, --sources …; or try `hoofbeat demo`"
            )
        where = {"output": self.output, "lake": self.lake, "engine": self.engine}
        train = TrainJob(**where, **self.model_dump(include=set(TrainingSettings.model_fields)))
        _ = train.names  # an unknown candidate is said before the sources are read
        read = IngestJob(**where, sources=self.sources, expectations=self.expectations, track=True)
        with stage("1/4 Ingest"):
            ingest(read, self.simulated, self.release)
        with stage("2/4 Train"):
            train.run()
        with stage("3/4 Evaluate"):
            EvaluateJob(output=self.output, lake=self.lake, folds=self.evaluation_folds, seed=self.seed).run()
        with stage("4/4 Export"):
            return ExportJob(output=self.output, lake=self.lake, parity_cases=self.parity_cases).run()

    def simulated(self, knowledge: Knowledge) -> list[Source]:
        """Sources of the patients that are drawn, where some are."""
        if self.simulation is None:
            return []
        profiles = build_profiles(knowledge.ontology, knowledge.catalogue, knowledge.annotations)
        diseases = knowledge.catalogue.diseases
        female = female_share(knowledge.catalogue, knowledge.annotations)
        return [SimulatedSource(knowledge.ontology, diseases, profiles, self.simulation, female)]
