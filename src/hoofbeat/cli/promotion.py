"""The commands that say what answers: promoted, withdrawn, rolled back."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from hoofbeat.cli.history import Json, Model, RegistryUrl, entry_told
from hoofbeat.cli.registry import Trusted, Unsigned
from hoofbeat.console import console

if TYPE_CHECKING:
    from hoofbeat.lifecycle.history import HistoryEntry

Reason = Annotated[str, typer.Option(help="Why; it stays in the history. No word on a patient.")]
Verdict = Annotated[str, typer.Option(help="Id of the gate's verdict that this rests on.")]
Who = Annotated[str | None, typer.Option(help="Who decides. HOOFBEAT_WHO, else user and machine, if not given.")]
_MODEL = "hoofbeat"


def promote(
    version: Annotated[str, typer.Argument(help="Number of the version, an alias, or what its bundle calls itself.")],
    to: Annotated[str, typer.Option("--to", help="staging, canary or production.")],
    reason: Reason,
    verdict: Verdict = "",
    gate: Annotated[
        Path | None,
        typer.Option(help="gate.json that this rests on: of these very bundles, and in favour.", dir_okay=False),
    ] = None,
    override: Annotated[
        str, typer.Option(help="Why, although the gate keeps the champion; it stays in the history.")
    ] = "",
    require_gate: Annotated[
        bool,
        typer.Option(
            "--require-gate",
            help="Refuse production and canary without --gate, but for the first.",
            envvar="HOOFBEAT_REQUIRE_GATE",
        ),
    ] = False,
    who: Who = None,
    registry: RegistryUrl = None,
    model: Model = _MODEL,
    trusted: Trusted = "",
    allow_unsigned: Unsigned = False,
    json_: Json = False,
) -> None:
    """Let staging, canary or production mean a version from now on; services that follow the alias do so in seconds.

    The version's bundle is fetched and tried first: one that would not be served moves nothing. What production meant
    before is kept as previous; staging and canary that mean what comes to production mean nothing any more.

    **Example:** `hoofbeat promote 3 --to production --reason "better on orphan diseases, gate of June 3"`
    """
    from hoofbeat.domain.errors import InputError
    from hoofbeat.jobs.promotion import PromoteJob
    from hoofbeat.lifecycle.versions import Alias

    if to not in ("staging", "canary", "production"):
        raise InputError(f"There is no promotion to {to!r}", hint="say --to staging, --to canary or --to production")
    entry = PromoteJob(
        version=version, alias=Alias(to), reason=reason, verdict=verdict, gate=gate, override=override,
        require_gate=require_gate, who=who, registry=registry, model=model,
        trusted_keys=trusted, allow_unsigned=allow_unsigned,
    ).run()  # fmt: skip
    _tell(entry, json_, still=f"{to} means {version} already")


def withdraw(
    alias: Annotated[str, typer.Argument(help="staging or canary.")],
    reason: Reason,
    verdict: Verdict = "",
    who: Who = None,
    registry: RegistryUrl = None,
    model: Model = _MODEL,
    json_: Json = False,
) -> None:
    """Let staging or canary mean nothing from now on: services that tried that version stop within seconds.

    **Example:** `hoofbeat withdraw canary --reason "slower than what it should replace"`
    """
    from hoofbeat.domain.errors import InputError
    from hoofbeat.jobs.promotion import WithdrawJob
    from hoofbeat.lifecycle.versions import Alias

    if alias not in ("staging", "canary"):
        raise InputError(f"{alias!r} is not withdrawn", hint="say staging or canary; production is rolled back")
    job = WithdrawJob(alias=Alias(alias), reason=reason, verdict=verdict, who=who, registry=registry, model=model)
    _tell(job.run(), json_, still=f"{alias} means nothing already")


def rollback(
    reason: Reason,
    verdict: Verdict = "",
    who: Who = None,
    registry: RegistryUrl = None,
    model: Model = _MODEL,
    trusted: Trusted = "",
    allow_unsigned: Unsigned = False,
    json_: Json = False,
) -> None:
    """Let production mean again what it meant before, and previous what it meant before that.

    **Example:** `hoofbeat rollback --reason "calibration alarm since Monday"`
    """
    from hoofbeat.jobs.promotion import RollbackJob

    entry = RollbackJob(
        reason=reason, verdict=verdict, who=who, registry=registry, model=model, trusted_keys=trusted,
        allow_unsigned=allow_unsigned,
    ).run()  # fmt: skip
    _tell(entry, json_)


def _tell(entry: "HistoryEntry | None", json_: bool, still: str = "") -> None:
    """What was written down; where nothing was, why all is as it was."""
    if json_:
        typer.echo(json.dumps(entry and entry_told(entry), ensure_ascii=False))
        return
    if entry is None:
        console.print(f"{escape(still)}: nothing has moved")
        return
    said = entry.promotion
    before = f" (before: version {said.replaced})" if said.replaced else ""
    means = f"version {said.version}, {escape(said.bundle)}" if said.afterwards else "nothing any more"
    console.print(
        f"[green]✓[/] {said.alias} is {means}{before}; entry {said.number} of the history",
        soft_wrap=True,
    )
