"""All commands under one name. Each makes a job and runs it; the jobs import what they need, late."""

from typing import Annotated

import typer

from hoofbeat import __version__
from hoofbeat.cli import benchmark, bundle, config, data, intake, knowledge, lake, mapping, quarantine, stages
from hoofbeat.cli.explain import explain
from hoofbeat.cli.sources import sources

app = typer.Typer(
    name="hoofbeat",
    help="One ranked differential over common and orphan diseases: decision support, not a diagnosis.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (*intake.COMMANDS, *stages.COMMANDS, explain, sources):
    app.command()(command)
app.add_typer(benchmark.app, name="benchmark")
app.add_typer(bundle.app, name="bundle")
app.add_typer(config.app, name="config")
app.add_typer(data.app, name="data")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(lake.app, name="lake")
app.add_typer(mapping.app, name="mapping")
app.add_typer(quarantine.app, name="quarantine")


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
