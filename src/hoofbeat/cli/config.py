"""``hoofbeat config``: what the environment says serving shall do."""

import json
import os
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from hoofbeat.console import console, results

app = typer.Typer(help="The settings of serving: all of them stand in the environment.", no_args_is_help=True)

#: What other parts of Hoofbeat read, so that it is not called misspelt.
_OF_THE_PIPELINE = frozenset(
    f"HOOFBEAT_{name}"
    for name in (
        "AZURE_LOGIN", "COMMAND", "DATA", "EXPECTATIONS", "KNOWLEDGE", "LAKE", "OUTPUT", "PSEUDONYM_KEY",
        "PSEUDONYM_KEY_FILE", "SOURCES", "WHO",
    )
)  # fmt: skip


@app.command()
def show(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List every setting of serving with its value, where it comes from and what it means. Secrets are not shown.

    **Example:** `HOOFBEAT_PORT=9000 hoofbeat config show`
    """
    from hoofbeat.serving.shown import shown, unknown

    rows = shown(os.environ)
    if as_json:
        print(json.dumps([row._asdict() for row in rows], indent=1))  # noqa: T201  # the command's result
    else:
        table = Table("variable", "value", "from", "meaning", box=None, pad_edge=False)
        for row in rows:
            table.add_row(*(escape(text) for text in row))
        results().print(table)
    for name in unknown(os.environ, _OF_THE_PIPELINE):
        console.print(f"[yellow]{escape(name)} is no setting: perhaps misspelt[/]", soft_wrap=True)
