"""Who examines: knows the world and the folds, and answers unit by unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from threadpoolctl import threadpool_limits

from hoofbeat.evaluation.benchmark.asking import Reply, examine
from hoofbeat.evaluation.benchmark.contenders import Contender, contenders
from hoofbeat.evaluation.benchmark.lessons import PROTOCOLS, Lessons
from hoofbeat.evaluation.benchmark.parts import Parts, Unit
from hoofbeat.evaluation.benchmark.world import World
from hoofbeat.evaluation.ranking import DISEASE_HELD_OUT, NAIVE, PUBLICATION_HELD_OUT


@dataclass(frozen=True)
class Settings:
    """What a run is to do.

    Attributes:
        folds: number of folds of every split.
        seed: seed of splits, draws, models and bootstrap.
        quick: a quick look: fewer contenders, smaller models.
    """

    folds: int = 5
    seed: int = 0
    quick: bool = False


@dataclass(frozen=True)
class Examiner:
    """Computes units and keeps them; can be sent to another process.

    Attributes:
        world: knowledge and cases.
        settings: what to do.
        parts: folder of the kept answers.
    """

    world: World
    settings: Settings
    parts: Parts

    @cached_property
    def contenders(self) -> dict[str, Contender]:
        """Who competes, by name."""
        return {contender.name: contender for contender in contenders(quick=self.settings.quick)}

    @cached_property
    def lessons(self) -> Lessons:
        """The folds of every protocol."""
        return Lessons(self.world, folds=self.settings.folds, seed=self.settings.seed)

    def units(self) -> list[Unit]:
        """Everything there is to compute, what takes longest first, so that no process is left with it at the end."""
        return [
            Unit(protocol, contender.name, fold)
            for contender in reversed(self.contenders.values())
            for protocol in PROTOCOLS
            if examined(contender, protocol) == protocol
            for fold in self.lessons.folds(protocol)
        ]

    def missing(self) -> list[Unit]:
        """What is not kept yet."""
        return [unit for unit in self.units() if self.parts.load(unit) is None]

    def answer(self, unit: Unit) -> Unit:
        """Compute a unit and keep it."""
        lesson = self.lessons.lesson(unit.protocol, unit.fold)
        with threadpool_limits(limits=1):  # one core a process; several side by side would only wait for each other
            answers = examine(
                self.world, self.contenders[unit.contender], unit.protocol, lesson, seed=self.settings.seed
            )
        self.parts.save(unit, answers)
        return unit

    def kept(self, contender: Contender, protocol: str) -> Iterator[dict[str, Reply]]:
        """The answers of each fold of a protocol, in order; none where the contender cannot take part."""
        source = examined(contender, protocol)
        for fold in self.lessons.folds(protocol) if source else ():
            answers = self.parts.load(Unit(source or protocol, contender.name, fold))
            if answers is None:
                raise LookupError(f"{protocol}, {contender.name}, fold {fold} was not computed")
            yield answers


def examined(contender: Contender, protocol: str) -> str | None:
    """The protocol whose answers stand for this one.

    A model of cases alone cannot rank a disease without a case, so it takes no part where diseases are held out; and
    the statements that a naive protocol leaves to be read change nothing for it.
    """
    if contender.only_cases:
        return {DISEASE_HELD_OUT: None, NAIVE: PUBLICATION_HELD_OUT}.get(protocol, protocol)
    return protocol
