"""``hoofbeat data``: public data and its licences."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Public data: what there is, under which licence, and how to get it.", no_args_is_help=True)


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False) -> None:
    """List the public sources: name, licence, files and addresses.

    **Example:** `hoofbeat data list`
    """
    from dataclasses import asdict

    from hoofbeat.downloads.registry import SOURCES

    if as_json:
        typer.echo(json.dumps([asdict(source) for source in SOURCES], ensure_ascii=False, indent=2))
        return
    for source in SOURCES:
        typer.echo(f"{source.name}: {source.title}")
        typer.echo(f"  licence: {source.licence}")
        for file in source.files:
            typer.echo(f"  {file.name}{' (optional)' if file.optional else ''}  {file.url}")


@app.command()
def pull(
    name: Annotated[str, typer.Argument(help="Name of a public source; see `hoofbeat data list`.")],
    to: Annotated[
        Path | None, typer.Option(help="Folder to keep it in; under the user's data by default.", file_okay=False)
    ] = None,
    origin: Annotated[
        Path | None,
        typer.Option(
            "--from", help="Take the publisher's files from this folder: no internet is needed.", file_okay=False
        ),
    ] = None,
    renewed: Annotated[bool, typer.Option("--renewed", help="Accept files that differ from a known checksum.")] = False,
) -> None:
    """Bring a public source here: licence shown, resumed where it broke off, checked, recorded in `source.json`.

    What is here and unchanged is not fetched again.

    **Example:** `hoofbeat data pull ddxplus --to ddxplus`, and on a machine without internet
    `hoofbeat data pull ddxplus --to ddxplus --from /media/usb/ddxplus`
    """
    from hoofbeat.jobs.data import DataPullJob

    DataPullJob(name=name, to=to, origin=origin, renewed=renewed).run()
