"""``hoofbeat benchmark``: how good the ranking is, against the rankings of the field."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hoofbeat.cli.options import BundleFolder, Release, Seed
from hoofbeat.domain.circumstances import Setting

if TYPE_CHECKING:
    from hoofbeat.evaluation.benchmark.result import BenchmarkResult

app = typer.Typer(help="Benchmarks: how good the ranking is, honestly measured.", no_args_is_help=True)


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


@app.command()
def examination(
    bundle: BundleFolder,
    cases: Annotated[Path, typer.Option(help="The coded cases.", dir_okay=False)] = Path(
        "benchmarks/examination/cases.jsonl"
    ),
    output: Annotated[Path, typer.Option(help="Where to write the results.", file_okay=False)] = Path("examination"),
    setting: Annotated[
        list[Setting] | None, typer.Option(help="Ask in this setting alone; may be repeated. In all if not given.")
    ] = None,
    compare: Annotated[
        list[Path] | None,
        typer.Option(help="An earlier examination.json, shown beside this one; may be repeated.", dir_okay=False),
    ] = None,
) -> None:
    """Rank examination cases, common and orphan diseases mixed, through an exported bundle.

    Writes `examination.json` and `examination.md`, and prints the latter. One half of the cases may be looked at while
    the ranking is built; the other is only reported, and the goals speak of it.

    **Example:** `hoofbeat benchmark examination --bundle runs/first/bundle --setting emergency`
    """
    from hoofbeat.jobs.examination import ExaminationJob

    job = ExaminationJob(
        bundle=bundle, cases=cases, output=output, settings=tuple(setting or Setting), compare=tuple(compare or ())
    )
    typer.echo(job.run())


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
