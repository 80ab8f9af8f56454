"""Commands that take a record where the user gives options."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from inspect import Parameter
from typing import Any

Command = Callable[..., None]


def option(name: str, annotation: Any, default: Any = None) -> Parameter:
    """An option of a command, annotated as Typer wants it."""
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def taking(parameter: str, make: Callable[..., Any], options: Iterable[Parameter]) -> Callable[[Command], Command]:
    """Offer options in place of one parameter of a command, which takes what ``make`` makes of their values."""
    offered = tuple(options)

    def decorate(command: Command) -> Command:
        @wraps(command)
        def run(**given: Any) -> None:
            record = make(**{one.name: given.pop(one.name) for one in offered})
            command(**{parameter: record}, **given)

        own = inspect.signature(command, eval_str=True).parameters.values()
        together = [new for one in own for new in (offered if one.name == parameter else (one,))]
        run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [one.replace(kind=Parameter.KEYWORD_ONLY) for one in together]
        )
        run.__annotations__ = {one.name: one.annotation for one in together}
        return run

    return decorate
