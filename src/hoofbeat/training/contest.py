"""What all candidates are compared on: the same cases, the same folds, the same machine."""

from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from hoofbeat.features.balancing import Balancing
from hoofbeat.interruptions import held_back, in_turn
from hoofbeat.models.candidates import Size, build
from hoofbeat.models.plan import Plan
from hoofbeat.training.folds import Fold


@dataclass(frozen=True)
class FoldAnswer:
    """What a candidate answered to the held-out cases of one fold.

    Attributes:
        fold: whose cases were asked.
        pipeline: fitted on the cases of the other folds.
        probabilities: float32 [m, classes of the fold].
        fit_seconds: on one core.
        answer_seconds: for all m cases.
    """

    fold: Fold
    pipeline: Pipeline
    probabilities: NDArray[np.float32]
    fit_seconds: float
    answer_seconds: float

    def put(self, probabilities: NDArray[np.float32]) -> None:
        """Write the answers into those of all cases to all classes, float32 [n, C]."""
        probabilities[np.ix_(self.fold.held_out, self.fold.columns)] = self.probabilities


@dataclass(frozen=True)
class Contest:
    """The cases, the folds, and what is the same for every candidate.

    Attributes:
        classes: the C disease ids, sorted.
        orphan: which of them are orphan diseases, [C].
        y: class of each case, [n].
        taught: whether the other folds had a case of its disease, [n]: where not, every model must fail.
        folds: encoded, once for each thing that is done about rare classes.
        seed: of the candidates.
        size: of the candidates.
        workers: folds fitted at once, each on one core.
    """

    classes: tuple[str, ...]
    orphan: NDArray[np.bool_]
    y: NDArray[np.int64]
    taught: NDArray[np.bool_]
    folds: Mapping[Balancing, Sequence[Fold]]
    seed: int
    size: Size
    workers: int

    def fresh(self, name: str, plan: Plan, fold: Fold) -> Pipeline:
        """The unfitted candidate ``name`` for the columns of ``fold``."""
        return build(name, self.seed, self.size, fold.features.shape[1], plan.settings)

    def answers(self, name: str, plan: Plan) -> Generator[FoldAnswer, None, None]:
        """Fit and ask the candidate fold by fold; who stops listening spares the folds that have not begun."""
        # Several fits on one core each beat one fit on several: the matrices are too small to share.
        with held_back() as check, threadpool_limits(limits=1), ThreadPoolExecutor(self.workers) as pool:
            begun = [pool.submit(self._answer, name, plan, fold) for fold in self.folds[plan.balancing]]
            yield from in_turn(begun, check)

    def no_answers(self) -> NDArray[np.float32]:
        """Probabilities of 0, float32 [n, C], to be filled fold by fold."""
        return np.zeros((len(self.y), len(self.classes)), dtype=np.float32)

    def _answer(self, name: str, plan: Plan, fold: Fold) -> FoldAnswer:
        pipeline = self.fresh(name, plan, fold)
        start = perf_counter()
        fold.training.teach(pipeline)
        fitted = perf_counter()
        probabilities = np.asarray(pipeline.predict_proba(fold.features), dtype=np.float32)
        return FoldAnswer(fold, pipeline, probabilities, fitted - start, perf_counter() - fitted)
