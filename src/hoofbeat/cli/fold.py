"""``hoofbeat fold``: a confirmed case answers for others within seconds."""

from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.cli.options import DEFAULT_OUTPUT, LakeUrl, Output


def fold(
    bundle: Annotated[
        Path | None, typer.Option(help="Bundle to fold into; the run's own if not given.", file_okay=False)
    ] = None,
    cases: Annotated[
        str | None,
        typer.Option(help="Log or address of the case store, or another file of cases, that gold may lack."),
    ] = None,
    format: Annotated[str, typer.Option(help="Format of --cases.")] = "casestore",  # noqa: A002
    source: Annotated[str, typer.Option(help="Name that the source of --cases has in the lake.")] = "app",
    to: Annotated[
        Path | None, typer.Option(help="Place of the new bundle; beside the old one if not given.", file_okay=False)
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Private key that signs the new bundle.", dir_okay=False)] = None,
    parity_cases: Annotated[int, typer.Option(min=1, help="Cases on which graphs and models must agree.")] = 20,
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
) -> None:
    """Count newly confirmed cases in the diseases' profiles and write a new bundle: seconds, no training.

    Every case of gold counts that the training has not seen, and every case of `--cases`. The cohort model, the
    re-ranker and the pool stay as they were trained; the next training learns from the cases.

    **Example:** `hoofbeat fold --output runs/first --cases /srv/hoofbeat/cases --to runs/first/folded`
    """
    from hoofbeat.jobs.fold import FoldJob

    FoldJob(
        output=output, bundle=bundle, to=to, lake=lake, cases=cases, format=format, source=source,
        parity_cases=parity_cases, key=key,
    ).run()  # fmt: skip
