"""What a contender may read and what it is asked then, for each protocol and fold.

- ``publication-held-out``: neither the fold's cases nor any statement of their publications. Every case is asked once.
- ``naive``: the fold's cases do not teach, but every statement does, those of their own publications too.
- ``disease-held-out``: neither the cases of the fold's diseases nor any case of the asked cases' publications. Asked
  are published cases whose publication their disease's profile does not cite, of diseases that the knowledge lists.
- ``external``: the cases from outside are asked, and everything teaches but their publications, all of them at once:
  neither cases nor statements of one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.benchmark.world import World
from hoofbeat.evaluation.ranking import DISEASE_HELD_OUT, NAIVE, PUBLICATION_HELD_OUT
from hoofbeat.features.cohort import Cohort
from hoofbeat.features.splits import disease_folds, publication_folds
from hoofbeat.models.inner_folds import unread_and_listed
from hoofbeat.models.teaching import Teaching

#: Cases that took no part in the making of the models.
EXTERNAL = "external"

#: The order in which the protocols are run and shown.
PROTOCOLS = (PUBLICATION_HELD_OUT, DISEASE_HELD_OUT, NAIVE, EXTERNAL)


@dataclass(frozen=True)
class Lesson:
    """One fold of one protocol.

    Attributes:
        teaching: knowledge and cases that may be read.
        rows: positions of the asked cases, in the cohort (or among the external cases), int64 [n].
        asked: these cases.
        truth: catalogue position of their diseases, −1 where neither statement nor training case lists it, [n].
    """

    teaching: Teaching
    rows: NDArray[np.int64]
    asked: Cohort
    truth: NDArray[np.int64]

    @property
    def known_cases(self) -> NDArray[np.int64]:
        """How many training cases of each asked case's disease there are, int64 [n]."""
        counts = np.bincount(self.teaching.truth, minlength=len(self.teaching.catalogue))
        return np.where(self.truth >= 0, counts[self.truth], 0)

    @property
    def supported(self) -> NDArray[np.bool_]:
        """Whether any statement or training case still speaks of each asked case's disease, [n]."""
        return np.where(self.truth >= 0, self.teaching.profiles().speaks_of[self.truth], False)


class Lessons:
    """The folds of every protocol, the same for every contender.

    Args:
        world: knowledge and cases.
        folds: number of folds of every split, fewer where there are fewer publications or diseases.
        seed: seed of the splits.

    Raises:
        InputError: all cases come from one publication.
    """

    def __init__(self, world: World, *, folds: int, seed: int) -> None:
        self._world = world
        cohort = world.teaching.cohort
        groups = [case.kept_together for case in cohort.cases]
        distinct = len(set(groups) - {None}) + groups.count(None)
        if distinct < 2:
            raise InputError(
                "All cases come from one publication: none can be held out", hint="give cases of another publication"
            )
        self._publications = publication_folds(groups, folds=min(folds, distinct), seed=seed)
        asked = world.published & unread_and_listed(world.teaching)
        self._diseases = np.full(len(asked), -1, dtype=np.int64)
        diseases = [cohort.diseases[row] or "" for row in np.flatnonzero(asked)]
        if (distinct := len(set(diseases))) > 1:  # with a single disease there is no other to learn from
            self._diseases[asked] = disease_folds(diseases, folds=min(folds, distinct), seed=seed)

    def folds(self, protocol: str) -> tuple[int, ...]:
        """The folds of a protocol that have a case to ask."""
        if protocol == EXTERNAL:
            return (0,) if len(self._world.external) else ()
        fold = self._diseases if protocol == DISEASE_HELD_OUT else self._publications
        return tuple(sorted(set(fold[fold >= 0].tolist())))

    def lesson(self, protocol: str, fold: int) -> Lesson:
        """What may be read, and what is asked, in one fold of one protocol."""
        world, everything = self._world, self._world.teaching
        if protocol == EXTERNAL:
            found = [everything.catalogue.find(disease or "") for disease in world.external.diseases]
            positions = np.array([-1 if position is None else position for position in found], dtype=np.int64)
            teaching = everything.unaware_of(world.external.cases)
            return _lesson(teaching, np.arange(len(world.external)), world.external, positions)
        if protocol == DISEASE_HELD_OUT:
            rows = np.flatnonzero(self._diseases == fold)
            teaching = everything.holding_out(self._of_same_disease_or_publication(rows), unread=False)
        else:
            rows = np.flatnonzero(self._publications == fold)
            teaching = everything.holding_out(rows, unread=protocol == PUBLICATION_HELD_OUT)
        return _lesson(teaching, rows, everything.cohort.select(rows), everything.truth[rows])

    def _of_same_disease_or_publication(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        cases, truth = self._world.teaching.cohort.cases, self._world.teaching.truth
        groups = {cases[row].group for row in rows}
        return np.flatnonzero(np.isin(truth, truth[rows]) | np.array([case.group in groups for case in cases]))


def _lesson(teaching: Teaching, rows: NDArray[np.int64], asked: Cohort, positions: NDArray[np.int64]) -> Lesson:
    return Lesson(teaching, rows, asked, np.where(teaching.lists()[positions], positions, -1))
