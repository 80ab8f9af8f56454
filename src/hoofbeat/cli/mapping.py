"""``hoofbeat mapping``: from a hospital's table to a mapping of its columns."""

from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.domain.languages import ProseLanguage

app = typer.Typer(name="mapping", help="Say what the columns of a hospital's table mean.", no_args_is_help=True)

Table = Annotated[Path, typer.Argument(help="CSV, Parquet or Excel (.xlsx) file.", dir_okay=False)]


@app.command()
def suggest(
    file: Table,
    output: Annotated[
        Path | None, typer.Option(help="Where to write the mapping; standard output if left out.", dir_okay=False)
    ] = None,
    lang: Annotated[ProseLanguage, typer.Option(help="Language of the comments.")] = "en",
    rows: Annotated[int, typer.Option(min=1, help="Rows looked at.")] = 200_000,
    header_row: Annotated[
        int | None, typer.Option(min=1, help="Line of the column names, counted from 1; found out if left out.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help="Sheet of an Excel file; the first that is a table if left out.")
    ] = None,
) -> None:
    """Draft the mapping of a table from the names and values of its columns, in Spanish and English.

    Each line says how sure it is and why; look at those marked CHECK. A file that stands at `--output` is not
    overwritten.

    **Example:** `hoofbeat mapping suggest children.csv --output mapping.yaml`
    """
    from hoofbeat.domain.errors import InputError
    from hoofbeat.jobs.mapping import SuggestMappingJob

    if output is not None and output.exists():
        raise InputError(f"{output} exists", hint="give another --output, or remove it if nobody has edited it")
    text = SuggestMappingJob(file=file, lang=lang, rows=rows, header_row=header_row, sheet=sheet).run()
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")


@app.command()
def check(
    file: Table,
    mapping: Annotated[Path, typer.Option(help="The mapping to try.", dir_okay=False)],
    rows: Annotated[int, typer.Option(min=1, help="Rows tried.")] = 10_000,
) -> None:
    """Show what a mapping makes of a table: each column, and how many rows would be refused and why.

    **Example:** `hoofbeat mapping check children.csv --mapping mapping.yaml`
    """
    from rich.markup import escape
    from rich.table import Table as RichTable

    from hoofbeat.console import results
    from hoofbeat.jobs.mapping import CheckMappingJob

    checked = CheckMappingJob(file=file, mapping=mapping, rows=rows).run()
    table = RichTable()
    for heading in ("column", "becomes"):
        table.add_column(heading, overflow="fold")
    for heading in ("stated", "missing", "not understood"):
        table.add_column(heading, justify="right")
    for column in checked.columns:
        numbers = (column.stated, column.missing, column.unknown)
        shown = ("",) * 3 if column.becomes == "dropped" else tuple(f"{number:,}" for number in numbers)
        table.add_row(escape(column.name), escape(column.becomes), *shown)
    out = results()
    out.print(table)
    refused = checked.read - checked.accepted
    out.print(f"{checked.read:,} rows read = {checked.accepted:,} accepted + {refused:,} quarantined")
    out.print(f"{checked.features:,} site features, {checked.diseases:,} site diseases")
    for reason, count in checked.reasons.most_common(10):
        out.print(f"  {count:,} × {escape(reason)}", soft_wrap=True)
