"""Options that follow from the formats there are."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hoofbeat.cli.options import Altitude, MappingFile, SourceNames, SourcesFile
from hoofbeat.cli.records import option, taking
from hoofbeat.sources.formats import formats

if TYPE_CHECKING:
    from hoofbeat.sources.config import SourceConfig

#: Of the formats that one file or folder can hold.
NAMES = tuple(name for name, one in formats().items() if one.one_path)
#: Of these, those that the lake takes.
_TEACHING = tuple(name for name in NAMES if formats()[name].teaches)


def _chosen(sources: Path | None, source: list[str] | None, **given: Any) -> "tuple[SourceConfig, ...]":
    from hoofbeat.sources import choose_sources

    return choose_sources(sources, source or (), **given)


_LISTED = (option("sources", SourcesFile), option("source", SourceNames))

#: Gives a command the options for sources that a file lists; it takes the ``sources`` they name.
with_listed_sources = taking("sources", _chosen, (*_LISTED, option("altitude", Altitude)))

#: Gives a command an option for each format, and those that go with them; it takes the ``sources`` they name.
with_sources = taking(
    "sources",
    _chosen,
    (
        *(option(name, Annotated[Path | None, typer.Option(help=formats()[name].help)]) for name in _TEACHING),
        *_LISTED,
        option("mapping", MappingFile),
        option("altitude", Altitude),
    ),
)


def _known(name: str) -> str:
    if name not in NAMES:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(NAMES)}")
    return name


CaseFormat = Annotated[
    str,
    typer.Option(
        help="How the cases are written.",
        metavar=f"[{'|'.join(NAMES)}]",
        callback=_known,
        autocompletion=lambda: list(NAMES),
    ),
]
