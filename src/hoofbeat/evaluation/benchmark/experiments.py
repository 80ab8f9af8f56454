"""What happens to knowledge model and hybrid when one thing is changed: company, findings, cases, subtypes."""

from collections.abc import Callable, Iterator

import numpy as np

from hoofbeat.evaluation.benchmark.asking import Reply
from hoofbeat.evaluation.benchmark.contenders import Contender
from hoofbeat.evaluation.benchmark.differential import ddf1_estimate
from hoofbeat.evaluation.benchmark.questions import (
    EVERYDAY_ALONE,
    FIVE_TOLD,
    GROUPED,
    OBSERVED_ALONE,
    ORPHANS_ALONE,
    REVEALED,
    TWO_DISEASES,
    UNRELATED,
    WHOLE,
    revealed,
    unrelated,
)
from hoofbeat.evaluation.benchmark.result import Experiment, Point
from hoofbeat.evaluation.benchmark.summary import Mask, Summary
from hoofbeat.evaluation.benchmark.world import DDXPLUS, PHENOPACKETS, World
from hoofbeat.evaluation.estimate import Estimate
from hoofbeat.evaluation.ranking import PUBLICATION_HELD_OUT

#: Names of the experiments, in the order in which they are shown.
HORSES, FEW_FINDINGS, LESS_TOLD, FEW_CASES, SUBTYPES, NOISE, TWO = (
    "horses among zebras", "findings told", "less told", "training cases of the disease", "subtypes",
    "unrelated findings", "two diseases at once",
)  # fmt: skip

#: Least and most training cases of the disease, for each step of the few-shot curve.
KNOWN_CASES = {
    "0": (0, 0),
    "1": (1, 1),
    "2": (2, 2),
    "3–5": (3, 5),
    "6–10": (6, 10),
    "11–19": (11, 19),
    "20+": (20, 10**9),
}

#: Which cases a condition takes from an answer.
Chosen = Callable[[Reply], Mask]


class Experiments:
    """Experiments on the publication-held-out answers.

    Args:
        summary: summary of the benchmark.
        world: knowledge and cases.
        seed: seed of the bootstrap.
    """

    def __init__(self, summary: Summary, world: World, seed: int) -> None:
        self._summary, self._world, self._seed = summary, world, seed
        self._sources = np.array(world.teaching.cohort.sources)
        self._everyday = world.everyday[world.teaching.truth]

    def all(self) -> tuple[Experiment, ...]:
        """Every experiment for which there are cases."""
        conditions: dict[str, dict[str, tuple[str, Chosen]]] = {
            HORSES: self._horses(),
            FEW_FINDINGS: {
                **{str(count): (revealed(count), self._of(DDXPLUS)) for count in REVEALED},
                "all": (WHOLE, self._of(DDXPLUS)),
            },
            LESS_TOLD: {
                "as recorded": (WHOLE, self._of(PHENOPACKETS)),
                "what was excluded left out": (OBSERVED_ALONE, self._of(PHENOPACKETS)),
                "five observed findings alone": (FIVE_TOLD, self._of(PHENOPACKETS)),
            },
            FEW_CASES: {name: (WHOLE, self._known(*bounds)) for name, bounds in KNOWN_CASES.items()},
            SUBTYPES: {
                "each for itself": (WHOLE, self._of(PHENOPACKETS)),
                "grouped under the parent": (GROUPED, self._of(PHENOPACKETS)),
            },
            NOISE: {str(count): (unrelated(count), _everyone) for count in UNRELATED},
            TWO: {"either disease": (TWO_DISEASES, _everyone)},
        }
        experiments = [
            Experiment(name=name, points=tuple(self._points(by_condition))) for name, by_condition in conditions.items()
        ]
        return tuple(experiment for experiment in experiments if experiment.points)

    def _horses(self) -> dict[str, tuple[str, Chosen]]:
        def rare(answer: Reply) -> Mask:
            return self._of(PHENOPACKETS)(answer) & ~self._everyday[answer.rows]

        def everyday(answer: Reply) -> Mask:
            return self._of(DDXPLUS)(answer) & self._everyday[answer.rows]

        return {
            "orphan, among all diseases": (WHOLE, rare),
            "orphan, without the common ones": (ORPHANS_ALONE, rare),
            "common, among all diseases": (WHOLE, everyday),
            "common, without the orphan ones": (EVERYDAY_ALONE, everyday),
        }

    def _of(self, source: str) -> Chosen:
        return lambda answer: self._sources[answer.rows] == source

    def _known(self, least: int, most: int) -> Chosen:
        def chosen(answer: Reply) -> Mask:
            known = self._summary.coverage[PUBLICATION_HELD_OUT].known_cases[answer.rows]
            return self._of(PHENOPACKETS)(answer) & (known >= least) & (known <= most)

        return chosen

    def _points(self, conditions: dict[str, tuple[str, Chosen]]) -> Iterator[Point]:
        for contender in self._summary.contenders:
            for condition, (question, chosen) in conditions.items() if contender.thorough else ():
                yield from self._point(contender, condition, question, chosen)

    def _point(self, contender: Contender, condition: str, question: str, chosen: Chosen) -> Iterator[Point]:
        answer = self._summary.answer(contender, PUBLICATION_HELD_OUT, question)
        if answer is None or not (mask := chosen(answer)).any():
            return
        ranking = self._summary.ranking(answer, contender, PUBLICATION_HELD_OUT, named=question == WHOLE)
        (line,) = self._summary.figures(ranking, {condition: mask})
        yield Point(condition=condition, summary=line, ddf1=self._ddf1(answer, mask))

    def _ddf1(self, answer: Reply, mask: Mask) -> Estimate | None:
        stated = mask & np.isfinite(answer.overlap).all(axis=1)
        if not stated.any():
            return None
        return ddf1_estimate(answer.overlap[stated], self._world.teaching.truth[answer.rows[stated]], seed=self._seed)


def _everyone(answer: Reply) -> Mask:
    return np.ones(len(answer.rows), dtype=np.bool_)
