"""All commands under one name, each imported when it is called. Each makes a job and runs it."""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from hoofbeat import __version__

#: Command, or group of commands → module here, and what in it.
COMMANDS = {
    "run": "intake:run",
    "ingest": "intake:ingest",
    "prepare": "intake:prepare",
    "demo": "stages:demo",
    "simulate-year": "simulate:simulate_year",
    "train": "stages:train",
    "evaluate": "stages:evaluate",
    "export": "stages:export",
    "fold": "fold:fold",
    "serve": "serve:serve",
    "predict": "stages:predict",
    "explain": "explain:explain",
    "sources": "sources:sources",
    "alerts": "alerts:app",
    "benchmark": "benchmark:app",
    "bundle": "bundle:app",
    "cases": "cases:app",
    "config": "config:app",
    "data": "data:app",
    "feedback": "feedback:app",
    "gate": "gate:app",
    "keys": "keys:app",
    "knowledge": "knowledge:app",
    "lake": "lake:app",
    "mapping": "mapping:app",
    "monitor": "monitor:app",
    "quarantine": "quarantine:app",
    "register": "registry:register",
    "promote": "promotion:promote",
    "withdraw": "promotion:withdraw",
    "rollback": "promotion:rollback",
    "rollout": "rollout:app",
    "history": "history:history",
    "trace": "tracing:trace",
    "reproduce": "tracing:reproduce",
    "retrain": "retrain:app",
    "registry": "registry:registry",
}


def _typer(**settings: Any) -> typer.Typer:
    return typer.Typer(rich_markup_mode="markdown", pretty_exceptions_show_locals=False, **settings)


class _Late(TyperGroup):
    """A group that knows its commands by name: serving a bundle need not import what describes its training."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: dict[str, Any] = dict.fromkeys(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in self.commands and self.commands[cmd_name] is None:
            self.commands[cmd_name] = _imported(cmd_name)
        return self.commands.get(cmd_name)


def _imported(name: str) -> Any:
    module, _, what = COMMANDS[name].partition(":")
    found = getattr(import_module(f"hoofbeat.cli.{module}"), what)
    holder = _typer()
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name)(found)
    return get_group(holder).commands[name]


app = _typer(
    cls=_Late,
    name="hoofbeat",
    help="One ranked differential over common and orphan diseases: decision support, not a diagnosis.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
