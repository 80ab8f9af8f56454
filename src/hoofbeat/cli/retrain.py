"""``hoofbeat retrain``: from new cases to the bundle that answers, with nobody at the keyboard."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hoofbeat.cli.gate import REFUSED
from hoofbeat.cli.history import Json
from hoofbeat.cli.options import DEFAULT_OUTPUT, Output
from hoofbeat.cli.pruning import prune
from hoofbeat.cli.rollout import UNDECIDED
from hoofbeat.cli.rounds import with_round
from hoofbeat.lifecycle.retraining.steps import RoundStep

if TYPE_CHECKING:
    from hoofbeat.jobs.retrain.settings import RoundResult

app = typer.Typer(help="Retrain: new cases → training → gate → shadow → canary → production.")
app.command()(prune)

Until = Annotated[RoundStep, typer.Option(help="The last step that is done now; the next command goes on after it.")]
Number = Annotated[int | None, typer.Option("--round", help="The round that is meant; the one under way if not given.")]


@app.callback(invoke_without_command=True)
@with_round
def retrain(
    told: dict[str, Any],
    context: typer.Context,
    until: Until = RoundStep.PROMOTE,
    now: Annotated[bool, typer.Option("--now", help="Begin a round whether one is due or not.")] = False,
    json_: Json = False,
) -> None:
    """Go on with the round under way, or begin one where one is due, and do its steps up to the last.

    Status 0: promoted, nothing due, or done up to --until; 3: the challenger is refused; 4: live traffic has not
    decided yet; 1: a step failed. However it ended, the same command goes on where it was.

    **Examples:** `hoofbeat retrain --output runs/ours --registry http://127.0.0.1:5000 --key keys/hoofbeat.key`

    `hoofbeat retrain --now --until stage --output runs/ours`
    """
    if context.invoked_subcommand is not None:
        return
    from hoofbeat.jobs.retrain.round import RetrainJob

    result = RetrainJob.model_validate(told | {"until": until, "now": now}).run()
    if result is None:
        typer.echo("null" if json_ else "no round is due")
        return
    _tell(result, json_)
    _leave(result)


@app.command()
@with_round
def due(told: dict[str, Any], json_: Json = False) -> None:
    """Say whether a round is due, and why: schedule, new confirmed cases, a request, a new release of the knowledge.

    Status 0: it is, or one is under way; 3: it is not.

    **Example:** `hoofbeat retrain due --output runs/ours --every-days 7 --new-cases 50`
    """
    from hoofbeat.jobs.retrain.due import DueJob
    from hoofbeat.lifecycle.retraining.rounds import Rounds

    found = DueJob.model_validate(told).run()
    state = Rounds(told["output"]).under_way()
    if json_:
        typer.echo(json.dumps({"under_way": state and state.number, "due": [one.model_dump() for one in found]}))
    else:
        if state is not None:
            typer.echo(f"round {state.number} is under way, its next step is {state.next}")
        for one in found:
            typer.echo(f"{one.reason}: {one.says}")
        if not found and state is None:
            typer.echo("no round is due")
    if not found and state is None:
        raise typer.Exit(REFUSED)


@app.command()
@with_round
def step(
    told: dict[str, Any],
    name: Annotated[RoundStep, typer.Argument(help="The step.")],
    number: Number = None,
    json_: Json = False,
) -> None:
    """Do one step, and those before it that are not done; `pin` begins a round where none is under way.

    Status 0: the step is done; 3: the round ended before it; 4: live traffic has not decided yet; 1: it failed.

    **Example:** `hoofbeat retrain step train --round 3 --output runs/ours`
    """
    from hoofbeat.jobs.retrain.round import RetrainJob

    result = RetrainJob.model_validate(told | {"until": name, "round": number, "now": True}).run()
    if result is None:
        return
    if json_:
        record = result.state.steps.get(name)
        told_ = {"round": result.number, "folder": str(result.folder), "stand": result.stand, "reasons": result.reasons}
        typer.echo(json.dumps(told_ | {"step": name, "record": record and record.model_dump(mode="json")}))
    else:
        _tell(result, json_)
    if not result.state.is_done(name):
        _leave(result)


@app.command("list")
def list_(output: Output = DEFAULT_OUTPUT, json_: Json = False) -> None:
    """List the rounds, the newest first: what each was begun for, where it stands, and why.

    **Example:** `hoofbeat retrain list --output runs/ours`
    """
    from hoofbeat.lifecycle.retraining.rounds import Rounds

    states = Rounds(output).all()[::-1]
    if json_:
        typer.echo(json.dumps([state.model_dump(mode="json") for state in states]))
        return
    for state in states:
        why = ", ".join(dict.fromkeys(trigger.reason for trigger in state.triggers))
        stand = state.end or f"under way, next {state.next}"
        typer.echo(f"{state.number:04}  {state.begun:%Y-%m-%d %H:%M:%S}  {why}: {stand}")
        for reason in state.reasons:
            typer.echo(f"      {reason}")


@app.command()
def ask(
    evidence: Annotated[str, typer.Argument(help="What it rests on; no word on a patient.")],
    output: Output = DEFAULT_OUTPUT,
) -> None:
    """Ask for a round: the next `hoofbeat retrain` begins it.

    **Example:** `hoofbeat retrain ask "new ward since June" --output runs/ours`
    """
    from datetime import UTC, datetime

    from hoofbeat.lifecycle.retraining import requests
    from hoofbeat.lifecycle.retraining.rounds import Rounds

    typer.echo(str(requests.ask(Rounds(output).requests, "hand", evidence, datetime.now(UTC))))


@app.command("give-up")
@with_round
def give_up(
    told: dict[str, Any],
    reason: Annotated[str, typer.Option(help="Why; it stays with the round.")],
    number: Number = None,
) -> None:
    """End the round under way without a promotion: `staging` and `canary` are taken away, and the next round is free.

    **Example:** `hoofbeat retrain give-up --reason "the deliveries of June were doubled" --output runs/ours`
    """
    from hoofbeat.jobs.retrain.giving_up import GiveUpJob

    state = GiveUpJob.model_validate(told | {"round": number, "reason": reason}).run()
    typer.echo(f"round {state.number} was given up")


def _tell(result: "RoundResult", json_: bool) -> None:
    if json_:
        typer.echo(result.model_dump_json())
        return
    after = f" after {result.state.reached}" if result.stand in ("under way", "undecided") else ""
    typer.echo(f"round {result.number}: {result.stand}{after} ({result.folder})")
    for reason in result.reasons:
        typer.echo(f"  {reason}")


def _leave(result: "RoundResult") -> None:
    status = {"refused": REFUSED, "given up": REFUSED, "undecided": UNDECIDED}.get(result.stand, 0)
    if status:
        raise typer.Exit(status)
