"""The ``hoofbeat`` command. Each command makes a job and runs it; the jobs import what they need, late."""

import errno
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.markup import escape

from hoofbeat import __version__
from hoofbeat.console import console
from hoofbeat.domain.errors import HoofbeatError

app = typer.Typer(
    name="hoofbeat",
    help="One ranked differential over common and orphan diseases: decision support, not a diagnosis.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Output = Annotated[Path, typer.Option(help="Run directory: everything a run makes lies in it.", file_okay=False)]
Seed = Annotated[int, typer.Option(help="Seed of every random choice.")]
MinCases = Annotated[int, typer.Option(min=2, help="Confirmed cases a disease needs for the cohort model to learn it.")]
Phenopackets = Annotated[
    Path | None, typer.Option(help="Phenopackets v2: a .json file, a folder, or the publisher's zip.")
]
Ddxplus = Annotated[Path | None, typer.Option(help="DDXPlus release directory, or its CSV of patients.")]
BundleFolder = Annotated[Path, typer.Option(help="Folder of an exported bundle.", file_okay=False)]
Host = Annotated[str, typer.Option(help="Address to listen on; the loopback address keeps it on this computer.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")]

DEFAULT_OUTPUT = Path("hoofbeat-output")


class CaseFormat(StrEnum):
    """How the cases of ``predict`` are written."""

    PHENOPACKETS = "phenopackets"
    DDXPLUS = "ddxplus"
    JSONL = "jsonl"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hoofbeat {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
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
    from hoofbeat.jobs.pipeline import PipelineJob
    from hoofbeat.sources.simulated import Simulation

    PipelineJob(output=output, seed=seed, simulation=Simulation(seed=seed), size="small").run()
    if serve:
        _serve(output / "bundle", host, port, open_browser=sys.stdout.isatty())
    else:
        bundle = escape(str(output / "bundle"))
        console.print(f"Serve it with: [bold]hoofbeat serve --bundle {bundle}[/]", soft_wrap=True)


@app.command()
def run(
    phenopackets: Phenopackets = None,
    ddxplus: Ddxplus = None,
    output: Output = DEFAULT_OUTPUT,
    min_cases: MinCases = 10,
    seed: Seed = 0,
) -> None:
    """Run the whole pipeline on real files: ingest, train, evaluate, export.

    **Example:** `hoofbeat run --phenopackets all_phenopackets.zip --ddxplus ddxplus/ --output runs/first`
    """
    from hoofbeat.jobs.pipeline import PipelineJob

    PipelineJob(output=output, phenopackets=phenopackets, ddxplus=ddxplus, min_cases=min_cases, seed=seed).run()


@app.command()
def ingest(
    phenopackets: Phenopackets = None,
    ddxplus: Ddxplus = None,
    jsonl: Annotated[Path | None, typer.Option(help="Cases in our own schema, one JSON object a line.")] = None,
    output: Output = DEFAULT_OUTPUT,
) -> None:
    """Read sources into the lake: bronze, quality gate, silver, gold; what cannot be read goes to quarantine.

    Ingesting the same file twice adds nothing. The three numbers printed always add up.

    **Example:** `hoofbeat ingest --phenopackets all_phenopackets.zip --output runs/first`
    """
    from hoofbeat.jobs.ingest import IngestJob
    from hoofbeat.jobs.pipeline import ingest as ingest_with_knowledge

    ingest_with_knowledge(IngestJob(output=output, phenopackets=phenopackets, ddxplus=ddxplus, jsonl=jsonl))


@app.command()
def train(
    output: Output = DEFAULT_OUTPUT,
    min_cases: MinCases = 10,
    folds: Annotated[int, typer.Option(min=2, help="Folds of the cross-validation.")] = 3,
    seed: Seed = 0,
) -> None:
    """Compare the cohort models by macro-F1, publications held out, and fit the best one.

    Every candidate is a run in MLflow: `mlflow ui --backend-store-uri sqlite:///runs/first/mlflow.db`

    **Example:** `hoofbeat train --output runs/first --min-cases 10`
    """
    from hoofbeat.jobs.train import TrainJob

    TrainJob(output=output, min_cases=min_cases, folds=folds, seed=seed).run()


@app.command()
def evaluate(
    output: Output = DEFAULT_OUTPUT,
    folds: Annotated[int, typer.Option(min=2, help="Folds of every split.")] = 5,
    seed: Seed = 0,
) -> None:
    """Judge the models on cases, publications and diseases they have not read, and write the report.

    **Example:** `hoofbeat evaluate --output runs/first`, then open `runs/first/report/report.html`
    """
    from hoofbeat.jobs.evaluate import EvaluateJob

    EvaluateJob(output=output, folds=folds, seed=seed).run()


@app.command()
def export(
    output: Output = DEFAULT_OUTPUT,
    parity_cases: Annotated[int, typer.Option(min=1, help="Real cases on which graphs and models must agree.")] = 200,
) -> None:
    """Write the bundle: ONNX graphs, catalogue and manifest, checked against the native models.

    **Example:** `hoofbeat export --output runs/first`
    """
    from hoofbeat.jobs.export import ExportJob

    ExportJob(output=output, parity_cases=parity_cases).run()


@app.command()
def serve(
    bundle: BundleFolder = DEFAULT_OUTPUT / "bundle",
    host: Host = "127.0.0.1",
    port: Port = 8000,
    open_browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = False,
) -> None:
    """Serve a bundle: the physician's page, the API, health checks and metrics.

    **Example:** `hoofbeat serve --bundle runs/first/bundle --port 8000`
    """
    _serve(bundle, host, port, open_browser=open_browser)


@app.command()
def predict(
    cases: Annotated[Path, typer.Option(help="File, folder or zip with the cases.")],
    output: Annotated[Path, typer.Option(help="Where to write the JSON lines.", dir_okay=False)],
    bundle: BundleFolder = DEFAULT_OUTPUT / "bundle",
    format: Annotated[CaseFormat, typer.Option(help="How the cases are written.")] = CaseFormat.PHENOPACKETS,  # noqa: A002
    top: Annotated[int, typer.Option(min=1, help="Diseases in each differential.")] = 10,
) -> None:
    """Write a differential for every case of a file, one JSON line each, in the order of the file.

    A case that cannot be read is a line with `error`.

    **Example:** `hoofbeat predict --bundle runs/first/bundle --cases all.zip --format phenopackets --output out.jsonl`
    """
    from hoofbeat.jobs.predict import PredictJob

    PredictJob(bundle=bundle, cases=cases, format=format.value, top=top, output=output).run()


def _serve(bundle: Path, host: str, port: int, *, open_browser: bool) -> None:
    from hoofbeat.jobs.serve import ServeJob

    ServeJob(bundle=bundle, host=host, port=port, open_browser=open_browser).run()


#: What the machine refuses, wherever in a run: no room, no permission, a file where a folder should be.
_OF_THE_MACHINE = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE,
    errno.EEXIST, errno.EISDIR, errno.ENOTDIR,
}  # fmt: skip


def main() -> None:
    """Run the command; an error of ours ends in one readable message and status 1."""
    # A polite end (``kill``, ``docker stop``) unwinds like Ctrl+C, so that no draft is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app()
    except HoofbeatError as error:
        _fail(str(error))
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            raise
        _fail(f"{error.filename or 'This machine'}: {error.strerror} → make room or allow it, or choose another place")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("hoofbeat"):
            raise
        _fail(
            f"This command needs {error.name or 'a package'}, which the serving install lacks → "
            "pip install 'hoofbeat[pipeline]'"
        )


def _fail(message: str) -> NoReturn:
    console.print(f"[bold red]✗[/] {escape(message)}", soft_wrap=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
