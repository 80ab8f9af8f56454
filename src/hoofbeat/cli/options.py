"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.domain.case import HIGHEST_METRES, LOWEST_METRES
from hoofbeat.domain.circumstances import Region, Setting

Output = Annotated[Path, typer.Option(help="Run directory: everything a run makes lies in it.", file_okay=False)]
Seed = Annotated[int, typer.Option(help="Seed of every random choice.")]
ParityCases = Annotated[int, typer.Option(min=1, help="Real cases on which graphs and models must agree.")]
BundleFolder = Annotated[Path, typer.Option(help="Folder of an exported bundle.", file_okay=False)]
Host = Annotated[str, typer.Option(help="Address to listen on; the loopback address keeps it on this computer.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")]

MappingFile = Annotated[Path | None, typer.Option(help="YAML file that says what the columns of --table mean.")]
SourcesFile = Annotated[
    Path | None, typer.Option("--sources", help="YAML file that lists sources: name, format, path, mapping.")
]
SourceNames = Annotated[
    list[str] | None, typer.Option("--source", help="Take only this source of the file; may be repeated.")
]
Expectations = Annotated[
    Path | None, typer.Option(help="YAML file with the hospital's own expectations, held beside the shipped ones.")
]

Altitude = Annotated[
    float | None,
    typer.Option(
        min=LOWEST_METRES,
        max=HIGHEST_METRES,
        help="Metres above sea level: limits of oxygen and hemoglobin depend on it. Sea level if not given.",
    ),
]

AskedSetting = Annotated[
    Setting,
    typer.Option(
        "--setting",
        help="Where the patients came to. primary-care and emergency expect what is common, hospital less so; genetics "
        "expects rare diseases, as published patients have them, and is the only one where sufficiency and sets were "
        "measured: elsewhere the answers come without them.",
    ),
]
AskedRegion = Annotated[
    Region | None,
    typer.Option(
        "--region",
        help="Where the patients live or have been: raises what is endemic there, lowers what is bound to other "
        "places. It does not count if not given.",
    ),
]

Release = Annotated[
    str,
    typer.Option("--knowledge", help="Release of the knowledge: embedded, latest, a stored version, or a folder."),
]

EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        help="Who does the work: local, dask for a Dask cluster of this machine, or the address of a Dask scheduler "
        "(tls://scheduler:8786). The results are the same.",
    ),
]

LakeUrl = Annotated[
    str | None,
    typer.Option(
        "--lake",
        envvar="HOOFBEAT_LAKE",
        help="Where the lake is: a path, s3://, az:// or gs://; the run directory's own if not given.",
    ),
]
AsOf = Annotated[
    str | None, typer.Option(help="Version of gold, or a moment (2026-03-01T12:00Z); the newest if not given.")
]

DEFAULT_OUTPUT = Path("hoofbeat-output")
