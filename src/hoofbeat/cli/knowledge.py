"""``hoofbeat knowledge``: releases of what is known, as versioned data."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hoofbeat.cli.options import Release

if TYPE_CHECKING:
    from hoofbeat.knowledge.common.check import RowFaults

app = typer.Typer(help="Medical knowledge as versioned data: refresh, list, show, compare.", no_args_is_help=True)

Store = Annotated[
    Path | None,
    typer.Option(
        "--store",
        "--output",
        help="Folder of the releases; under the user's data by default.",
        envvar="HOOFBEAT_KNOWLEDGE",
        file_okay=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def refresh(
    origin: Annotated[
        Path | None,
        typer.Option(
            "--from", help="Take the publishers' files from this folder: no internet is needed.", file_okay=False
        ),
    ] = None,
    store: Store = None,
    without: Annotated[
        list[str] | None, typer.Option(help="Leave out a source: orphadata or hpo-translations.")
    ] = None,
    most_lost: Annotated[
        float, typer.Option(min=0, max=1, help="Greatest share of findings, diseases or annotations that may be lost.")
    ] = 0.05,
) -> None:
    """Bring the newest HPO, Orphadata and translations into the store, as a new version.

    The same content is the same version, and nothing to do. A release that is broken, or has lost too much, is not
    stored, and says why. The version that counts now is printed.

    **Example:** `hoofbeat knowledge refresh --store knowledge`, and on a machine without internet
    `hoofbeat knowledge refresh --store knowledge --from /media/usb`
    """
    from hoofbeat.jobs.knowledge import RefreshJob, default_store

    job = RefreshJob(store=store or default_store(), origin=origin, without=tuple(without or ()), most_lost=most_lost)
    typer.echo(job.run().release.version)


@app.command("list")
def list_(store: Store = None, as_json: AsJson = False) -> None:
    """List the stored releases, the newest last.

    **Example:** `hoofbeat knowledge list --store knowledge`
    """
    from hoofbeat.jobs.knowledge import default_store
    from hoofbeat.knowledge.store import KnowledgeStore

    releases = KnowledgeStore(store or default_store()).releases()
    if as_json:
        known = [{"version": each.version, "created_at": each.created_at, "dates": each.dates} for each in releases]
        typer.echo(json.dumps(known, indent=2))
        return
    if not releases:
        typer.echo("No release is stored yet: hoofbeat knowledge refresh adds one.", err=True)
    for each in releases:
        typer.echo(f"{each.version}  stored {each.created_at}  {each.counts.get('catalogue entries', 0):,} diseases")


@app.command()
def show(
    version: Annotated[str, typer.Argument(help="A stored version, or its beginning, or `latest`.")] = "latest",
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Show a stored release: its files, where they come from, their licences, and what they hold.

    **Example:** `hoofbeat knowledge show latest --store knowledge`
    """
    from dataclasses import asdict

    from hoofbeat.jobs.knowledge import default_store
    from hoofbeat.knowledge.store import KnowledgeStore

    release = KnowledgeStore(store or default_store()).find(version)
    release.verify()
    if as_json:
        typer.echo(json.dumps(asdict(release) | {"folder": str(release.folder)}, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{release.version}\n  in {release.folder}, stored {release.created_at}")
    typer.echo("  " + ", ".join(f"{publisher} of {date}" for publisher, date in release.dates.items()))
    typer.echo("  " + ", ".join(f"{count:,} {name}" for name, count in release.counts.items()))
    for file in release.files:
        typer.echo(f"  {file.name}  {file.size:,} bytes  {file.sha256[:12]}…  {file.licence}  {file.address}")


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="A stored version (or its beginning), `latest`, a folder, or `embedded`.")],
    new: Annotated[str, typer.Argument(help="The same.")] = "latest",
    store: Store = None,
    as_json: AsJson = False,
    limit: Annotated[
        int | None, typer.Option(min=0, help="Entries of each list: 10 by default, all of them with --json.")
    ] = None,
) -> None:
    """Compare two releases: diseases and findings added, changed, retired, and the statements that join them.

    **Example:** `hoofbeat knowledge diff embedded latest --store knowledge`
    """
    from hoofbeat.jobs.knowledge import DiffJob, default_store

    found = DiffJob(old=old, new=new, store=store or default_store()).run()
    if as_json:
        typer.echo(json.dumps(found.to_dict(limit), ensure_ascii=False, indent=2))
        return
    _print_diff(found.to_dict(10 if limit is None else limit), found.to_dict())


@app.command()
def check(
    output: Annotated[
        Path | None,
        typer.Option(
            help="Write the most influential rows here, tab-separated, for a physician's review.", dir_okay=False
        ),
    ] = None,
    knowledge: Release = "embedded",
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=0, help="Lines of each list; --json has all of them.")] = 20,
) -> None:
    """Check the rows on common diseases: sources that are missing or weak, and thin profiles.

    Exits with status 1 if a row has no source that a reader can follow.

    **Example:** `hoofbeat knowledge check --output review.tsv`
    """
    from dataclasses import asdict

    from hoofbeat.jobs.knowledge import release_folder
    from hoofbeat.jobs.knowledge_check import CheckJob

    faults = CheckJob(output=output, release=release_folder(knowledge)).run()
    if as_json:
        typer.echo(json.dumps(asdict(faults), ensure_ascii=False, indent=2))
    else:
        _print_faults(faults, limit)
    if faults.fails:
        raise typer.Exit(1)


def _print_faults(faults: "RowFaults", limit: int) -> None:
    rows = {
        "rows without a source": faults.without_source,
        "rows whose source is no address, PMID, PMC id or DOI": faults.not_followed,
        "rows whose source is weak": faults.weak,
    }
    for title, found in rows.items():
        typer.echo(f"{len(found):,} {title}")
        for row in found[:limit]:
            typer.echo("  " + "  ".join((row.table, row.disease, row.name, row.states, row.source)))
    typer.echo(f"{len(faults.thin):,} diseases with a thin profile")
    for disease in faults.thin[:limit]:
        typer.echo(f"  {disease.disease}  {disease.name}  {disease.findings} findings")


def _print_diff(shown: dict[str, Any], whole: dict[str, Any]) -> None:
    typer.echo(f"{whole['old']}\n→ {whole['new']}\n")
    typer.echo(f"{'':<12}{'added':>9}{'changed':>9}{'retired':>9}")
    for name, counts in whole["summary"].items():
        typer.echo(f"{name:<12}" + "".join(f"{counts[what]:>9,}" for what in ("added", "changed", "retired")))
    for what in ("findings", "diseases"):
        for kind, entries in shown[what].items():
            if entries:
                typer.echo(f"\n{what} {kind} ({len(whole[what][kind]):,})")
            rows = (
                [(any_id, *_words(about)) for any_id, about in entries.items()]
                if isinstance(entries, dict)
                else entries
            )
            for row in rows:
                typer.echo("  " + "  ".join(row))
    if shown["annotations"]:
        typer.echo(f"\nannotations by disease ({len(whole['annotations']):,}): added, changed, retired")
    for entry in shown["annotations"]:
        counts = "".join(f"{entry[what]:>6,}" for what in ("added", "changed", "removed"))
        typer.echo(f"{counts}  {entry['disease_id']}  {entry['name']}")


def _words(about: Any) -> list[str]:
    """What happened to an entry, in words: its fields before and after, or the ids it was or became."""
    if isinstance(about, dict):
        return [f"{name}: {before} → {after}" for name, (before, after) in about.items()]
    return [", ".join(about)]
