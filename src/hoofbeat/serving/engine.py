"""The bundle behind the API: loading it, and knowing whether it answers."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
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
    """Holds the diagnoser of one application, or the reason why there is none.

    Args:
        source: a loaded diagnoser, or the directory of a bundle to load at start.
    """

    def __init__(self, source: "Diagnoser | Path") -> None:
        self._source = source
        self._diagnoser: Diagnoser | None = None
        self._failure = "the bundle is still loading"

    def start(self, *, warm_up: bool) -> None:
        """Load the bundle. A bundle that cannot be read leaves the service up but not ready, with the reason."""
        try:
            self._diagnoser = _load(self._source) if isinstance(self._source, Path) else self._source
        except HoofbeatError as error:
            self._failure = str(error)
            logger.error("no bundle: %s", error)
            return
        if warm_up and (failure := self.check()) is not None:
            logger.error("%s", failure)

    @property
    def diagnoser(self) -> Diagnoser:
        """The loaded diagnoser.

        Raises:
            HoofbeatError: none is loaded.
        """
        if self._diagnoser is None:
            raise HoofbeatError(self._failure)
        return self._diagnoser

    def check(self) -> str | None:
        """Ask the bundle for one finding and one differential; ``None`` if it answers, else why it does not."""
        if self._diagnoser is None:
            return self._failure
        lexicon = self._diagnoser.lexicon
        if not lexicon.entries:
            return "the bundle knows no finding"
        probe = lexicon.entries[0]
        try:
            lexicon.search(probe.name, limit=1)
            case = Case(case_id="probe", findings=(Finding(id=probe.id),))
            answer = self._diagnoser.differential(case, top=1, explain=False)
        except Exception as error:  # whatever breaks inference must show here, before a person meets it
            logger.error("the bundle does not answer: %s", type(error).__name__)
            return f"the bundle does not answer ({type(error).__name__})"
        return None if answer.differential else "the bundle answers with an empty differential"


def _load(directory: Path) -> Diagnoser:
    from hoofbeat.bundle.runtime.bundle import Bundle  # brings ONNX Runtime: only where a bundle is read

    return Bundle.load(directory)
