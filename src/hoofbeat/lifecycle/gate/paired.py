"""How much two bundles differ on the same cases, with intervals that draw whole diseases."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hoofbeat.evaluation.metrics import bootstrap, disease_draws

Floats = NDArray[np.float64]

#: Two invented diseases of one case each, which one bundle finds and the other does not. Without them, bundles that
#: never differ on a few cases would be proven alike: Bonett & Price, J Educ Behav Stat 37 (2012), add the same two.
_INVENTED = np.array([1.0, -1.0])

#: Bins of confidence, as the report's.
_BINS = 15


class Weighed(NamedTuple):
    """Means of both bundles, and challenger less champion with its interval."""

    champion: float
    challenger: float
    difference: float
    low: float
    high: float


def codes_of(diseases: Sequence[str]) -> NDArray[np.int64]:
    """Position of each case's disease among the distinct ones, [n]."""
    return np.unique(np.array(diseases), return_inverse=True)[1].astype(np.int64)


def weigh(
    champion: Floats, challenger: Floats, codes: NDArray[np.int64], *, level: float, repeats: int, seed: int
) -> Weighed:
    """Compare the means of two figures of the same cases.

    Args:
        champion: a figure in 0–1 of each case, [n].
        challenger: the other bundle's, [n].
        codes: disease of each case, from :func:`codes_of`, [n].
        level: coverage of the interval.
        repeats: bootstrap samples.
        seed: of the draws.

    Example:
        >>> found = np.ones(200)
        >>> same = weigh(found, found, np.arange(200), level=0.95, repeats=1000, seed=0)
        >>> same.difference, -0.03 < same.low < 0 < same.high < 0.03  # alike, but not for certain
        (0.0, True)
    """
    gained = challenger - champion
    totals = np.concatenate([np.bincount(codes, weights=gained), _INVENTED])[:, None]
    sizes = np.concatenate([np.bincount(codes).astype(np.float64), np.ones(len(_INVENTED))])
    low, high = bootstrap(totals, sizes, repeats=repeats, seed=seed, level=level)
    mean = float(gained.mean())
    return Weighed(
        float(champion.mean()), float(challenger.mean()), mean, min(float(low[0]), mean), max(float(high[0]), mean)
    )


def weigh_calibration(
    champion: tuple[Floats, NDArray[np.bool_]],
    challenger: tuple[Floats, NDArray[np.bool_]],
    codes: NDArray[np.int64],
    *,
    level: float,
    repeats: int,
    seed: int,
) -> Weighed:
    """Compare expected calibration errors (Guo et al., ICML 2017), bins and diseases as above.

    Args:
        champion: confidence of each first answer, [n], and whether it was right, [n].
        challenger: the other bundle's.
        codes: disease of each case, [n].
        level: coverage of the interval.
        repeats: bootstrap samples.
        seed: of the draws.
    """
    diseases = int(codes.max()) + 1
    draws = disease_draws(diseases, repeats, seed)
    cases = draws @ np.bincount(codes, minlength=diseases)
    gaps = [_gaps(*answers, codes, diseases) for answers in (champion, challenger)]
    drawn = [np.abs(draws @ gap).sum(axis=1) / cases for gap in gaps]
    first, second = (float(np.abs(gap.sum(axis=0)).sum() / len(codes)) for gap in gaps)
    low, high = np.quantile(drawn[1] - drawn[0], [(1 - level) / 2, (1 + level) / 2])
    mean = second - first
    return Weighed(first, second, mean, min(float(low), mean), max(float(high), mean))


def _gaps(confidence: Floats, right: NDArray[np.bool_], codes: NDArray[np.int64], diseases: int) -> Floats:
    """Sum of right less confident, by disease and bin: [G, bins]."""
    place = np.digitize(confidence, np.linspace(0, 1, _BINS + 1)[1:-1], right=True)
    gaps = np.zeros((diseases, _BINS))
    np.add.at(gaps, (codes, place), right.astype(np.float64) - confidence)
    return gaps
