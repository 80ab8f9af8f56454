"""The ``hoofbeat`` command. Each command makes a job and runs it; the jobs import what they need, late."""

import errno
import gc
import os
import signal
import sys
from typing import Annotated, NoReturn

import typer
from rich.markup import escape

from hoofbeat import __version__
from hoofbeat.cli import benchmark, data, intake, knowledge, lake, mapping, quarantine, stages
from hoofbeat.cli.explain import explain
from hoofbeat.cli.sources import sources
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
for command in (*intake.COMMANDS, *stages.COMMANDS, explain, sources):
    app.command()(command)
app.add_typer(benchmark.app, name="benchmark")
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


#: Records and terms are objects by the million and hardly any cycles: Python's own 700 cost a quarter of an ingest.
_OBJECTS_BETWEEN_COLLECTIONS = 100_000

#: Columns of a help text that goes into a file or a pipe.
_HELP_WIDTH = "140"

#: What the machine refuses, wherever in a run: no room, no permission, a file where a folder should be.
_OF_THE_MACHINE = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE,
    errno.EEXIST, errno.EISDIR, errno.ENOTDIR,
}  # fmt: skip


def main() -> None:
    """Run the command; an error of ours ends in one readable message and status 1."""
    # A polite end (``kill``, ``docker stop``) unwinds like Ctrl+C, so that no draft is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    if not sys.stdout.isatty():
        # Typer writes help for a window of 80 columns where there is none, and cuts what is wider.
        os.environ.setdefault("TERMINAL_WIDTH", _HELP_WIDTH)
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
