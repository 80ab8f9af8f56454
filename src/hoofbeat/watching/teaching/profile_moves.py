"""How far confirmed cases move the profile of their disease.

The move of a profile is the Jensen–Shannon divergence (Lin, IEEE Transactions on Information Theory 37, 1991) between
having a finding before and after, in bits, summed over all findings. What the ranking reads is these frequencies.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from hoofbeat.domain.case import Case
from hoofbeat.knowledge.profiles import Profiles, build_profiles
from hoofbeat.models.teaching import Teaching

Floats = NDArray[np.float64]


def moves(before: Profiles, after: Profiles, diseases: Sequence[int]) -> Floats:
    """Bits that the profile of each disease moves by, [diseases].

    Args:
        before: profiles of a catalogue.
        after: profiles of the same catalogue, or of one that lists more at its end.
        diseases: positions; one that ``before`` lacks had an empty profile.
    """
    return np.array([_move(_row(before.frequency, place), _row(after.frequency, place)) for place in diseases])


def moved_since(trained: Teaching, counted: Sequence[tuple[str, Case]]) -> dict[str, float]:
    """Bits that profiles have moved by since a training, by canonical disease.

    A disease that the training did not list has no profile that could move; one that did not change is left out.

    Args:
        trained: what the training knew.
        counted: canonical disease and case of all that shall count now.
    """
    before = {case.case_id: case.revision for case in trained.cohort.cases}
    places = ((trained.catalogue.find(disease), case) for disease, case in counted)
    known = [(place, case) for place, case in places if place is not None]
    changed = sorted({place for place, case in known if before.get(case.case_id) != case.revision})
    if not changed:
        return {}
    after = build_profiles(
        trained.ontology, trained.catalogue, trained.annotations, confirmed=known, without=trained.without
    )
    bits = moves(trained.profiles(), after, changed)
    return {trained.catalogue.diseases[place].id: float(far) for place, far in zip(changed, bits, strict=True)}


def _row(frequency: sparse.csr_array, place: int) -> Floats:
    row = np.zeros(frequency.shape[1])
    if place < frequency.shape[0]:
        stored = slice(frequency.indptr[place], frequency.indptr[place + 1])
        row[frequency.indices[stored]] = frequency.data[stored]
    return row


def _move(before: Floats, after: Floats) -> float:
    middle = (before + after) / 2
    return float((_entropy(middle) - (_entropy(before) + _entropy(after)) / 2).sum())


def _entropy(share: Floats) -> Floats:
    """Entropy in bits of having a finding or not."""
    safe = np.clip(share, 1e-12, 1 - 1e-12)
    return np.asarray(-(safe * np.log2(safe) + (1 - safe) * np.log2(1 - safe)))
