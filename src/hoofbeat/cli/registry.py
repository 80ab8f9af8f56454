"""The registry itself: its server, and what is registered there."""

import json
from typing import Annotated

import typer
from rich.markup import escape

from hoofbeat.cli.history import Json, Model, RegistryUrl
from hoofbeat.cli.options import DEFAULT_OUTPUT, BundleFolder, Output
from hoofbeat.console import console

Trusted = Annotated[
    str,
    typer.Option(
        "--trusted", help="Public keys: files, folders of *.pub, or keys; by commas.", envvar="HOOFBEAT_TRUSTED_KEYS"
    ),
]
Unsigned = Annotated[
    bool, typer.Option("--allow-unsigned", help="Take a bundle that nobody has signed: for development only.")
]
_MODEL = "hoofbeat"


def register(
    bundle: BundleFolder = DEFAULT_OUTPUT / "bundle",
    source: Annotated[
        str | None,
        typer.Option(help="Where the same bundle lies already (s3://, az://, gs://); the registry's own store if not."),
    ] = None,
    registry: RegistryUrl = None,
    model: Model = _MODEL,
    trusted: Trusted = "",
    allow_unsigned: Unsigned = False,
    json_: Json = False,
) -> None:
    """Make a bundle a version in MLflow's registry; the same bundle is the same version, however often one asks.

    Prints the number of the version. Checksums, signature and an answer are tried here, and where the registry then
    keeps it, before the version is made.

    **Example:** `hoofbeat register --bundle runs/first/bundle --registry http://127.0.0.1:5000`
    """
    from hoofbeat.jobs.registry import RegisterJob

    made = RegisterJob(
        bundle=bundle, source=source, registry=registry, model=model, trusted_keys=trusted,
        allow_unsigned=allow_unsigned,
    ).run()  # fmt: skip
    if json_:
        version = made.version
        told = {"version": version.number, "bundle": version.bundle, "new": made.new, "source": version.source}
        typer.echo(json.dumps(told))
        return
    typer.echo(made.version.number)
    said = "is" if made.new else "is already"
    console.print(f"[green]✓[/] {escape(made.version.bundle)} {said} version {made.version.number} of {escape(model)}")


def registry(
    output: Output = DEFAULT_OUTPUT,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on, on this machine alone.")] = 5000,
) -> None:
    """Start an MLflow server on this machine: registry and runs in SQLite, bundles in a folder beside it.

    Runs of `hoofbeat train` in the same directory are shown too. For several machines: PostgreSQL and an object store,
    as in compose (docs/registry.md).

    **Example:** `hoofbeat registry --output runs/first --port 5000`
    """
    from hoofbeat.jobs.registry_server import RegistryServerJob

    RegistryServerJob(output=output, port=port).run()
