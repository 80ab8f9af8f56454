"""``hoofbeat quarantine``: what could not become a case, why, and another try."""

import json
from typing import Annotated

import typer

from hoofbeat.cli.options import DEFAULT_OUTPUT, Expectations, LakeUrl, Output, Release, SourceNames, SourcesFile
from hoofbeat.domain.errors import InputError

app = typer.Typer(help="Records that could not become a case: see why, and read them again.", no_args_is_help=True)


@app.command("list")
def list_(
    source: Annotated[str | None, typer.Option(help="Of this source alone.")] = None,
    reason: Annotated[str | None, typer.Option(help="Only where this text stands in the reason.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
) -> None:
    """List what waits in quarantine: id, source, record number, stage, time, reason. No text of a patient is shown.

    **Example:** `hoofbeat quarantine list --source ward --reason subject.sex`
    """
    from hoofbeat.jobs.quarantine import ListQuarantineJob

    refused = ListQuarantineJob(output=output, lake=lake, source=source, reason=reason).run()
    if as_json:
        typer.echo(json.dumps([record.model_dump(mode="json") for record in refused], ensure_ascii=False, indent=1))
        return
    for record in refused:
        since = record.since.strftime("%Y-%m-%d %H:%M")
        typer.echo(f"{record.id}  {record.source} #{record.record}  {record.stage}  {since}  {record.reason}")
    typer.echo(f"{len(refused):,} records", err=True)


@app.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="As `hoofbeat quarantine list` shows it.")],
    payload: Annotated[bool, typer.Option("--payload", help="Print its text, too: it speaks of a patient.")] = False,
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
) -> None:
    """Unseal one record: where it stood and, only if asked, what it says. Needs the lake's key.

    **Example:** `hoofbeat quarantine show 3f9a0c1b2d4e --payload`
    """
    from hoofbeat.jobs.quarantine import ShowQuarantinedJob

    record = ShowQuarantinedJob(output=output, lake=lake, id=id_, payload=payload).run()
    for name, value in record.refused.model_dump(mode="json").items():
        typer.echo(f"{name}: {value}")
    typer.echo(f"location: {_printable(record.location)}")
    if record.payload is not None:
        typer.echo(f"payload:\n{_printable(record.payload)}")


@app.command()
def replay(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Records to read again.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Read all of quarantine again.")] = False,
    sources: SourcesFile = None,
    source: SourceNames = None,
    expectations: Expectations = None,
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    knowledge: Release = "embedded",
) -> None:
    """Parse records of quarantine again, with today's readers, knowledge and mappings.

    Those that are cases now go to silver and gold and leave quarantine. Name the file of sources that they were
    ingested with, as for `hoofbeat prepare`.

    **Example:** `hoofbeat quarantine replay --all --sources sources.yaml`
    """
    from hoofbeat.jobs.knowledge import release_folder
    from hoofbeat.jobs.pipeline import prepare
    from hoofbeat.jobs.replay import ReplayJob
    from hoofbeat.sources import choose_sources

    if bool(ids) == everything:
        raise InputError("say which records to read again", hint="give their ids, or --all")
    job = ReplayJob(
        output=output, sources=choose_sources(sources, source or ()), lake=lake, expectations=expectations, track=True,
        ids=tuple(ids or ()),
    )  # fmt: skip
    summary = prepare(job, release=release_folder(knowledge))
    read, accepted, left = (
        sum(getattr(tally, count) for tally in summary.tallies) for count in ("read", "accepted", "quarantined")
    )
    typer.echo(f"{read:,} read = {accepted:,} accepted + {left:,} still quarantined")


def _printable(text: str) -> str:
    """What a damaged record was salvaged as may hold halves of characters, which no terminal takes."""
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8")
