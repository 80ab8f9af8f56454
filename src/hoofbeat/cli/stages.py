"""The stages of the pipeline, one command each; the jobs import what they need, late."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from hoofbeat.cli.formats import CaseFormat
from hoofbeat.cli.options import (
    DEFAULT_OUTPUT,
    Altitude,
    AskedRegion,
    AskedSetting,
    AsOf,
    BundleFolder,
    EngineName,
    Host,
    LakeUrl,
    Output,
    ParityCases,
    Port,
    Seed,
)
from hoofbeat.cli.training import with_training
from hoofbeat.console import console
from hoofbeat.domain.circumstances import Setting
from hoofbeat.training.settings import TrainingSettings


def demo(
    output: Output = DEFAULT_OUTPUT,
    serve: Annotated[bool, typer.Option(help="Open the physician's page at the end.")] = True,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    seed: Seed = 0,
) -> None:
    """Run the whole pipeline on simulated patients, then open the physician's page.

    Nothing but the installed packages is needed. Simulated patients try the plumbing; they claim no accuracy.

    **Example:** `hoofbeat demo --no-serve`
    """
    from hoofbeat.serving.access.doors import require_door
    from hoofbeat.serving.config import ServiceConfig

    config = ServiceConfig.of(
        os.environ,
        bundle=str(output / "bundle"),
        host=host,
        port=port,
        allow_unsigned=True,  # made by this very command: nobody has to vouch for it
        refresh_seconds=0,
        # What is tried here must not come among the cases of who works at this machine.
        cases=os.environ.get("HOOFBEAT_CASES") or f"sqlite:///{(output / 'cases.db').resolve().as_posix()}",
    )
    if serve:
        require_door(config, host)  # before minutes of work
    from hoofbeat.jobs.pipeline import PipelineJob
    from hoofbeat.sources.simulated import Simulation

    PipelineJob(output=output, seed=seed, simulation=Simulation(seed=seed), size="small").run()
    if serve:
        from hoofbeat.jobs.serve import ServeJob

        ServeJob(config=config, open_browser=sys.stdout.isatty()).run()
    else:
        bundle = escape(str(output / "bundle"))
        console.print(f"Serve it with: [bold]hoofbeat serve --allow-unsigned --bundle {bundle}[/]", soft_wrap=True)


@with_training
def train(
    training: TrainingSettings,
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    as_of: AsOf = None,
    engine: EngineName = "local",
) -> None:
    """Compare the cohort models by macro-F1, publications held out, and fit the best one.

    A candidate that recognises clearly fewer orphan diseases than another cannot win.
    `training/candidates.html` shows all of them side by side.
    Every candidate is a run in MLflow: `mlflow ui --backend-store-uri sqlite:///runs/first/mlflow.db`

    With `--trials` each candidate's settings are searched first, each trial a run too. The studies are kept in
    `training/optuna.db`: the same command goes on where it was broken off, and more trials add to those that are there.

    **Examples:** `hoofbeat train --output runs/first --min-cases 10`

    `hoofbeat train --output runs/first --trials 30 --balancing compare --candidates logistic,mlp`
    """
    from hoofbeat.jobs.train import TrainJob

    TrainJob(output=output, lake=lake, as_of=as_of, engine=engine, **training.model_dump()).run()


def evaluate(
    output: Output = DEFAULT_OUTPUT,
    folds: Annotated[
        int | None, typer.Option(min=2, help="Folds of every split: 5, or 3 after a quick training.")
    ] = None,
    seed: Seed = 0,
    lake: LakeUrl = None,
) -> None:
    """Judge the models on cases, publications and diseases they have not read, and write the report.

    **Example:** `hoofbeat evaluate --output runs/first`, then open `runs/first/report/report.html`
    """
    from hoofbeat.jobs.evaluate import EvaluateJob

    EvaluateJob(output=output, lake=lake, folds=folds, seed=seed).run()


def export(
    output: Output = DEFAULT_OUTPUT,
    parity_cases: ParityCases = 200,
    lake: LakeUrl = None,
) -> None:
    """Write the bundle: ONNX graphs, catalogue, model card and manifest, checked against the native models.

    **Example:** `hoofbeat export --output runs/first`
    """
    from hoofbeat.jobs.export import ExportJob

    ExportJob(output=output, lake=lake, parity_cases=parity_cases).run()


def predict(
    cases: Annotated[Path, typer.Option(help="File, folder or zip with the cases.")],
    output: Annotated[Path, typer.Option(help="Where to write the JSON lines.", dir_okay=False)],
    bundle: BundleFolder = DEFAULT_OUTPUT / "bundle",
    format: CaseFormat = "phenopackets",  # noqa: A002
    mapping: Annotated[Path | None, typer.Option(help="What the columns mean, for a table.", dir_okay=False)] = None,
    setting: AskedSetting = Setting.GENETICS,
    region: AskedRegion = None,
    altitude: Altitude = None,
    top: Annotated[int, typer.Option(min=1, help="Diseases, or groups, in each differential.")] = 10,
    explain: Annotated[bool, typer.Option(help="Say why each disease stands there, and what to ask next.")] = False,
    grouped: Annotated[bool, typer.Option(help="Put subtypes of one disease under the best-ranked of them.")] = False,
    engine: EngineName = "local",
) -> None:
    """Write a differential for every case of a file, one JSON line each, in the order of the file.

    A case that cannot be read is a line with `error`. Where one asks decides how frequent each disease is: name the
    place with `--setting`, for all cases of the file. Time course and pregnancy are known to the service alone.

    **Example:** `hoofbeat predict --bundle runs/first/bundle --cases all.zip --format phenopackets --output out.jsonl`

    **Example:** `hoofbeat predict --cases visits.jsonl --format jsonl --setting emergency --region latin-america
    --output out.jsonl`

    **Example:** `hoofbeat predict --cases notes --format text --setting primary-care --output out.jsonl`
    (a folder of notes in English or Spanish, one a file)
    """
    from hoofbeat.jobs.predict import PredictJob

    PredictJob(
        bundle=bundle,
        cases=cases,
        format=format,
        mapping=mapping,
        altitude=altitude,
        setting=setting,
        region=region,
        top=top,
        explain=explain,
        grouped=grouped,
        output=output,
        engine=engine,
    ).run()
