"""``hoofbeat rollout``: how a challenger does in live traffic."""

from typing import Annotated

import typer

from hoofbeat.cli.gate import REFUSED
from hoofbeat.cli.history import Json, Model, RegistryUrl

#: Exit status of a challenger that patience did not decide about.
UNDECIDED = 4

app = typer.Typer(
    help="A challenger beside the champion: in the shadow, then for a share of requests.", no_args_is_help=True
)


@app.callback()
def _group() -> None:
    """A group, though it has one command yet."""


@app.command()
def watch(
    mode: Annotated[str, typer.Option(help="shadow (what staging means) or canary.")],
    version: Annotated[
        str, typer.Option(help="Number, alias, or what its bundle calls itself; that of the mode if not given.")
    ] = "",
    service: Annotated[list[str] | None, typer.Option(help="Address of a service's /metrics; may be repeated.")] = None,
    prometheus: Annotated[
        str | None, typer.Option(help="Address of a Prometheus server: for counts without --service, and for alerts.")
    ] = None,
    answers: Annotated[int, typer.Option(min=1, help="Fewest answers of the challenger.")] = 200,
    patience: Annotated[float, typer.Option(min=0, help="Minutes until it stays undecided; 0 looks once.")] = 60,
    failures: Annotated[float, typer.Option(help="How much larger its share of failures may be, 0 to 1.")] = 0.02,
    slower: Annotated[float, typer.Option(help="How many times the champion's 95th percentile it may take.")] = 2.0,
    overlap: Annotated[float, typer.Option(help="Least mean share of the first ten in common, 0 to 1.")] = 0.3,
    registry: RegistryUrl = None,
    model: Model = "hoofbeat",
    json_: Json = False,
) -> None:
    """Watch a challenger until every rule passes or one fails.

    Status 0: it may go on; 3: it is refused; 4: too little came to decide; 1: nothing could be asked.

    **Example:** `hoofbeat rollout watch --mode shadow --service http://127.0.0.1:8000/metrics`
    """
    from hoofbeat.domain.errors import InputError
    from hoofbeat.jobs.rollout import RolloutJob

    if mode not in ("shadow", "canary"):
        raise InputError(f"There is no mode {mode!r}", hint="say --mode shadow or --mode canary")
    if not (0 < failures < 1 and slower > 1 and 0 <= overlap <= 1):
        raise InputError("A limit cannot be used", hint="--failures and --overlap are shares, --slower is more than 1")
    found = RolloutJob(
        mode="shadow" if mode == "shadow" else "canary", version=version, services=tuple(service or ()),
        prometheus=prometheus, answers=answers, patience_seconds=60 * patience, failures=failures, slower=slower,
        overlap=overlap, registry=registry, model=model,
    ).run()  # fmt: skip
    if json_:
        typer.echo(found.model_dump_json())
    else:
        typer.echo(f"{found.verdict} {found.bundle}")
    if found.verdict != "passed":
        raise typer.Exit(REFUSED if found.verdict == "refused" else UNDECIDED)
