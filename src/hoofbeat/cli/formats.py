"""Options that follow from the formats there are."""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from hoofbeat.sources.formats import formats

#: Of the formats that one file or folder can hold.
NAMES = tuple(name for name, one in formats().items() if one.one_path)

Paths = dict[str, Path | None]


def with_formats(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each format; it takes what they name as ``paths``, format → file or folder."""

    @wraps(command)
    def offered(**given: Any) -> None:
        command(paths={name: given.pop(name) for name in NAMES}, **given)

    options = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[Path | None, typer.Option(help=formats()[name].help)],
        )
        for name in NAMES
    ]
    own = inspect.signature(command, eval_str=True).parameters.values()
    together = [new for one in own for new in (options if one.name == "paths" else [one])]
    offered.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in together]
    )
    offered.__annotations__ = {one.name: one.annotation for one in together}
    return offered


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
