"""What all candidates are compared on: the same cases, the same folds, the same machine."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from hoofbeat.engines import LOCAL, TaskEngine, Team, ready
from hoofbeat.features.balancing import Balancing
from hoofbeat.models.candidates import Size, build
from hoofbeat.models.onnx import to_onnx
from hoofbeat.models.plan import Plan
from hoofbeat.training.folds import Fold

Folds = Mapping[Balancing, Sequence[Fold]]


@dataclass(frozen=True)
class Fit:
    """A candidate to be fitted on the cases outside one fold and asked about those in it.

    Attributes:
        name: of the candidate.
        plan: its settings.
        position: of the fold.
        sized: whether its graph is to be weighed.
    """

    name: str
    plan: Plan
    position: int
    sized: bool


@dataclass(frozen=True)
class Fitted:
    """What came of it.

    Attributes:
        probabilities: float32 [m, classes of the fold], of the held-out cases.
        fit_seconds: on one core.
        answer_seconds: for all m cases.
        onnx_bytes: size of the graph, 0 where it was not asked for.
    """

    probabilities: NDArray[np.float32]
    fit_seconds: float
    answer_seconds: float
    onnx_bytes: int


@dataclass(frozen=True)
class FoldAnswer:
    """What a candidate answered to the held-out cases of one fold."""

    fold: Fold
    fitted: Fitted

    def put(self, probabilities: NDArray[np.float32]) -> None:
        """Write the answers into those of all cases to all classes, float32 [n, C]."""
        probabilities[np.ix_(self.fold.held_out, self.fold.columns)] = self.fitted.probabilities


@dataclass(frozen=True)
class Fitter:
    """Fits and asks candidates; any process can.

    Attributes:
        folds: encoded, once for each thing that is done about rare classes.
        seed: of the candidates.
        size: of the candidates.
    """

    folds: Folds
    seed: int
    size: Size

    def fresh(self, name: str, plan: Plan, fold: Fold) -> Pipeline:
        """The unfitted candidate ``name`` for the columns of ``fold``."""
        return build(name, self.seed, self.size, fold.features.shape[1], plan.settings)

    def __call__(self, fit: Fit) -> Fitted:
        """Fit and ask one."""
        fold = self.folds[fit.plan.balancing][fit.position]
        pipeline = self.fresh(fit.name, fit.plan, fold)
        start = perf_counter()
        fold.training.teach(fit.name, pipeline)
        fitted = perf_counter()
        probabilities = np.asarray(pipeline.predict_proba(fold.features), dtype=np.float32)
        answered = perf_counter()
        size = to_onnx(pipeline, fold.features.shape[1]).ByteSize() if fit.sized else 0
        return Fitted(probabilities, fitted - start, answered - fitted, size)


@contextmanager
def fitting(fitter: Fitter, engine: TaskEngine = LOCAL, workers: int = 2) -> Iterator[Team[Fit, Fitted]]:
    """Who fits, while the block runs; ``workers`` are the folds that this machine fits at once."""
    # Several fits on one core each beat one fit on several: the matrices are too small to share.
    with threadpool_limits(limits=1), engine.crew(ready(fitter), threads=workers) as crew:
        yield crew


@dataclass(frozen=True)
class Contest:
    """The cases, the folds, and what is the same for every candidate.

    Attributes:
        classes: the C disease ids, sorted.
        orphan: which of them are orphan diseases, [C].
        y: class of each case, [n].
        taught: whether the other folds had a case of its disease, [n]: where not, every model must fail.
        fitter: folds, seed and size.
        crew: fits and asks, as ``fitter`` does.
    """

    classes: tuple[str, ...]
    orphan: NDArray[np.bool_]
    y: NDArray[np.int64]
    taught: NDArray[np.bool_]
    fitter: Fitter
    crew: Team[Fit, Fitted]

    @property
    def folds(self) -> Folds:
        """Encoded, once for each thing that is done about rare classes."""
        return self.fitter.folds

    def answers(self, name: str, plan: Plan, *, sized: bool = False) -> Generator[FoldAnswer, None, None]:
        """Fit and ask the candidate fold by fold; who stops listening spares the folds that have not begun.

        Args:
            name: of the candidate.
            plan: its settings.
            sized: whether to weigh the graph of the first fold.
        """
        folds = self.folds[plan.balancing]
        fits = (Fit(name, plan, position, sized and not position) for position in range(len(folds)))
        with closing(self.crew.map(fits)) as answers:
            yield from map(FoldAnswer, folds, answers)

    def no_answers(self) -> NDArray[np.float32]:
        """Probabilities of 0, float32 [n, C], to be filled fold by fold."""
        return np.zeros((len(self.y), len(self.classes)), dtype=np.float32)
