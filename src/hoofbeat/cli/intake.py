"""Commands that read sources; the jobs import what they need, late."""

from enum import StrEnum
from typing import Annotated

import typer

from hoofbeat.cli.formats import with_listed_sources, with_sources
from hoofbeat.cli.options import (
    DEFAULT_OUTPUT,
    EngineName,
    Expectations,
    LakeUrl,
    Output,
    ParityCases,
    Release,
)
from hoofbeat.cli.training import with_training
from hoofbeat.sources.config import SourceConfig
from hoofbeat.training.settings import TrainingSettings


class Stage(StrEnum):
    """How far ``ingest`` goes."""

    BRONZE = "bronze"
    GOLD = "gold"


@with_sources
@with_training
def run(
    sources: tuple[SourceConfig, ...],
    training: TrainingSettings,
    expectations: Expectations = None,
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    evaluation_folds: Annotated[
        int | None, typer.Option(min=2, help="Folds of every split of the evaluation; 5 if not given.")
    ] = None,
    parity_cases: ParityCases = 200,
    knowledge: Release = "embedded",
    engine: EngineName = "local",
) -> None:
    """Run the whole pipeline on real files: ingest, train, evaluate, export. The options are those of the stages.

    **Example:** `hoofbeat run --phenopackets all_phenopackets.zip --ddxplus ddxplus/ --output runs/first`

    **Example:** `hoofbeat run --phenopackets all.zip --balancing weights --candidates logistic,mlp --output runs/first`
    """
    from hoofbeat.jobs.knowledge import release_folder
    from hoofbeat.jobs.pipeline import PipelineJob

    PipelineJob(
        output=output,
        sources=sources,
        lake=lake,
        expectations=expectations,
        evaluation_folds=evaluation_folds,
        parity_cases=parity_cases,
        release=release_folder(knowledge),
        engine=engine,
        **training.model_dump(),
    ).run()


@with_sources
def ingest(
    sources: tuple[SourceConfig, ...],
    stage: Annotated[
        Stage, typer.Option(help="How far: bronze keeps the records as they are, for `hoofbeat prepare`.")
    ] = Stage.GOLD,
    expectations: Expectations = None,
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    knowledge: Release = "embedded",
    engine: EngineName = "local",
) -> None:
    """Read sources into the lake: bronze, quality gate, silver, gold; what cannot be read goes to quarantine.

    Ingesting the same file twice adds nothing. The three numbers printed always add up.

    **Example:** `hoofbeat ingest --phenopackets all_phenopackets.zip --output runs/first`

    **Example:** `hoofbeat ingest --sources sources.yaml --source hospital-a --lake s3://bucket/lake`

    **Example:** `hoofbeat ingest --phenopackets all_phenopackets.zip --engine dask`
    """
    from hoofbeat.jobs.ingest import IngestJob
    from hoofbeat.jobs.knowledge import release_folder
    from hoofbeat.jobs.pipeline import ingest as ingest_with_knowledge

    ingest_with_knowledge(
        IngestJob(
            output=output,
            sources=sources,
            stage=stage.value,
            lake=lake,
            expectations=expectations,
            track=True,
            engine=engine,
        ),
        release=release_folder(knowledge),
    )


@with_listed_sources
def prepare(
    sources: tuple[SourceConfig, ...],
    expectations: Expectations = None,
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    knowledge: Release = "embedded",
) -> None:
    """Parse what waits in bronze, take it through the quality gate, and make silver and gold.

    Name the file of sources that the records were ingested with: it says how each is parsed. Records of phenopackets,
    DDXPlus, JSON lines and FHIR that were ingested without such a file need none.

    **Example:** `hoofbeat prepare --sources sources.yaml --output runs/first`
    """
    from hoofbeat.jobs.knowledge import release_folder
    from hoofbeat.jobs.pipeline import prepare as prepare_with_knowledge
    from hoofbeat.jobs.prepare import PrepareJob

    job = PrepareJob(output=output, sources=sources, lake=lake, expectations=expectations, track=True)
    prepare_with_knowledge(job, release=release_folder(knowledge))
