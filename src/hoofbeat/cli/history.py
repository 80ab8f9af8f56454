"""``hoofbeat history``: what was promoted, and what is registered."""

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

if TYPE_CHECKING:
    from hoofbeat.lifecycle.history import HistoryEntry

RegistryUrl = Annotated[
    str | None,
    typer.Option("--registry", help="Address of the MLflow server; MLFLOW_TRACKING_URI if not given."),
]
Model = Annotated[str, typer.Option(help="The registered model.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def history(
    registry: RegistryUrl = None,
    model: Model = "hoofbeat",
    versions: Annotated[bool, typer.Option("--versions", help="List what is registered instead.")] = False,
    json_: Json = False,
) -> None:
    """Show who promoted what, from what, why, when, and on which figures; the newest first.

    **Example:** `hoofbeat history --registry http://127.0.0.1:5000`
    """
    from hoofbeat.jobs.registry import HistoryJob

    job = HistoryJob(registry=registry, model=model)
    if versions:
        listed = [
            {"version": one.number, "bundle": one.bundle, "aliases": [alias.value for alias in aliases]}
            | {key: one.tags.get(key, "") for key in ("created", "data_version", "knowledge_version", "code_version")}
            | {"signed_by": one.tags.get("signed_by", ""), "source": one.source, "run_id": one.run_id}
            for one, aliases in job.listed()
        ]
        if json_:
            typer.echo(json.dumps(listed))
        else:
            shown = ("version", "aliases", "bundle", "data_version", "knowledge_version", "code_version", "signed_by")
            _table(shown, [[_text(line[column]) for column in shown] for line in listed])
        return
    entries = job.run()
    if json_:
        typer.echo(json.dumps([entry_told(entry) for entry in entries], ensure_ascii=False))
        return
    rows = []
    for entry in entries:
        said = entry.promotion
        figure = next((name for name in said.figures if name.endswith("publication-held-out.hybrid.all.top_1")), None)
        before = f"{said.replaced_figures[figure]:.3f}" if figure and figure in said.replaced_figures else "–"
        figures = f"{before} → {said.figures[figure]:.3f}" if figure else "–"
        moved = f"{said.alias}: {said.replaced or '–'} → {said.afterwards or '–'}"
        when = f"{said.decided_at:%Y-%m-%d %H:%M:%S}"
        rows.append(
            [str(said.number), when, said.kind, moved, said.bundle, said.who, said.reason, figures, entry.state]
        )
    columns = ("no.", "when (UTC)", "what", "versions", "bundle", "who", "why", "top-1, held out", "state")
    _table(columns, rows)


def entry_told(entry: "HistoryEntry") -> dict[str, object]:
    """An entry of the history as JSON has it."""
    return {"state": entry.state, "run_id": entry.run_id, **entry.promotion.model_dump(mode="json")}


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _table(columns: tuple[str, ...], rows: list[list[str]]) -> None:
    from rich.table import Table

    from hoofbeat.console import results

    table = Table()
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    results().print(table)
