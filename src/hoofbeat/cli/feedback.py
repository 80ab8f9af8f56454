"""``hoofbeat feedback``: which confirmed cases may teach."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from hoofbeat.cli.options import DEFAULT_OUTPUT, LakeUrl, Output
from hoofbeat.domain.errors import InputError

if TYPE_CHECKING:
    from hoofbeat.watching.teaching.decisions import Fate

app = typer.Typer(help="Confirmed cases before they teach: review them, and decide what is held.", no_args_is_help=True)

CaseIds = Annotated[list[str], typer.Argument(metavar="ID…", help="As `hoofbeat feedback list` shows them.")]


@app.command()
def review(
    cases: Annotated[str, typer.Option(help="Log or address of the case store.", envvar="HOOFBEAT_CASES")],
    source: Annotated[str, typer.Option(help="Name of the case store in the lake.")] = "app",
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
) -> None:
    """Accept the confirmed cases that are plausible, and hold the others until somebody has looked.

    From then on gold takes no confirmed case of the source that was not accepted. Run it before `hoofbeat ingest`.

    **Example:** `hoofbeat feedback review --cases /srv/hoofbeat/cases --output runs/first`
    """
    from hoofbeat.jobs.feedback import ReviewJob

    told = ReviewJob(output=output, cases=cases, source=source, lake=lake).run()
    typer.echo(
        f"{told.read:,} read = {told.accepted:,} accepted + {told.held:,} held + {told.rejected:,} rejected + "
        f"{told.quarantined:,} quarantined + {told.passed:,} that confirm nothing or were replaced"
    )


@app.command("list")
def list_(
    fate: Annotated[str | None, typer.Option(help="accepted, held or rejected; all if not given.")] = None,
    output: Output = DEFAULT_OUTPUT,
) -> None:
    """List what was decided: id, fate, time, disease, what confirmed it and who, reasons. No finding is shown.

    **Example:** `hoofbeat feedback list --fate held`
    """
    from hoofbeat.jobs.feedback import ListFeedbackJob

    if fate not in (None, "accepted", "held", "rejected"):
        raise InputError("--fate is none that a case can have", hint="choose accepted, held or rejected")
    decided = ListFeedbackJob(output=output, fate=cast("Fate | None", fate)).run()
    for one in decided:
        by = one.reviewer or "reviewer unknown"
        typer.echo(
            f"{one.case_id}  {one.fate}  {one.confirmed:%Y-%m-%d}  {one.disease}  {one.basis}  {by}  "
            + "; ".join(one.reasons)
        )
    typer.echo(f"{len(decided):,} cases", err=True)


@app.command()
def accept(case_ids: CaseIds, output: Output = DEFAULT_OUTPUT) -> None:
    """Let cases teach after all: they count from the next `hoofbeat prepare` or `hoofbeat fold` on.

    **Example:** `hoofbeat feedback accept case-016e97e280198d37 case-5b1d0c9a7e33f204`
    """
    _decide(case_ids, output, "accepted")


@app.command()
def reject(case_ids: CaseIds, output: Output = DEFAULT_OUTPUT) -> None:
    """Never let cases teach; a correction of one is reviewed anew.

    **Example:** `hoofbeat feedback reject case-016e97e280198d37`
    """
    _decide(case_ids, output, "rejected")


def _decide(case_ids: list[str], output: Path, fate: "Fate") -> None:
    from hoofbeat.jobs.feedback import DecideJob

    for case_id in case_ids:
        typer.echo(f"{DecideJob(output=output, case_id=case_id, fate=fate).run().case_id} {fate}")
