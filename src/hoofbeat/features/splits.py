"""Who is tested apart from whom: whole publications, or whole diseases; never single rows."""

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.errors import InputError


def publication_folds(groups: Sequence[str | None], *, folds: int = 5, seed: int = 0) -> NDArray[np.int64]:
    """Fold of each case such that no publication is divided.

    Args:
        groups: ``Case.kept_together`` of each case; a case without one stands alone.
        folds: number of folds.
        seed: decides which publications meet; the order of equal-sized ones is shuffled with it.

    Returns:
        Fold ``0 … folds-1`` of each case, shape ``[n]``, the folds of similar size.

    Raises:
        InputError: fewer groups than folds.

    Example:
        >>> fold = publication_folds(["PMID:1", "PMID:2", "PMID:1", None], folds=2)
        >>> bool(fold[0] == fold[2])
        True
    """
    # A tuple cannot collide with a publication's id, whatever that id looks like.
    return _balanced([("row", i) if group is None else ("group", group) for i, group in enumerate(groups)], folds, seed)


def disease_folds(diseases: Sequence[str], *, folds: int = 5, seed: int = 0) -> NDArray[np.int64]:
    """Fold of each case such that no disease is divided.

    Args:
        diseases: true disease of each case.
        folds: number of folds.
        seed: as for :func:`publication_folds`.

    Returns:
        Fold ``0 … folds-1`` of each case, shape ``[n]``.

    Raises:
        InputError: fewer diseases than folds.

    Example:
        >>> fold = disease_folds(["OMIM:1", "OMIM:2", "OMIM:1", "OMIM:3"], folds=3)
        >>> fold.tolist() == [fold[0], fold[1], fold[0], fold[3]], len(set(fold.tolist()))
        (True, 3)
    """
    return _balanced(list(diseases), folds, seed)


def _balanced(keys: Sequence[Hashable], folds: int, seed: int) -> NDArray[np.int64]:
    """Place the largest groups first, each into the fold that holds the fewest cases so far."""
    sizes = Counter(keys)
    if len(sizes) < folds:
        raise InputError(
            f"split: {len(sizes)} groups cannot fill {folds} folds", hint="use fewer folds or a larger cohort"
        )
    # Sorting before shuffling makes the folds depend on the groups, not on the order in which cases arrive.
    names = sorted(sizes, key=repr)
    shuffled = [names[i] for i in np.random.default_rng(seed).permutation(len(names))]
    filled = np.zeros(folds, dtype=np.int64)
    fold_of: dict[Hashable, int] = {}
    for key in sorted(shuffled, key=lambda key: -sizes[key]):
        fold_of[key] = int(filled.argmin())
        filled[fold_of[key]] += sizes[key]
    return np.array([fold_of[key] for key in keys], dtype=np.int64)
