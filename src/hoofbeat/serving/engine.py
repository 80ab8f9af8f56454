"""The bundle behind the API, and whether it answers."""

import logging
from collections.abc import Mapping, Sequence
from typing import Protocol

from pydantic import BaseModel

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.numbers import NumericFeature
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.circumstances import GENETICS, Circumstances
from hoofbeat.domain.differential import Differential
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.errors import HoofbeatError

logger = logging.getLogger("hoofbeat.serving")


class Diagnoser(Protocol):
    """What serving asks of a bundle."""

    @property
    def version(self) -> str:
        """The bundle's version."""
        ...

    @property
    def manifest(self) -> BaseModel:
        """What the bundle says of itself."""
        ...

    @property
    def diseases(self) -> Sequence[Disease]:
        """The catalogue."""
        ...

    @property
    def orphan_diseases(self) -> int:
        """How many of them are orphan."""
        ...

    @property
    def lexicon(self) -> Lexicon:
        """The names of the findings."""
        ...

    @property
    def numbers(self) -> Sequence[NumericFeature]:
        """The measurements that the cohort model reads."""
        ...

    @property
    def card(self) -> Mapping[str, str]:
        """The files of its model card, name → text; empty where it has none."""
        ...

    def differential(
        self,
        case: Case,
        *,
        circumstances: Circumstances = GENETICS,
        top: int = 10,
        explain: bool = True,
        grouped: bool = False,
    ) -> Differential:
        """Rank the catalogue for one case, asked under these circumstances.

        Raises:
            InputError: nothing of the case is known.
        """
        ...


class Engine:
    """Holds the diagnoser that answers, or the reason why there is none; thread-safe.

    A request keeps the diagnoser it began with: another may take its place meanwhile.

    Args:
        diagnoser: the first one, if it is there already.
    """

    def __init__(self, diagnoser: Diagnoser | None = None) -> None:
        self._diagnoser = diagnoser
        self._failure = "the bundle is still loading"

    def use(self, diagnoser: Diagnoser) -> None:
        """Answer with this one from now on."""
        self._diagnoser = diagnoser

    def fail(self, reason: str) -> None:
        """Say from now on why there is none, while there is none."""
        self._failure = reason

    @property
    def holds(self) -> bool:
        """Whether there is a diagnoser."""
        return self._diagnoser is not None

    @property
    def diagnoser(self) -> Diagnoser:
        """The diagnoser that answers.

        Raises:
            HoofbeatError: there is none.
        """
        if self._diagnoser is None:
            raise HoofbeatError(self._failure)
        return self._diagnoser

    def check(self) -> str | None:
        """``None`` if a diagnoser is there and answers, else why not."""
        return self._failure if self._diagnoser is None else probe(self._diagnoser)


def probe(diagnoser: Diagnoser) -> str | None:
    """Ask for one differential; ``None`` if it is answered, else why not."""
    if not diagnoser.lexicon.entries:
        return "the bundle knows no finding"
    finding = Finding(id=diagnoser.lexicon.entries[0].id)
    try:
        answer = diagnoser.differential(Case(case_id="probe", findings=(finding,)), top=1, explain=False)
    except Exception as error:  # whatever breaks inference must show here, before a person meets it
        logger.error("the bundle does not answer: %s", type(error).__name__)
        return f"the bundle does not answer ({type(error).__name__})"
    return None if answer.differential else "the bundle answers with an empty differential"
