"""Class balancing of the SMOTE family, for training folds only.

SMOTEN (Chawla et al., Journal of Artificial Intelligence Research 2002, section 6.2): a new case of a
rare class takes, finding by finding, what most of the nearest neighbours of one of its cases have, so
that yes/no findings stay yes/no. Distances are value differences (Stanfill & Waltz 1986).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from imblearn.over_sampling import SMOTEN
from numpy.typing import NDArray


@dataclass(frozen=True)
class BalancingReport:
    """What balancing did.

    Attributes:
        floor: cases that every class was raised to.
        neighbours: k of SMOTEN.
        synthesised: classes raised by SMOTEN.
        copied: classes raised by random over-sampling: at most k cases, or all of them alike.
        rows_added: new rows.
    """

    floor: int
    neighbours: int
    synthesised: tuple[int, ...] = ()
    copied: tuple[int, ...] = ()
    rows_added: int = 0

    def __str__(self) -> str:
        return (
            f"SMOTEN (k={self.neighbours}) raised {len(self.synthesised)} classes to {self.floor} cases, "
            f"random over-sampling {len(self.copied)} too small for it; {self.rows_added} rows added"
        )


def balance(
    features: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    numeric: Sequence[int],
    floor: int | None = None,
    neighbours: int = 5,
    seed: int = 0,
) -> tuple[NDArray[np.float32], NDArray[np.int64], BalancingReport]:
    """Raise every class to ``floor`` rows; new rows stand after the given ones.

    Numeric columns of a new row are drawn together from the rows of its class, unknown values included.

    Args:
        features: [n, F], 0 or 1 outside the ``numeric`` columns.
        labels: [n], 0 … C-1.
        numeric: columns that hold numbers.
        floor: rows each class shall have; by default the median class size, so that half of the classes stay
            as they are and the cohort hardly grows.
        neighbours: k; classes of at most k rows are copied at random instead.
        seed: of the random choices.
    """
    counts = np.bincount(labels)
    floor = int(np.median(counts)) if floor is None else floor
    rng = np.random.default_rng(seed)
    binary = np.setdiff1d(np.arange(features.shape[1]), np.asarray(numeric, dtype=np.int64))
    findings = features[:, binary].astype(np.int8)
    blocks, synthesised, copied = [features], [], []
    rare = [int(label) for label in np.flatnonzero((counts > 0) & (counts < floor))]
    for label in rare:
        members = np.flatnonzero(labels == label)
        wanted = floor - len(members)
        new = features[rng.choice(members, wanted)]
        # Columns in which the class does not vary add nothing to its distances and cannot change by vote.
        varying = np.flatnonzero(np.ptp(findings[members], axis=0))
        if len(members) > neighbours and len(varying):
            new[:, binary] = findings[members[0]]
            new[:, binary[varying]] = _smoten(findings[:, varying], labels == label, wanted, neighbours, rng)
            synthesised.append(label)
        else:
            copied.append(label)
        blocks.append(new)
    added = np.repeat(rare, [floor - counts[label] for label in rare]).astype(labels.dtype)
    report = BalancingReport(floor, neighbours, tuple(synthesised), tuple(copied), len(added))
    return np.vstack(blocks), np.concatenate([labels, added]), report


def _smoten(
    findings: NDArray[np.int8], member: NDArray[np.bool_], wanted: int, neighbours: int, rng: np.random.Generator
) -> NDArray[np.int8]:
    """New yes/no rows [wanted, columns] of the class marked by ``member``, told apart from the rest."""
    sampler = SMOTEN(
        sampling_strategy={1: int(member.sum()) + wanted},
        k_neighbors=neighbours,
        random_state=int(rng.integers(2**31)),
    )
    rows, _ = sampler.fit_resample(findings, member.astype(np.int64))
    return np.asarray(rows[len(findings) :], dtype=np.int8)
