"""``hoofbeat keys``: who may ask a service from elsewhere."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.console import console

app = typer.Typer(
    help="API keys, for who asks a service from another machine: make, list and revoke them.", no_args_is_help=True
)

KeysFile = Annotated[
    Path,
    typer.Option(
        "--file",
        envvar="HOOFBEAT_KEYS_FILE",
        show_envvar=True,
        dir_okay=False,
        help="The file of keys, which the service reads as HOOFBEAT_KEYS_FILE. It holds hashes alone.",
    ),
]


class BearerRole(StrEnum):
    """What the bearer of a key may ask."""

    PHYSICIAN = "physician"
    ENGINEER = "engineer"


@app.command()
def add(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="What the log shall call its bearer, such as ward-3.")],
    file: KeysFile,
    role: Annotated[
        BearerRole,
        typer.Option(help="physician: everything medical, and cases. engineer: /metrics and /v1/model, no cases."),
    ] = BearerRole.PHYSICIAN,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Days until it expires.")] = 365,
) -> None:
    """Make a key and print it, this once: the file keeps its hash alone. A service that runs takes it at once.

    **Example:** `hoofbeat keys add ward-3 --file /etc/hoofbeat/access.tsv`
    """
    from hoofbeat.jobs.keys import AddKeyJob
    from hoofbeat.serving.access.roles import Role

    key = AddKeyJob(file=file, key_id=key_id, role=Role(role.value), days=days).run()
    console.print(f"[green]✓[/] key {key_id} for {days} days; keep it, it is shown this once:", soft_wrap=True)
    typer.echo(key)


@app.command("list")
def list_(file: KeysFile, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the keys: id, role, since when, until when, and whether each still holds.

    **Example:** `hoofbeat keys list --file /etc/hoofbeat/access.tsv`
    """
    from hoofbeat.jobs.keys import ListKeysJob

    keys, now = ListKeysJob(file=file).run(), datetime.now(UTC)
    if as_json:
        typer.echo(json.dumps([key.model_dump(mode="json", exclude={"sha256"}) for key in keys], indent=1))
        return
    for key in keys:
        stands = "revoked" if key.revoked else "holds" if key.holds(now) else "expired"
        typer.echo(f"{key.id}  {key.role}  {stands}  made {key.created:%Y-%m-%d}, until {key.expires:%Y-%m-%d}")


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `hoofbeat keys list` shows it.")], file: KeysFile
) -> None:
    """Take a key back: a service that runs refuses it from its next request on.

    **Example:** `hoofbeat keys revoke ward-3 --file /etc/hoofbeat/access.tsv`
    """
    from hoofbeat.jobs.keys import RevokeKeyJob

    RevokeKeyJob(file=file, key_id=key_id).run()
    console.print(f"[green]✓[/] revoked: {key_id}")
