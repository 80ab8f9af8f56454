"""The commands that lead back: from an answer to its origin, from a bundle to the same bundle again."""

from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.cli.history import Json, Model, RegistryUrl
from hoofbeat.cli.options import DEFAULT_OUTPUT, LakeUrl, Output


def trace(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="PREDICTION_ID|BUNDLE",
            help="prediction_id of an answer; or a bundle: its folder, its version, a number or alias of the registry.",
        ),
    ],
    output: Output = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    registry: RegistryUrl = None,
    model: Model = "hoofbeat",
    json_: Json = False,
) -> None:
    """Print where an answer comes from: bundle, MLflow runs, version of gold, files of bronze, code, knowledge, lock.

    An id names bundle and moment, and nobody: what was asked is kept nowhere, unless somebody registered the case.

    **Example:** `hoofbeat trace 56cb77968446-20261130T081500Z-0123456789 --output runs/first`
    """
    from hoofbeat.jobs.trace import TraceJob

    found = TraceJob(asked=asked, output=output, lake=lake, registry=registry, model=model).run()
    if json_:
        typer.echo(found.model_dump_json())
        return
    lines = []
    if found.answered_at is not None:
        lines.append(("prediction", f"{found.prediction_id}, answered {found.answered_at:%Y-%m-%d %H:%M:%S} UTC"))
    lines.append(("bundle", f"{found.bundle} ({found.found_at})"))
    if found.version:
        aliases = f", now {', '.join(found.aliases)}" if found.aliases else ""
        then = {True: "; in production at that moment", False: "; not in production at that moment", None: ""}
        lines.append(
            ("registry", f"version {found.version}{aliases}, run {found.registered_by}{then[found.in_production]}")
        )
    lines += [("", promotion) for promotion in found.promotions]
    if found.parent:
        trained = "" if found.trained == found.parent else f", which {found.trained} was trained as"
        lines.append(("folded", f"{found.folded:,} confirmed cases since the training, into {found.parent}{trained}"))
    lines += [("MLflow run", f"{run} ({name})") for name, run in found.runs.items()]
    cases = f", {found.cases:,} cases" if found.cases is not None else ""
    lines.append(("gold", f"version {found.gold_version}{cases}"))
    for batch in found.batches:
        at = f"{batch.ingested_at:%Y-%m-%d %H:%M:%S}"
        lines.append(("bronze", f"batch {batch.batch} of {at} UTC: {batch.records:,} records of {batch.source}"))
        lines += [("", file) for file in batch.files]
    lines += [("code", found.code_version), ("knowledge", found.knowledge_version)]
    if found.lock:
        lines.append(("lock", found.lock))
    lines += [("not shown", gap) for gap in found.gaps]
    for name, text in lines:
        typer.echo(f"{name:<11}{text}")


def reproduce(
    bundle: Annotated[Path, typer.Argument(help="Folder of an exported bundle.", file_okay=False)],
    output: Annotated[
        Path | None,
        typer.Option(help="Run directory it was made in: knowledge and lake are read there. The bundle's own if not.",
                     file_okay=False),
    ] = None,
    lake: LakeUrl = None,
    keep: Annotated[
        Path | None, typer.Option(help="Keep what is made in this folder; it is thrown away if not.", file_okay=False)
    ] = None,
    json_: Json = False,
) -> None:  # fmt: skip
    """Make a bundle again from the data, knowledge, seeds and settings it names, and compare, file by file.

    Status 1 where a figure of the evaluation is another; bytes that differ are named, and are no failure.

    **Example:** `hoofbeat reproduce runs/first/bundle`
    """
    from hoofbeat.jobs.reproduce import ReproduceJob

    found = ReproduceJob(bundle=bundle, output=output or bundle.resolve().parent, lake=lake, keep=keep).run()
    if json_:
        typer.echo(found.model_dump_json())
    else:
        for file in found.files:
            typer.echo(f"{file.name:<28}{'same bytes' if file.same else 'differs: ' + '; '.join(file.differs)}")
        for name, (first, second) in found.metrics.items():
            typer.echo(f"{name}: {first} then, {second} now")
        said = "every figure is the same" if found.metrics_same else f"{len(found.metrics)} figures differ"
        typer.echo(f"{found.first} → {found.second}: {said}, {len(found.identical)} of {len(found.files)} files too")
    if not found.metrics_same:
        raise typer.Exit(1)
