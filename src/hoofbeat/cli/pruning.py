"""``hoofbeat retrain prune``: what old rounds give back."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from hoofbeat.cli.history import Json, Model, RegistryUrl
from hoofbeat.cli.options import DEFAULT_OUTPUT, Output

if TYPE_CHECKING:
    from hoofbeat.lifecycle.retraining.pruning import PrunedRound

_MB = 1e6


def prune(
    keep: Annotated[int, typer.Option(min=1, help="So many of the rounds that ended last are kept whole.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, and remove nothing.")] = False,
    output: Output = DEFAULT_OUTPUT,
    registry: RegistryUrl = None,
    model: Model = "hoofbeat",
    json_: Json = False,
) -> None:
    """Remove what old rounds were made with and what they made, where no version of the registry came from them.

    State, verdicts and what a trace reads stay. It may run beside a round.

    **Example:** `hoofbeat retrain prune --keep 5 --dry-run --output runs/ours --registry http://127.0.0.1:5000`
    """
    from hoofbeat.jobs.retrain.prune import PruneJob

    found = PruneJob(output=output, keep=keep, dry_run=dry_run, registry=registry, model=model).run()
    if json_:
        typer.echo(json.dumps([one.model_dump() for one in found]))
        return
    for one in found:
        typer.echo(f"{one.number:04}  {one.end or 'under way'}: {_told(one)}")
    freed = sum(one.bytes for one in found)
    typer.echo(f"{freed:,} bytes ({freed / _MB:.1f} MB) {'would be' if dry_run else 'were'} removed")


def _told(one: "PrunedRound") -> str:
    if one.kept:
        return f"kept, {one.kept}"
    if not one.removed:
        return "nothing left to remove"
    return f"{one.bytes / _MB:.1f} MB: {', '.join(one.removed)}"
