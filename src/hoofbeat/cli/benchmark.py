"""``hoofbeat benchmark``: how good the ranking is, against the rankings of the field."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hoofbeat.cli.options import Release, Seed

if TYPE_CHECKING:
    from hoofbeat.evaluation.benchmark.result import BenchmarkResult

app = typer.Typer(help="Benchmarks: how good the ranking is, honestly measured.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """Keep ``accuracy`` a word of the command, though it is the only benchmark yet."""


@app.command()
def accuracy(
    phenopackets: Annotated[Path, typer.Option(help="Phenopackets: a file, a folder, or the publisher's zip.")],
    ddxplus: Annotated[Path, typer.Option(help="DDXPlus release directory, or its CSV of patients.")],
    output: Annotated[
        Path, typer.Option(help="Where to keep what is computed, and to write the results.", file_okay=False)
    ],
    cases: Annotated[
        Path | None,
        typer.Option(help="Phenopackets from outside (folder, zip or file) to rank; their publications are not read."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Five minutes: a sample of the cases, two folds, fewer contenders.")
    ] = False,
    seed: Seed = 0,
    processes: Annotated[int, typer.Option(min=1, help="Processes that compute side by side.")] = 2,
    knowledge: Release = "embedded",
) -> None:
    """Compare the ranking with those of the field, on patients whose publication or disease it has not read.

    Writes `benchmark.json` and `benchmark.html`. What is computed is kept in `parts`: the same command again goes on
    where it was interrupted, and computes anew only what other data, code or settings have changed.

    **Example:** `hoofbeat benchmark accuracy --phenopackets all.zip --ddxplus ddxplus --output bench --quick`
    """
    from hoofbeat.jobs.benchmark import AccuracyBenchmarkJob
    from hoofbeat.jobs.knowledge import release_folder

    result = AccuracyBenchmarkJob(
        phenopackets=phenopackets, ddxplus=ddxplus, output=output, cases=cases, quick=quick, seed=seed,
        processes=processes, release=release_folder(knowledge),
    ).run()  # fmt: skip
    for line in _lines(result):
        typer.echo(line)


def _lines(result: "BenchmarkResult") -> list[str]:
    """One line for each contender of each protocol, on the cases that its goal speaks of."""
    lines = ["A quick look: a sample of the cases; no accuracy claim."] if result.quick else []
    shown = dict.fromkeys((line.protocol, line.subset) for line in result.rankings if line.subset in _SHOWN)
    for protocol, subset in shown:
        ceiling = result.ceiling(protocol, subset)
        lines.append(f"{protocol}, {subset}" + (f" (ceiling {ceiling.value:.3f})" if ceiling else ""))
        for found in result.rankings:
            if (found.protocol, found.subset) == (protocol, subset):
                top = "  ".join(f"top-{k} {found.top[k].value:.3f}" for k in (1, 3, 10))
                lines.append(f"  {found.model:<18} {top}  MRR {found.mrr.value:.3f}  n {found.n}")
    return lines


_SHOWN = ("phenopackets", "ddxplus", "external")
