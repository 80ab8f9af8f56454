"""The re-ranker: looks again at the candidates of the knowledge model, pair by pair.

A committee of light neural networks (``models.network``) over the columns of ``models.pairs``, and how far each lies
below the most among the candidates, all on one scale, trained to choose the right disease of a case: as it was
recorded, and by a few of its findings, as a physician would tell it. A pair's columns never name the disease, so what
it learns holds for diseases that no case has shown. Half of the members read no more than case and profile say of each
other; the others also how much is known of the disease, and from whom: worth something where a disease has cases, and a
prejudice against those that have none. Their mean *g* keeps most of both.

For the ``CANDIDATES`` best diseases of a case with knowledge scores *s*, the refined score is

    s'(d) = s(first candidate) + g(d) − max g

and every other disease keeps its distance to the last of them: *s'(d)* = *s(d)* − *s*(last candidate) + min *s'*. So
every candidate stays above every other disease, the best by *g* takes the highest score there was, and *s'* − *s* is
the share of the re-ranker: nothing where it puts first what stood there.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from hoofbeat.bundle.runtime.largest import among_largest
from hoofbeat.domain.case import Case
from hoofbeat.models.network import Network
from hoofbeat.models.pairs import COLUMNS, PAIRS, PairWorld

#: Diseases of a case that are looked at again.
CANDIDATES = 200

#: Fewer training cases or diseases than these cannot teach what holds for other diseases.
FEWEST_CASES, FEWEST_DISEASES = 200, 20

#: What the two kinds of members read: positions among the columns and, behind them, their distances; the second all.
KINDS = tuple(np.r_[:many, len(COLUMNS) : len(COLUMNS) + many] for many in (len(PAIRS), len(COLUMNS)))
#: The committee: three of each, for what one of them has learned by the accident of its first weights others have not.
MEMBERS = 3 * KINDS

#: Parts in which columns are looked at.
_PARTS = 8

#: Beyond so many standard deviations a number says no more.
FARTHEST = 4.0

Floats = NDArray[np.float32]


def candidates_of(score: Floats) -> NDArray[np.int64]:
    """Positions of the best diseases of one case by score [D], best first, ties in the order of the catalogue."""
    many = min(CANDIDATES, len(score))
    leading = among_largest(score, many)
    return leading[np.argsort(-score[leading], kind="stable")][:many]


def compare(columns: Floats) -> Floats:
    """Columns of candidates with how far they lie below the most of them: [..., K, columns] → [..., K, 2 · columns]."""
    return np.concatenate([columns, columns - columns.max(axis=-2, keepdims=True)], axis=-1)


@dataclass(frozen=True)
class Questions:
    """Training cases as the re-ranker sees them.

    Attributes:
        columns: float32 [n, K, columns].
        right: position of the right disease among the candidates, [n]; −1 where it is not among them.
        truth: catalogue position of the right disease, [n].
        weight: weight of each case, [n].
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
            world: knowledge without the cases, from which their columns are made; ``None`` if nobody will look at them.
            cases: standardised.
            scores: scores of the knowledge model, [n, D].
            truth: catalogue positions, [n]; −1 where the catalogue lacks the disease.
            weight: weight of each of these cases.
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

    def answerable(self) -> "Questions":
        """The cases whose disease is among their candidates."""
        return self.take(np.flatnonzero(self.right >= 0))

    @property
    def balanced(self) -> NDArray[np.float64]:
        """Weight of each case, [n], such that a disease counts as the square root of the number of its cases.

        Otherwise one would learn what is peculiar to a handful of well-studied diseases.
        """
        cases = Counter(self.truth.tolist())
        return np.asarray(self.weight / np.sqrt([cases[position] for position in self.truth]))

    @classmethod
    def joined(cls, parts: Sequence["Questions"]) -> "Questions":
        """All cases of several sets."""
        return cls(*(np.concatenate([vars(part)[name] for part in parts]) for name in cls.__dataclass_fields__))


