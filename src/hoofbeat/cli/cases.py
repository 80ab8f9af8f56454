"""``hoofbeat cases``: the database of cases that physicians register."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.console import console

app = typer.Typer(
    help="Cases that physicians register: list them, hand them to the pipeline, keep their database in order.",
    no_args_is_help=True,
)

Address = Annotated[
    str | None,
    typer.Option(
        "--cases",
        envvar="HOOFBEAT_CASES",
        show_envvar=True,
        help="The database: local (SQLite under the user's data), sqlite:////FILE or postgresql://HOST/DATABASE; "
        "local by default.",
    ),
]


class Standing(StrEnum):
    """How a case stands."""

    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


@app.command("list")
def list_(
    cases: Address = None,
    status: Annotated[Standing | None, typer.Option(help="Only those that stand so.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many, the last registered first.")] = 50,
    before: Annotated[int | None, typer.Option(min=1, max=2**31 - 1, help="Go on before this number.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """List cases: number, id, status, dates (UTC), age, sex, how much is stated. No finding or diagnosis is shown.

    **Example:** `hoofbeat cases list --status registered`
    """
    from hoofbeat.jobs.cases import ListCasesJob

    found = ListCasesJob(cases=cases, limit=limit, before=before, status=status and status.value).run()
    if as_json:
        typer.echo(json.dumps([case._asdict() for case in found], indent=1))
        return
    for case in found:
        age = "age unknown" if case.age is None else f"{case.age:g} years"
        about = "" if case.status == "withdrawn" else f"  {age}, {case.sex}, {case.findings} findings"
        days = f"{case.registered_at[:16]}, changed {case.changed_at[:16]}"
        typer.echo(f"{case.number}  {case.case_id}  {case.status}  revision {case.revision}  {days}{about}")
    typer.echo(f"{len(found):,} cases", err=True)


@app.command()
def export_log(
    to: Annotated[Path, typer.Option(help="Folder of the log; it is made if it is not there.", file_okay=False)],
    cases: Address = None,
) -> None:
    """Append the events that the log lacks to its day files: what `hoofbeat ingest` reads as format casestore.

    Run again, it adds nothing; what a broken-off run left half is mended.

    **Example:** `hoofbeat cases export-log --to /srv/hoofbeat/cases`
    """
    from hoofbeat.jobs.cases import ExportLogJob

    added = ExportLogJob(cases=cases, folder=to).run()
    typer.echo(f"{added.events:,} events added to {added.files:,} files")


@app.command()
def migrate(cases: Address = None) -> None:
    """Make the tables, or bring them up to date, as `hoofbeat serve` does at its start. Back up first.

    **Example:** `hoofbeat cases migrate --cases postgresql://hoofbeat@db.example/cases`
    """
    from hoofbeat.jobs.cases import MigrateCasesJob

    place, before, after = MigrateCasesJob(cases=cases).run()
    said = f"schema {after} already" if before == after else f"schema {before or 'none'} → {after}"
    console.print(f"[green]✓[/] {said}", soft_wrap=True)
    console.print(place, markup=False, soft_wrap=True)


@app.command()
def check(cases: Address = None) -> None:
    """Read every event and hold it against its contract and the list; the exit status says whether all is whole.

    **Example:** `hoofbeat cases check`
    """
    from hoofbeat.domain.errors import CaseStoreError
    from hoofbeat.jobs.cases import CheckCasesJob

    found = CheckCasesJob(cases=cases).run()
    typer.echo(f"place: {found.place}\nschema: {found.schema or 'none'}")
    if not found.current:
        raise CaseStoreError("The schema is older than this version's", hint="run `hoofbeat cases migrate`")
    for status, count in found.cases.items():
        typer.echo(f"{status}: {count:,}")
    typer.echo(f"events: {found.events:,}")


@app.command()
def erase(
    case_id: Annotated[str, typer.Argument(metavar="ID", help="As `hoofbeat cases list` shows it.")],
    cases: Address = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete all that was ever said of a case, where law demands it; a withdrawal is what suffices otherwise.

    Then write the log to a new folder, and make the lake anew: both still hold it.

    **Example:** `hoofbeat cases erase 0123456789abcdef0123456789abcdef`
    """
    from hoofbeat.jobs.cases import EraseCaseJob

    if not yes:
        typer.confirm("Delete this case for good?", abort=True)
    EraseCaseJob(cases=cases, case_id=case_id).run()
    console.print("[green]✓[/] erased")
