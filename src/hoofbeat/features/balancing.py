"""What is done about rare classes, in training folds only: nothing, weights, copies, or new cases of the SMOTE family.

SMOTE's variant follows the columns (Chawla et al., Journal of Artificial Intelligence Research 2002):

SMOTEN (section 6.2), where all but the age is yes or no: a new case of a rare class takes, finding by finding, what
most of the nearest neighbours of one of its cases have, so that yes/no findings stay yes/no. Distances are value
differences (Stanfill & Waltz 1986).

SMOTENC (section 6.1), where there are measurements: findings by vote as above, numbers somewhere between a case and
one of its neighbours. Whether a number is known is voted on like a finding, and what the vote calls unknown stays
unknown; for the distances alone an unknown number is the class's median. Numbers are divided by their spread first,
else a platelet count would outweigh a temperature by its unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.class_weight import compute_sample_weight

#: What may be done: leave them; let their cases weigh more; copy cases at random; make new ones.
Balancing = Literal["none", "weights", "random", "smote"]
BALANCINGS: tuple[Balancing, ...] = get_args(Balancing)

#: How classes are raised: by copies, or by a member of the SMOTE family.
Variant = Literal["random", "SMOTEN", "SMOTENC"]


@dataclass(frozen=True)
class BalancingReport:
    """What balancing did.

    Attributes:
        floor: cases that every class was raised to.
        neighbours: k of the variant.
        synthesised: classes raised by the variant.
        copied: classes raised by random over-sampling: at most k cases, or all of them alike.
        rows_added: new rows.
        variant: how.
        weights: smallest and largest weight of a case, where cases weigh and no rows are added.
    """

    floor: int
    neighbours: int
    synthesised: tuple[int, ...] = ()
    copied: tuple[int, ...] = ()
    rows_added: int = 0
    variant: Variant = "SMOTEN"
    weights: tuple[float, float] | None = None

    def __str__(self) -> str:
        if self.weights:
            return "class weights: a case counts {:.2f} to {:.2f}, the rarer its class the more".format(*self.weights)
        if not self.floor:
            return "none"
        if self.variant == "random":
            return (
                f"random over-sampling raised {len(self.copied)} classes to {self.floor} cases; "
                f"{self.rows_added} rows added"
            )
        return (
            f"{self.variant} (k={self.neighbours}) raised {len(self.synthesised)} classes to {self.floor} cases, "
            f"random over-sampling {len(self.copied)} too small for it; {self.rows_added} rows added"
        )

    def named(self, classes: Sequence[str]) -> dict[str, str]:
        """Which of ``classes`` were synthesised and which copied, as text for the training run."""
        lists = {"synthesised": self.synthesised, "copied": self.copied}
        return {how: ", ".join(classes[label] for label in labels) or "none" for how, labels in lists.items()}


def balance(
    features: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    numeric: Sequence[int],
    variant: Variant = "SMOTEN",
    floor: int | None = None,
    neighbours: int = 5,
    seed: int = 0,
) -> tuple[NDArray[np.float32], NDArray[np.int64], BalancingReport]:
    """Raise every class to ``floor`` rows; new rows stand after the given ones.

    With SMOTEN the numeric columns of a new row are drawn together from the rows of its class, unknown values included;
    with ``random`` all of its columns are one row's.

    Args:
        features: [n, F], 0 or 1 outside the ``numeric`` columns.
        labels: [n], 0 … C-1.
        numeric: columns that hold numbers, NaN where unknown.
        variant: ``SMOTENC`` where numbers shall be made from neighbours too.
        floor: rows each class shall have; by default the median class size, so that half of the classes stay
            as they are and the cohort hardly grows.
        neighbours: k; classes of at most k rows are copied at random instead.
        seed: seed of the random choices.

    Example:
        >>> features = np.array([[1, 0], [1, 1], [1, 1], [0, 1]], dtype=np.float32)
        >>> _, labels, report = balance(features, np.array([0, 0, 0, 1]), numeric=(), floor=2)
        >>> labels.tolist()
        [0, 0, 0, 1, 1]
        >>> print(report)
        SMOTEN (k=5) raised 0 classes to 2 cases, random over-sampling 1 too small for it; 1 rows added
    """
    counts = np.bincount(labels)
    floor = int(np.median(counts)) if floor is None else floor
    rng = np.random.default_rng(seed)
    numbers = np.asarray(numeric, dtype=np.int64)
    binary = np.setdiff1d(np.arange(features.shape[1]), numbers)
    findings = features[:, binary].astype(np.int8)
    blocks, synthesised, copied = [features], [], []
    rare = [int(label) for label in np.flatnonzero((counts > 0) & (counts < floor))]
    for label in rare:
        members = np.flatnonzero(labels == label)
        wanted = floor - len(members)
        new = features[rng.choice(members, wanted)]
        # Columns in which the class does not vary add nothing to its distances and cannot change by vote.
        varying = np.flatnonzero(np.ptp(findings[members], axis=0))
        enough = (
            variant != "random"
            and len(members) > neighbours
            and (len(varying) > 0 or (variant == "SMOTENC" and _differ(features[members])))
        )
        if enough:
            new[:, binary] = findings[members[0]]
            if variant == "SMOTENC":
                given = features[np.ix_(members, numbers)]
                made, new[:, numbers] = _smotenc(findings[np.ix_(members, varying)], given, wanted, neighbours, rng)
            else:
                made = _smoten(findings[:, varying], labels == label, wanted, neighbours, rng)
            new[:, binary[varying]] = made
            synthesised.append(label)
        else:
            copied.append(label)
        blocks.append(new)
    added = np.repeat(rare, [floor - counts[label] for label in rare]).astype(labels.dtype)
    report = BalancingReport(floor, neighbours, tuple(synthesised), tuple(copied), len(added), variant)
    return np.vstack(blocks), np.concatenate([labels, added]), report


def case_weights(labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weight of each case, [n]: all classes weigh alike, n / C each (King & Zeng, Political Analysis 2001).

    Example:
        >>> case_weights(np.array([0, 0, 0, 1])).round(2).tolist()
        [0.67, 0.67, 0.67, 2.0]
    """
    return np.asarray(compute_sample_weight("balanced", labels), dtype=np.float64)


