"""Records of other packages beside our own, found by entry points."""

from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Protocol, TypeVar

from hoofbeat.domain.errors import HoofbeatError


class Named(Protocol):
    """A record that goes by its name."""

    @property
    def name(self) -> str:
        """The name."""
        ...


Record = TypeVar("Record", bound=Named)


def with_plugins(shipped: Sequence[Record], group: str, error: type[HoofbeatError]) -> dict[str, Record]:
    """Records by their name: the shipped ones, then those that entry points of the group name.

    Raises:
        HoofbeatError: of the class ``error``, where one cannot be loaded, is of another class, or takes a taken name.
    """
    known = {record.name: record for record in shipped}
    for point in entry_points(group=group):
        hint = f"mend or remove the package of {point.value}"
        try:
            added = point.load()
        except Exception as problem:
            raise error(f"{point.name} of {group} cannot be loaded ({type(problem).__name__})", hint=hint) from problem
        if not isinstance(added, type(shipped[0])) or added.name in known:
            kind = type(shipped[0]).__name__
            raise error(f"{point.name} of {group} is no {kind} with a name of its own", hint=hint)
        known[added.name] = added
    return known
