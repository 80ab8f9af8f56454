"""The re-ranker: looks again at the candidates of the knowledge model, pair by pair.

Gradient-boosted trees over the columns of ``models.pairs``, trained to put the right disease before the others
(LambdaMART: Burges, Microsoft Research MSR-TR-2010-82; LightGBM's ``lambdarank``). A pair's columns never name the
disease, so what it learns holds for diseases that no case has shown.

For the ``CANDIDATES`` best diseases of a case with knowledge scores *s* and tree sums *g*, the refined score is

    s'(d) = s(first candidate) + g(d) − max g

and every other disease keeps its distance to the last of them: *s'(d)* = *s(d)* − *s*(last candidate) + min *s'*. So
every candidate stays above every other disease, the best by *g* takes the highest score there was, and *s'* − *s* is
the share of the re-ranker: nothing where it puts first what stood there.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.case import Case
from hoofbeat.models.pairs import COLUMNS, PairWorld

if TYPE_CHECKING:
    from lightgbm import Booster

#: Diseases of a case that are looked at again.
CANDIDATES = 200

#: Fewer training cases or diseases than these cannot teach what holds for other diseases.
FEWEST_CASES, FEWEST_DISEASES = 200, 20

_SETTINGS: dict[str, Any] = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 20,
    "learning_rate": 0.1,
    "num_leaves": 8,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "max_bin": 63,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
_ROUNDS = 150

Floats = NDArray[np.float32]


def candidates_of(score: Floats) -> NDArray[np.int64]:
    """Positions of the best diseases of one case by score [D], best first, ties in the order of the catalogue."""
    many = min(CANDIDATES, len(score))
    leading = np.flatnonzero(score >= np.partition(score, -many)[-many])
    return leading[np.argsort(-score[leading], kind="stable")][:many]


@dataclass(frozen=True)
class Questions:
    """Training cases as the re-ranker sees them.

    Attributes:
        columns: float32 [n, K, columns].
        right: position of the right disease among the candidates, [n]; −1 where it is not among them.
        truth: catalogue position of the right disease, [n].
        weight: of each case, [n].
    """

    columns: Floats
    right: NDArray[np.int64]
    truth: NDArray[np.int64]
    weight: NDArray[np.float64]

    @classmethod
    def ask(
        cls,
        world: PairWorld | None,
        cases: Sequence[Case],
        scores: Floats,
        truth: NDArray[np.int64],
        weight: float = 1.0,
    ) -> Self:
        """Columns of every case with its candidates.

        Args:
            world: of a model that has not read the cases; ``None`` if nobody will look at the columns.
            cases: standardised.
            scores: of the knowledge model, [n, D].
            truth: catalogue positions, [n]; −1 where the catalogue lacks the disease.
            weight: of each of these cases.
        """
        chosen = [candidates_of(score) for score in scores]
        right = [
            int(np.append(np.flatnonzero(own == position), -1)[0]) for own, position in zip(chosen, truth, strict=True)
        ]
        columns = np.zeros((len(cases), min(CANDIDATES, scores.shape[1]) if world else 0, len(COLUMNS)), np.float32)
        if world is not None:
            for into, *asked in zip(columns, cases, scores, chosen, strict=True):
                into[:] = world.columns(*asked)
        return cls(
            columns,
            np.array(right, dtype=np.int64),
            truth,
            np.full(len(truth), weight),
        )

    def __len__(self) -> int:
        return len(self.truth)

    def take(self, rows: NDArray[np.int64]) -> "Questions":
        """Some of the cases."""
        return Questions(self.columns[rows], self.right[rows], self.truth[rows], self.weight[rows])

    @classmethod
    def joined(cls, parts: Sequence["Questions"]) -> "Questions":
        """All cases of several sets."""
        return cls(*(np.concatenate([vars(part)[name] for part in parts]) for name in cls.__dataclass_fields__))


@dataclass(frozen=True)
class Reranker:
    """Fitted trees.

    Attributes:
        booster: over the columns of a pair.
    """

    booster: "Booster"

    @classmethod
    def fit(cls, questions: Questions, seed: int = 0) -> "Reranker | None":
        """Learn from the cases whose disease is among their candidates; ``None`` where they are too few.

        A disease with many cases counts as the square root of their number, or the re-ranker would learn what is
        peculiar to a handful of well-studied diseases. All candidates teach: with a sample of those far down, but every
        right one, it would learn that far down is where the right ones are.
        """
        import lightgbm

        rows = np.flatnonzero(questions.right >= 0)
        known = Counter(questions.truth[rows].tolist())
        if len(rows) < FEWEST_CASES or len(known) < FEWEST_DISEASES:
            return None
        weight = questions.weight[rows] / np.sqrt([known[position] for position in questions.truth[rows]])
        columns = questions.columns[rows]
        size = columns.shape[1]
        data = lightgbm.Dataset(
            columns.reshape(-1, len(COLUMNS)),
            (np.arange(size) == questions.right[rows, None]).ravel().astype(np.int32),
            weight=np.repeat(weight / weight.mean(), size),
            group=np.full(len(rows), size),
            feature_name=[f"column_{number}" for number in range(len(COLUMNS))],
        )
        return cls(lightgbm.train(_SETTINGS | {"seed": seed}, data, _ROUNDS))

    def gains(self, columns: Floats) -> Floats:
        """Tree sums of the candidates of one or more cases: [..., columns] → [...]."""
        flat = columns.reshape(-1, columns.shape[-1])
        return np.asarray(self.booster.predict(flat, num_threads=1), dtype=np.float32).reshape(columns.shape[:-1])

    def refine(self, world: PairWorld, cases: Sequence[Case], scores: Floats) -> Floats:
        """Refined scores, s' of the module's formula, float32 [n, D].

        Args:
            world: what pairs are made from.
            cases: standardised.
            scores: of the knowledge model, [n, D].
        """
        asked = zip(cases, scores, strict=True)
        rows = [self.refined(score, world.columns(case, score, candidates_of(score))) for case, score in asked]
        return np.stack(rows) if rows else scores

    def refined(self, score: Floats, columns: Floats) -> Floats:
        """Refined scores [D] of one case from its scores [D] and the columns of its candidates [K, columns]."""
        chosen, gain = candidates_of(score), self.gains(columns)
        best = score[chosen[0]] + (gain - gain.max())
        refined: Floats = score + (best.min() - score[chosen[-1]])
        refined[chosen] = best
        return refined
