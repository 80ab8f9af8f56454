"""Splits that keep publications whole, and what each of them teaches."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from hoofbeat.console import track
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import TrainingError
from hoofbeat.engines import LOCAL, TaskEngine
from hoofbeat.features.balancing import Balancing
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.models.fitting import TrainingSet, prepare


@dataclass(frozen=True)
class Fold:
    """One split: what is learnt from, and who is asked.

    Attributes:
        training: encoded and balanced cases of the other folds.
        held_out: positions of this fold's cases, [m].
        features: of the held-out cases, float32 [m, F].
        columns: positions of the training set's classes among all classes.
    """

    training: TrainingSet
    held_out: NDArray[np.int64]
    features: NDArray[np.float32]
    columns: NDArray[np.int64]


def assign(cases: Sequence[Case], y: NDArray[np.int64], folds: int, seed: int) -> NDArray[np.int64]:
    """Fold of each case, [n]: classes spread over the folds as evenly as whole publications allow.

    A case without group stands alone.

    Raises:
        TrainingError: fewer publications than folds.
    """
    keys = [
        ("row", row) if case.kept_together is None else ("group", case.kept_together) for row, case in enumerate(cases)
    ]
    number = {key: position for position, key in enumerate(dict.fromkeys(keys))}
    if len(number) < folds:
        raise TrainingError(
            f"{len(number)} publications cannot fill {folds} folds", hint="ingest more cases, or lower the folds"
        )
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    fold = np.empty(len(y), dtype=np.int64)
    for position, (_, held_out) in enumerate(splitter.split(y, y, [number[key] for key in keys])):
        fold[held_out] = position
    return fold


def prepare_folds(
    cases: Sequence[Case],
    diseases: Sequence[str],
    classes: Sequence[str],
    fold: NDArray[np.int64],
    ontology: Ontology,
    *,
    min_support: int,
    seed: int,
    with_excluded: bool = False,
    balancing: Balancing = "smote",
    engine: TaskEngine = LOCAL,
) -> list[Fold]:
    """Encode and balance the training cases of each fold, once for all candidates; held-out cases stay as they are.

    Raises:
        TrainingError: the cases outside some fold have fewer than two diseases.
    """
    encode = partial(
        prepare,
        ontology=ontology,
        min_support=min_support,
        seed=seed,
        with_excluded=with_excluded,
        balancing=balancing,
    )
    make = partial(partial, _prepared, encode, cases, diseases, classes, fold)
    positions = np.unique(fold).tolist()
    # In this very thread where no cluster is: what it does is Python's own, and its matrices are large to send about.
    with engine.crew(make, threads=1) as crew, closing(crew.map(positions)) as folds:
        return list(track(folds, "Encoding and balancing the folds", total=len(positions)))


def _prepared(
    encode: Callable[..., TrainingSet],
    cases: Sequence[Case],
    diseases: Sequence[str],
    classes: Sequence[str],
    fold: NDArray[np.int64],
    position: int,
) -> Fold:
    taught, held_out = np.flatnonzero(fold != position).tolist(), np.flatnonzero(fold == position)
    training = encode([cases[i] for i in taught], [diseases[i] for i in taught])
    features = training.encoder.transform([cases[i] for i in held_out.tolist()])
    return Fold(training, held_out, features, np.searchsorted(classes, training.classes))
