"""``hoofbeat bundle``: who vouches for a bundle, and bringing one here."""

from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.cli.registry import Trusted, Unsigned
from hoofbeat.console import console

app = typer.Typer(
    help="Sign, check and fetch bundles. Serving takes no bundle that nobody it trusts has signed.",
    no_args_is_help=True,
)


@app.command()
def keys(
    output: Annotated[Path, typer.Option(help="Folder for the pair of keys.", file_okay=False)] = Path("keys"),
) -> None:
    """Make a pair of Ed25519 keys: hoofbeat.key signs and stays with its owner, hoofbeat.pub goes to who serves.

    **Example:** `hoofbeat bundle keys --output keys`
    """
    from hoofbeat.bundle.runtime.signature import PRIVATE_KEY, PUBLIC_KEY, make_keys

    name = make_keys(output)
    console.print(f"[green]✓[/] key {name}: keep {output / PRIVATE_KEY} secret", soft_wrap=True)
    console.print(f"  hand out {output / PUBLIC_KEY}: HOOFBEAT_TRUSTED_KEYS={output / PUBLIC_KEY}", soft_wrap=True)


@app.command()
def sign(
    bundle: Annotated[Path, typer.Argument(help="Folder of an exported bundle.", file_okay=False)],
    key: Annotated[Path, typer.Option(help="The private key.", dir_okay=False)] = Path("keys/hoofbeat.key"),
) -> None:
    """Check a bundle, and vouch for it with a key.

    **Example:** `hoofbeat bundle sign hoofbeat-output/bundle --key keys/hoofbeat.key`
    """
    from hoofbeat.bundle.runtime.signature import sign as sign_bundle

    console.print(f"[green]✓[/] signed by key {sign_bundle(bundle, key)}")


@app.command()
def verify(
    bundle: Annotated[Path, typer.Argument(help="Folder of an exported bundle.", file_okay=False)],
    trusted: Annotated[
        str,
        typer.Option(help="Public keys: files, folders of *.pub, or keys; by commas.", envvar="HOOFBEAT_TRUSTED_KEYS"),
    ],
) -> None:
    """Check every file of a bundle and its signature; the exit status says whether serving would take it.

    **Example:** `hoofbeat bundle verify hoofbeat-output/bundle --trusted keys/hoofbeat.pub`
    """
    from hoofbeat.bundle.runtime.signature import TrustedKeys, verify_bundle

    manifest, key = verify_bundle(bundle, TrustedKeys.parse(trusted))
    console.print(f"[green]✓[/] {manifest.version}: {len(manifest.files)} files whole, signed by key {key}")


@app.command()
def fetch(
    address: Annotated[
        str, typer.Argument(help="Where it lies: a path, s3://, az://, gs://, or models:/NAME@ALIAS of the registry.")
    ],
    to: Annotated[Path, typer.Option(help="Folder that it becomes; it replaces a bundle there.", file_okay=False)],
    trusted: Trusted = "",
    allow_unsigned: Unsigned = False,
) -> None:
    """Bring a bundle here, signature and every file checked; prints its version.

    For a machine without a network, and for commands that look at what is in production.

    **Example:** `hoofbeat bundle fetch models:/hoofbeat@production --to runs/production`
    """
    from hoofbeat.jobs.fetch import FetchJob

    typer.echo(FetchJob(address=address, to=to, trusted_keys=trusted, allow_unsigned=allow_unsigned).run())
