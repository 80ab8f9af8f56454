"""The bundle behind the API, and whether it answers."""

import logging
from collections.abc import Mapping, Sequence
from typing import Protocol

from pydantic import BaseModel

from hoofbeat.bundle.runtime.finder import DiseaseHit
from hoofbeat.bundle.runtime.going_on.systems import Systems
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.numbers import NumericFeature
from hoofbeat.bundle.runtime.offline.parts import ModelPart
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.circumstances import GENETICS, Circumstances
from hoofbeat.domain.differential import Differential
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.disease_page import DiseasePage
from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.domain.languages import ProseLanguage, SearchLanguage
from hoofbeat.domain.next_steps import ExplainedDiseases, NextSteps
from hoofbeat.serving.answering import Answering

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
    def systems(self) -> Systems:
        """The body systems of the findings."""
        ...

    @property
    def reference(self) -> bytes | None:
        """What its windows are compared with; ``None`` where it carries nothing of the kind."""
        ...

    @property
    def numbers(self) -> Sequence[NumericFeature]:
        """The measurements that the cohort model reads."""
        ...

    @property
    def card(self) -> Mapping[str, str]:
        """The files of its model card, name → text; empty where it has none."""
        ...

    @property
    def parts(self) -> Mapping[str, ModelPart]:
        """What another machine needs to rank as it does, name → part; empty where it hands none out."""
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

    def explain(
        self, case: Case, disease_ids: Sequence[str], *, circumstances: Circumstances = GENETICS
    ) -> ExplainedDiseases:
        """What speaks for and against named diseases, wherever they stand.

        Raises:
            InputError: the catalogue lacks one of them, or nothing of the case is known.
        """
        ...

    def next_steps(self, case: Case, *, circumstances: Circumstances = GENETICS, limit: int = 10) -> NextSteps:
        """What to ask next, when to stop, and who should see the patient.

        Raises:
            InputError: nothing of the case is known.
        """
        ...

    def find_diseases(self, query: str, *, lang: SearchLanguage = "en", limit: int = 10) -> list[DiseaseHit]:
        """Find diseases by name, synonym or id, best first."""
        ...

    def knows(self, any_id: str) -> bool:
        """Whether the catalogue has a disease of this id, its own or an equivalent one."""
        ...

    def disease(self, any_id: str, *, lang: ProseLanguage = "en") -> DiseasePage | None:
        """What is known of a disease; ``None`` if the catalogue lacks it."""
        ...


class Engine:
    """Holds the diagnoser that answers, or the reason why there is none; thread-safe.

    A request keeps the diagnoser it began with: another may take its place meanwhile.

    Args:
        diagnoser: the first one, if it is there already.
    """

    def __init__(self, diagnoser: Diagnoser | None = None) -> None:
        self._answering = None if diagnoser is None else Answering(diagnoser)
        self._failure = "the bundle is still loading"

    def use(self, diagnoser: Diagnoser) -> None:
        """Answer with this one from now on."""
        self._answering = Answering(diagnoser)

    def fail(self, reason: str) -> None:
        """Say from now on why there is none, while there is none."""
        self._failure = reason

    @property
    def holds(self) -> bool:
        """Whether there is a diagnoser."""
        return self._answering is not None

    @property
    def diagnoser(self) -> Diagnoser:
        """The diagnoser that answers.

        Raises:
            HoofbeatError: there is none.
        """
        return self.answering.diagnoser

    @property
    def answering(self) -> Answering:
        """The diagnoser that answers, with what reads notes for it.

        Raises:
            HoofbeatError: there is none.
        """
        if self._answering is None:
            raise HoofbeatError(self._failure)
        return self._answering

    def check(self) -> str | None:
        """``None`` if a diagnoser is there and answers, else why not."""
        return self._failure if self._answering is None else probe(self._answering.diagnoser)


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
