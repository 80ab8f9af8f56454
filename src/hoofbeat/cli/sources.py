"""``hoofbeat sources``: what a file of sources lists."""

from pathlib import Path
from typing import Annotated

import typer


def sources(
    file: Annotated[Path, typer.Option("--sources", help="YAML file that lists the sources.", dir_okay=False)],
) -> None:
    """Print the names of the sources in a file, one a line, after checking every entry.

    **Example:** `hoofbeat sources --sources sources.yaml`
    """
    from hoofbeat.sources import read_sources

    for source in read_sources(file):
        typer.echo(source.name)