@dataclass(frozen=True)
class Reranker:
    """A fitted committee.

    Attributes:
        networks: one for each of ``MEMBERS``.
        centre: mean of every compared column over what taught, [2 · columns].
        scale: standard deviations of the columns, [2 · columns].
    """

    networks: tuple[Network, ...]
    centre: Floats
    scale: Floats

    @classmethod
    def fit(cls, questions: Sequence[Questions], seed: int = 0) -> "Reranker | None":
        """Learn from the cases whose disease is among their candidates; ``None`` where they are too few.

        All candidates teach: with a sample of those far down, but every
        right one, it would learn that far down is where the right ones are.

        Args:
            questions: sets of cases; they are not joined first, for their columns are most of what a fit needs.
            seed: seed of the committee.
        """
        # Their columns are most of it, and go into one table below.
        known = Questions.joined([replace(part, columns=part.columns[:, :0]).answerable() for part in questions])
        if len(known) < FEWEST_CASES or len(set(known.truth.tolist())) < FEWEST_DISEASES:
            return None
        numbers = _compared(questions)
        centre = numbers.mean(axis=(0, 1))
        unfitted = cls((), centre, _spread(numbers, centre) + np.float32(1e-3))
        unfitted.scaled(numbers, out=numbers)
        right, weight = known.right, known.balanced
        learned = dict[int, Network]()
        with threadpool_limits(limits=1):  # matrices this small only lose time when cores share them
            # Those that read all learn first: then there is no need for what the others do not read.
            for kind in reversed(range(len(KINDS))):
                if len(KINDS[kind]) < numbers.shape[2]:
                    numbers = _narrowed(numbers, KINDS[kind])
                for one in range(kind, len(MEMBERS), len(KINDS)):
                    learned[one] = Network.fit(numbers, right, weight, (seed, one))
        return replace(unfitted, networks=tuple(learned[one] for one in range(len(MEMBERS))))

    def scaled(self, compared: Floats, out: Floats | None = None) -> Floats:
        """Compared columns in standard deviations from what taught, none too far: [..., 2 · columns], same shape.

        Written to ``out``, which may be the columns themselves, if given.
        """
        numbers = np.subtract(compared, self.centre, out=out)
        numbers /= self.scale
        return np.asarray(np.clip(numbers, -FARTHEST, FARTHEST, out=numbers), dtype=np.float32)

    def gains(self, compared: Floats) -> Floats:
        """Mean g of compared candidates: [..., 2 · columns] → [...]."""
        numbers = self.scaled(compared)
        of_each = [network.gains(numbers[..., read]) for network, read in zip(self.networks, MEMBERS, strict=True)]
        return np.asarray(np.mean(of_each, axis=0), dtype=np.float32)

    def refine(self, world: PairWorld, cases: Sequence[Case], scores: Floats) -> Floats:
        """Refined scores, s' of the module's formula, float32 [n, D].

        Args:
            world: knowledge the pairs are made from.
            cases: standardised.
            scores: scores of the knowledge model, [n, D].
        """
        asked = zip(cases, scores, strict=True)
        rows = [self.refined(score, world.columns(case, score, candidates_of(score))) for case, score in asked]
        return np.stack(rows) if rows else scores

    def refined(self, score: Floats, columns: Floats) -> Floats:
        """Refined scores [D] of one case from its scores [D] and the columns of its candidates [K, columns]."""
        chosen, gain = candidates_of(score), self.gains(compare(columns))
        best = score[chosen[0]] + (gain - gain.max())
        refined: Floats = score + (best.min() - score[chosen[-1]])
        refined[chosen] = best
        return refined


def _compared(questions: Sequence[Questions]) -> Floats:
    """Compared columns of the cases whose disease is among their candidates, [n, K, 2 · columns], made only once."""
    rows = [np.flatnonzero(part.right >= 0) for part in questions]
    _, candidates, columns = questions[0].columns.shape
    compared = np.empty((sum(map(len, rows)), candidates, 2 * columns), np.float32)
    own, below = compared[..., :columns], compared[..., columns:]
    np.concatenate([part.columns[chosen] for part, chosen in zip(questions, rows, strict=True)], out=own)
    np.subtract(own, own.max(axis=-2, keepdims=True), out=below)
    return compared


def _spread(numbers: Floats, centre: Floats) -> Floats:
    """Standard deviations [C] of columns [n, K, C], a few at a time: it takes as much again as what is looked at."""
    parts = zip(np.array_split(numbers, _PARTS, axis=2), np.array_split(centre, _PARTS), strict=True)
    return np.concatenate([part.std(axis=(0, 1), mean=mean[None, None]) for part, mean in parts])


def _narrowed(numbers: Floats, read: NDArray[np.int64]) -> Floats:
    """Some of the columns [n, K, c], written over all of them [n, K, C]."""
    narrow = numbers.reshape(-1)[: numbers[..., 0].size * len(read)].reshape(*numbers.shape[:2], len(read))
    for into, own in zip(narrow, numbers, strict=True):  # from the front: never over what is still to be read
        into[:] = own[:, read]
    return narrow
