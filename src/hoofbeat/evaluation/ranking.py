"""Where the right disease stands in each differential."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.errors import InputError

#: The knowledge may have read the very publication a case comes from: leaky, comparable to published tables.
NAIVE = "naive"
#: The case's publication is removed from the profiles and from training.
PUBLICATION_HELD_OUT = "publication-held-out"
#: No training case of the disease, nor of its publication.
DISEASE_HELD_OUT = "disease-held-out"

#: Name of the source whose patients are drawn from the profiles: it never stands in an accuracy claim.
SIMULATED = "simulated"
#: Name of the source whose patients a simulator made with physicians has drawn.
DDXPLUS = "ddxplus"
#: Sources of patients whom nobody has seen.
SIMULATED_SOURCES = (DDXPLUS, SIMULATED)


def pessimistic_ranks(
    scores: NDArray[np.floating], truth: NDArray[np.integer], *, block: int = 512
) -> NDArray[np.int64]:
    """Rank of the true disease among all, ties broken against us.

    The rank is the number of diseases that do not score *below* the true one, itself included: with ``m`` diseases
    tied at the top the answer is ``m``, not 1. A score that is not a number counts as tied (in another disease) or
    as last (in the true one), so a broken model never looks good.

    Args:
        scores: higher is likelier, shape ``[n, D]``; any monotone scale.
        truth: column of the true disease, shape ``[n]``; ``-1`` where the catalogue lacks it.
        block: cases compared at a time; bounds the working memory to ``block × D`` bytes.

    Returns:
        Ranks from 1, shape ``[n]``; ``0`` for a miss (``truth`` is ``-1``).

    Raises:
        InputError: the shapes disagree, or ``truth`` points outside the catalogue.

    Example:
        >>> scores = np.array([[0.7, 0.2, 0.1], [0.5, 0.5, 0.5], [0.7, 0.2, 0.1]])
        >>> pessimistic_ranks(scores, np.array([1, 0, -1])).tolist()
        [2, 3, 0]
    """
    if scores.ndim != 2 or truth.shape != scores.shape[:1]:
        raise InputError(
            f"ranking: scores {scores.shape} and truth {truth.shape} disagree", hint="give [n, D] scores and [n] truth"
        )
    n, diseases = scores.shape
    if n and (truth.min() < -1 or truth.max() >= diseases):
        raise InputError(f"ranking: truth outside -1..{diseases - 1}", hint="use the catalogue the scores come from")
    ranks = np.zeros(n, dtype=np.int64)
    for start in range(0, n, block):
        rows = start + np.flatnonzero(truth[start : start + block] >= 0)
        own = scores[rows, truth[rows]]
        below = np.count_nonzero(scores[rows] < own[:, None], axis=1)
        ranks[rows] = diseases - below
    return ranks


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """What one model answered to one set of cases under one protocol.

    Attributes:
        name: shown to people (``publication-held-out / hybrid``).
        protocol: how the cases were kept from the model (``naive``, ``publication-held-out``, ``disease-held-out``).
        model: name of the model.
        ranks: pessimistic rank of the true disease, shape ``[n]``; ``0`` for a disease the catalogue lacks.
        truth_ids: true disease of each case (the recorded id where the catalogue lacks it).
        orphan: true where that disease is an orphan one, shape ``[n]``.
        sources: source of each case.
        predicted_ids: first disease of each differential; without it macro-F1 and confusions are left out.
    """

    name: str
    protocol: str
    model: str
    ranks: NDArray[np.int64]
    truth_ids: tuple[str, ...]
    orphan: NDArray[np.bool_]
    sources: tuple[str, ...]
    predicted_ids: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        lengths = {len(self.ranks), len(self.truth_ids), len(self.orphan), len(self.sources)}
        if self.predicted_ids is not None:
            lengths.add(len(self.predicted_ids))
        if len(lengths) != 1:
            raise InputError(f"ranking {self.name}: columns of lengths {sorted(lengths)}", hint="give one value a case")

    def __len__(self) -> int:
        """Number of cases."""
        return len(self.ranks)

    @property
    def simulated(self) -> bool:
        """True if any of the cases is simulated."""
        return SIMULATED in self.sources

    def subset(self, mask: NDArray[np.bool_]) -> "Ranking":
        """Keep the cases where ``mask`` (shape ``[n]``) is true."""
        rows = np.flatnonzero(mask)
        return Ranking(
            name=self.name,
            protocol=self.protocol,
            model=self.model,
            ranks=self.ranks[rows],
            truth_ids=tuple(self.truth_ids[i] for i in rows),
            orphan=self.orphan[rows],
            sources=tuple(self.sources[i] for i in rows),
            predicted_ids=None if self.predicted_ids is None else tuple(self.predicted_ids[i] for i in rows),
        )