def _smoten(
    findings: NDArray[np.int8], member: NDArray[np.bool_], wanted: int, neighbours: int, rng: np.random.Generator
) -> NDArray[np.int8]:
    """New yes/no rows [wanted, columns] of the class marked by ``member``, told apart from the rest."""
    from imblearn.over_sampling import SMOTEN  # late: who only reads a fitted model samples nothing

    sampler = SMOTEN(
        sampling_strategy={1: int(member.sum()) + wanted},
        k_neighbors=neighbours,
        random_state=int(rng.integers(2**31)),
    )
    rows, _ = sampler.fit_resample(findings, member.astype(np.int64))
    return np.asarray(rows[len(findings) :], dtype=np.int8)


def _differ(rows: NDArray[np.float32]) -> bool:
    """Whether any two rows differ; unknown is equal to unknown."""
    return not all(np.array_equal(row, rows[0], equal_nan=True) for row in rows[1:])


def _smotenc(
    findings: NDArray[np.int8], numbers: NDArray[np.float32], wanted: int, neighbours: int, rng: np.random.Generator
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """New findings [wanted, F] and numbers [wanted, K] (NaN where unknown) from the rows of one class."""
    known = np.isfinite(numbers)
    centre = np.array(
        [np.median(column[here]) if here.any() else 0.0 for column, here in zip(numbers.T, known.T, strict=True)]
    )
    filled = np.where(known, numbers, centre)
    spread = filled.std(axis=0)
    spread[spread == 0] = 1.0
    count = numbers.shape[1]
    # The sampler wants a second class: one row that no member's neighbours can be.
    rows = np.hstack([(filled - centre) / spread, findings, known])
    rows = np.vstack([rows, rows[:1]])
    from imblearn.over_sampling import SMOTENC

    sampler = SMOTENC(
        categorical_features=list(range(count, rows.shape[1])),
        sampling_strategy={1: len(findings) + wanted},
        k_neighbors=neighbours,
        random_state=int(rng.integers(2**31)),
    )
    made, _ = sampler.fit_resample(rows, (np.arange(len(rows)) < len(findings)).astype(np.int64))
    new = np.asarray(made[len(rows) :], dtype=np.float64)
    values = np.where(new[:, -count:] > 0, new[:, :count] * spread + centre, np.nan)
    return new[:, count:-count].astype(np.int8), values.astype(np.float32)
