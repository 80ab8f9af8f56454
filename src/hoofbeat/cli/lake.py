"""``hoofbeat lake``: look into the lake, and keep it in order."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hoofbeat.cli.options import DEFAULT_OUTPUT, LakeUrl, Output

app = typer.Typer(name="lake", help="Look into the lake, and keep it in order.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


class TableName(StrEnum):
    """The tables of a lake."""

    BRONZE = "bronze"
    QUARANTINE = "quarantine"
    SILVER = "silver"
    GOLD = "gold"


AsOfTable = Annotated[
    str | None, typer.Option("--as-of", help="Version of the table, or a moment (2026-03-01T12:00Z); now if left out.")
]


@app.command()
def status(output: Output = DEFAULT_OUTPUT, lake: LakeUrl = None, json_: Json = False) -> None:
    """Show each table's version, rows, files and bytes, and the rows of each source.

    **Example:** `hoofbeat lake status --lake s3://hospital/lake`
    """
    from hoofbeat.jobs.lake import LakeStatusJob

    tables = LakeStatusJob(output=output, lake=lake).run()
    if json_:
        _print_json([asdict(table) for table in tables])
        return
    _print_table(
        ("table", "version", "changed", "rows", "files", "bytes", "rows by source"),
        (
            (
                one.table,
                "–" if one.version is None else str(one.version),
                f"{one.changed:%Y-%m-%d %H:%M:%S}" if one.changed else "–",
                f"{one.rows:,}",
                f"{one.files:,}",
                f"{one.size:,}",
                ", ".join(f"{source} {count:,}" for source, count in one.sources.items()),
            )
            for one in tables
        ),
        numbers={"version", "rows", "files", "bytes"},
    )


@app.command()
def history(
    table: Annotated[TableName | None, typer.Argument(help="One table; all four if left out.")] = None,
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    limit: Annotated[int, typer.Option(min=1, help="So many commits of each table.")] = 20,
    json_: Json = False,
) -> None:
    """List the commits, the newest first: what --as-of can go back to.

    **Example:** `hoofbeat lake history gold --output runs/first`
    """
    from hoofbeat.jobs.lake import LakeHistoryJob

    commits = LakeHistoryJob(output=output, lake=lake, table=table and table.value, limit=limit).run()
    if json_:
        _print_json([{"table": name} | asdict(commit) for name, commit in commits])
        return
    _print_table(
        ("table", "version", "time (UTC)", "operation", "note"),
        (
            (
                name,
                str(commit.version),
                f"{commit.time:%Y-%m-%d %H:%M:%S}",
                commit.operation,
                ", ".join(f"{key} {value[:16]}" for key, value in commit.metadata.items()),
            )
            for name, commit in commits
        ),
        numbers={"version"},
    )


@app.command()
def show(
    table: Annotated[TableName, typer.Argument(help="Which table.")],
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    as_of: AsOfTable = None,
    limit: Annotated[int, typer.Option(min=1, help="So many rows.")] = 10,
    json_: Json = False,
) -> None:
    """Show the first rows of a table as it is, or was; what is sealed is left out.

    **Example:** `hoofbeat lake show gold --as-of 2026-03-01T12:00Z`
    """
    from hoofbeat.jobs.lake import LakeShowJob

    version, count, rows = LakeShowJob(output=output, lake=lake, table=table.value, as_of=as_of, limit=limit).run()
    if json_:
        _print_json({"table": table.value, "version": version, "count": count, "rows": rows})
        return
    typer.echo(f"{table.value} version {version}: {count:,} rows")
    for row in rows:
        typer.echo(json.dumps({key: value for key, value in row.items() if value not in (None, [])}, default=str))


@app.command()
def lineage(
    case_id: Annotated[str, typer.Argument(help="Pseudonym of a case, as gold names it.")],
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    as_of: AsOfTable = None,
    location: Annotated[
        bool, typer.Option("--location", help="Unseal the record's file and position; may name the patient.")
    ] = False,
    payload: Annotated[bool, typer.Option("--payload", help="Unseal the record's text; may name the patient.")] = False,
    json_: Json = False,
) -> None:
    """Follow a case of gold back to its record in bronze: source, position, batch, time; with the key, file and text.

    **Example:** `hoofbeat lake lineage case-0123456789abcdef --location`
    """
    from hoofbeat.jobs.lineage import LineageJob

    found = LineageJob(output=output, lake=lake, case_id=case_id, as_of=as_of, location=location, payload=payload).run()
    if json_:
        _print_json(asdict(found))
        return
    disease = found.disease_id or "not in the catalogue"
    typer.echo(f"{found.case_id} in gold version {found.gold_version}: {found.diagnosis or 'no diagnosis'} → {disease}")
    _print_table(
        ("revision", "in gold", "source", "record", "batch", "ingested (UTC)", "content hash"),
        (
            (
                str(one.revision),
                "yes" if one.in_gold else "",
                one.source,
                f"{one.position:,}",
                one.batch[:12],
                f"{one.ingested_at:%Y-%m-%d %H:%M:%S}",
                one.content_hash[:12],
            )
            for one in found.records
        ),
        numbers={"revision", "record"},
    )
    for one in found.records:
        if one.location is not None:
            typer.echo(f"revision {one.revision} stands at {one.location}")
        if one.payload is not None:
            typer.echo(one.payload)


@app.command()
def compact(output: Output = DEFAULT_OUTPUT, lake: LakeUrl = None, json_: Json = False) -> None:
    """Put small files together; rows and older versions stay as they are.

    **Example:** `hoofbeat lake compact --lake az://lake/hospital`
    """
    from hoofbeat.jobs.lake import LakeCompactJob

    _print_counts(LakeCompactJob(output=output, lake=lake).run(), "files fewer", json_)


@app.command()
def vacuum(
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    retain: Annotated[float, typer.Option(min=0, help="Hours of history that stay readable.")] = 168,
    force: Annotated[
        bool, typer.Option("--force", help="Allow less than a week, while nobody else uses the lake.")
    ] = False,
    json_: Json = False,
) -> None:
    """Remove the files that only versions older than --retain need. Those versions cannot be read any more.

    **Example:** `hoofbeat lake vacuum --retain 720`
    """
    from hoofbeat.jobs.lake import LakeVacuumJob

    _print_counts(LakeVacuumJob(output=output, lake=lake, retain=retain, force=force).run(), "files removed", json_)


@app.command()
def rotate_key(
    new_key_file: Annotated[Path, typer.Option(help="File with the new key: a long random text.", dir_okay=False)],
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    sources: Annotated[
        Path | None, typer.Option(help="YAML list of the sources, as they were ingested.", dir_okay=False)
    ] = None,
    json_: Json = False,
) -> None:
    """Seal and pseudonymise the whole lake anew with another key. Every case id changes; train again afterwards.

    **Example:** `hoofbeat lake rotate-key --new-key-file next.key --sources sources.yaml`
    """
    from hoofbeat.jobs.rotation import RotateKeyJob
    from hoofbeat.sources.config import read_sources

    listed = read_sources(sources) if sources else ()
    job = RotateKeyJob(output=output, lake=lake, new_key_file=new_key_file, sources=listed)
    _print_counts(job.run(), "rows", json_)


def _print_json(content: Any) -> None:
    typer.echo(json.dumps(content, default=str, ensure_ascii=False))


def _print_counts(counts: dict[str, int], what: str, json_: bool) -> None:
    if json_:
        _print_json(counts)
    else:
        _print_table(("table", what), ((name, f"{count:,}") for name, count in counts.items()), numbers={what})


def _print_table(headings: Iterable[str], rows: Iterable[Iterable[str]], numbers: set[str]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from hoofbeat.console import results

    table = Table()
    for heading in headings:
        table.add_column(heading, justify="right" if heading in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    results().print(table)
