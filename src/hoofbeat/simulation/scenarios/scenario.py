"""A year as it is written down: events, from a YAML file or by name."""

from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import Field, ValidationError

from hoofbeat.domain.errors import InputError
from hoofbeat.domain.frozen import Frozen
from hoofbeat.simulation.scenarios.happenings import Event
from hoofbeat.sources.assemble import explain


class Scenario(Frozen):
    """A year.

    Attributes:
        name: what it is called on the page.
        events: what happens; nothing at all in a stable year.
    """

    name: str = Field(min_length=1, max_length=100)
    events: tuple[Event, ...] = ()

    @classmethod
    def named(cls, name: str) -> "Scenario":
        """One that comes with the command, or that of a YAML file.

        Raises:
            InputError: there is neither, or the file is no scenario.
        """
        shipped = files("hoofbeat.simulation.scenarios") / f"{name}.yaml"
        path = Path(name)
        if "/" not in name and shipped.is_file():
            return cls._of(shipped.read_text(encoding="utf-8"), name)
        try:
            return cls._of(path.read_text(encoding="utf-8"), name)
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"{name} is no scenario that can be read",
                hint=f"name one of {', '.join(shipped_names())}, or a YAML file",
            ) from error

    @classmethod
    def _of(cls, text: str, name: str) -> "Scenario":
        try:
            return cls.model_validate(yaml.safe_load(text))
        except yaml.YAMLError as error:
            raise InputError(f"{name} is no YAML", hint="see docs/simulated-year.md for one") from error
        except ValidationError as error:
            raise InputError(f"{name}: {explain(error)}", hint="docs/simulated-year.md lists every kind") from None


def shipped_names() -> list[str]:
    """Names of the scenarios that come with the command."""
    folder = files("hoofbeat.simulation.scenarios")
    return sorted(each.name.removesuffix(".yaml") for each in folder.iterdir() if each.name.endswith(".yaml"))
