"""Where a bundle ranks a case of which any of several ids is the right answer."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.evaluation.ranking import pessimistic_ranks


def places_of(bundle: Bundle) -> Mapping[str, int]:
    """Position in the catalogue of every id, a disease's own or an equivalent one."""
    own = {id_: place for place, id_ in enumerate(bundle.manifest.labels)}
    others = enumerate(bundle.diseases.column("equivalent_ids", ()))
    return {id_: place for place, ids in others for id_ in ids} | own


def accepted_places(places: Mapping[str, int], accepted: Iterable[str]) -> list[int]:
    """Positions of the accepted diseases that the catalogue has, each once."""
    return sorted({places[any_id] for any_id in accepted if any_id in places})


def best_rank(score: NDArray[np.floating], right: list[int]) -> int:
    """Rank of the best of the diseases at these positions, ties against us; 0 if there is none.

    Args:
        score: score of every disease of the catalogue, [D].
        right: positions of the accepted diseases.

    Example:
        >>> best_rank(np.array([0.1, 0.7, 0.7, 0.2]), [0, 1]), best_rank(np.array([0.1, 0.7]), [])
        (2, 0)
    """
    if not right:
        return 0
    scores = np.broadcast_to(score, (len(right), len(score)))
    return int(pessimistic_ranks(scores, np.array(right)).min())
