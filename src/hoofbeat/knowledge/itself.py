"""Looking things up by their identity, so that what is made from something large is made once."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, eq=False)
class Itself(Generic[Thing]):
    """A thing by which something is looked up: this very one, however alike another may be.

    Example:
        >>> one, alike = ["a list"], ["a list"]
        >>> Itself(one) == Itself(one), Itself(one) == Itself(alike)
        (True, False)
    """

    thing: Thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other.thing is self.thing
