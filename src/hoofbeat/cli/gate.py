"""``hoofbeat gate``: whether a challenger may take the champion's place."""

from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.cli.options import DEFAULT_OUTPUT, LakeUrl, Output, Seed
from hoofbeat.domain.circumstances import Setting
from hoofbeat.sources import Format

#: Exit status of a challenger that is refused: neither an error (1) nor a wrong command (2).
REFUSED = 3

app = typer.Typer(help="May a challenger take the champion's place?")


@app.callback(invoke_without_command=True)
def gate(
    context: typer.Context,
    champion: Annotated[Path | None, typer.Option(help="Folder of the bundle that is served.", file_okay=False)] = None,
    challenger: Annotated[
        Path | None, typer.Option(help="Folder of the bundle that asks to replace it.", file_okay=False)
    ] = None,
    frozen: Annotated[
        Path | None, typer.Option(help="The frozen set, from `hoofbeat gate freeze`.", dir_okay=False)
    ] = None,
    recent: Annotated[
        Path | None, typer.Option(help="The latest confirmed cases, as JSON lines.", dir_okay=False)
    ] = None,
    output: Annotated[Path, typer.Option(help="Where to write gate.json and gate.html.", file_okay=False)] = Path(
        "gate"
    ),
    margins: Annotated[
        Path | None, typer.Option(help="JSON file of margins that differ from docs/gate.md.", dir_okay=False)
    ] = None,
    seed: Seed = 0,
) -> None:
    """Judge a challenger beside its champion, on cases that neither was taught.

    Writes `gate.json` and `gate.html`: every rule with its figures. Status 0: it may be promoted; 3: it is refused, or
    is not better in anything; 1: it could not be judged.

    **Examples:** `hoofbeat gate freeze --bundle champion --bundle challenger --cases all.zip --output frozen`

    `hoofbeat gate --champion champion --challenger challenger --frozen frozen/frozen.jsonl --recent latest.jsonl`
    """
    if context.invoked_subcommand is not None:
        return
    needed = {"--champion": champion, "--challenger": challenger, "--frozen": frozen}
    if champion is None or challenger is None or frozen is None:
        missing = ", ".join(name for name, value in needed.items() if value is None)
        raise typer.BadParameter(f"missing {missing}; or name a command: hoofbeat gate freeze")
    from hoofbeat.jobs.gate import GateJob
    from hoofbeat.lifecycle.gate.margins import Margins

    result = GateJob(
        champion=champion, challenger=challenger, frozen=frozen, recent=recent, output=output, seed=seed,
        margins=Margins.load(margins) if margins else Margins(),
    ).run()  # fmt: skip
    if result.promote:
        better = "; ".join(f"{gain.title} {gain.difference:+.3f}" for gain in result.gains if gain.shown)
        typer.echo(f"promote {result.challenger}: {better}")
        return
    typer.echo(f"keep {result.champion}")
    for reason in result.reasons:
        typer.echo(f"  {reason}")
    raise typer.Exit(REFUSED)


@app.command()
def freeze(
    bundle: Annotated[list[Path], typer.Option(help="A bundle that must not know the cases; may be repeated.")],
    cases: Annotated[Path | None, typer.Option(help="Diagnosed cases: a file, a folder, or a zip.")] = None,
    format: Annotated[Format, typer.Option(help="How they are written.")] = "phenopackets",  # noqa: A002
    setting: Annotated[Setting, typer.Option(help="Where they were asked about.")] = Setting.GENETICS,
    examination: Annotated[
        Path | None, typer.Option(help="Coded examination cases, asked as in an emergency room.", dir_okay=False)
    ] = None,
    run: Annotated[
        Path | None, typer.Option(help="Run directory whose set-aside patients are taken.", file_okay=False)
    ] = None,
    lake: LakeUrl = None,
    output: Annotated[Path, typer.Option(help="Where to write the set.", file_okay=False)] = Path("frozen"),
) -> None:
    """Keep cases to judge bundles by: those that no named bundle was taught, by pseudonym, content or publication.

    Writes `frozen.jsonl`, and `frozen.json` with its checksum and what was left out.

    **Example:** `hoofbeat gate freeze --bundle runs/first/bundle --cases all.zip --examination cases.jsonl`
    """
    from hoofbeat.jobs.freeze import FreezeJob

    job = FreezeJob(
        bundles=tuple(bundle), cases=cases, format=format, setting=setting, examination=examination,
        run_directory=run, lake=lake, output=output,
    )  # fmt: skip
    job.run()


@app.command()
def reserve(
    share: Annotated[float, typer.Option(min=0, max=0.9, help="Share of the publications or patients; 0 for none.")],
    output: Output = DEFAULT_OUTPUT,
) -> None:
    """Set patients aside before any training: the same ones each time, and as many of whatever comes later.

    `hoofbeat train`, `evaluate` and `export` of that run leave them out; `hoofbeat gate freeze --run` takes them.

    **Example:** `hoofbeat gate reserve --output runs/ours --share 0.1`
    """
    from hoofbeat.jobs.reserve import ReserveJob

    ReserveJob(output=output, share=share).run()
