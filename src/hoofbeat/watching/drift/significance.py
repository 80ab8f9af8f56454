"""Whether a difference is more than the chance of who happened to come.

Two cells are tested exactly (Fisher, twice the smaller tail). More cells by the likelihood ratio G, whose weighted
Jensen-Shannon divergence it is: G = 2 N ln 2 · JS with the mixture's weights n / N and m / N (Grosse et al., Physical
Review E 2002); χ² with one degree less than cells. Raw PSI and JS grow as windows get smaller; over (1/n + 1/m) they
follow the same χ² (PSI as it stands, JS in nats times eight).

Cells where fewer than five cases are to be expected are tested as one.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc
from scipy.stats import hypergeom

from hoofbeat.watching.drift.divergence import Counts, js, psi

Floats = NDArray[np.float64]

#: Cases to be expected in a cell of its own, and from how many on two cells need no exact test.
_EXPECTED, _PLENTY = 5.0, 50.0


def of_two(window: Floats, reference: Floats) -> Floats:
    """Significance of many features of two cells, [features], from counts [features, 2] of window and reference."""
    n, m = window.sum(axis=1), reference.sum(axis=1)
    pooled = (window + reference) / np.maximum(n + m, 1)[:, None]
    plenty = (np.minimum(n, m)[:, None] * pooled).min(axis=1) >= _PLENTY
    found = np.ones(len(window))
    if plenty.any():
        found[plenty] = chdtrc(1, likelihood_ratio(window[plenty], reference[plenty]))
    few = ~plenty & (n > 0) & (m > 0)
    if few.any():
        found[few] = _exact(*(np.round(each) for each in (window[few, 0], n[few], reference[few, 0], m[few])))
    return found


def _exact(had: Floats, n: Floats, had_before: Floats, m: Floats) -> Floats:
    """Fisher's test, twice the tail on the side that the window lies on."""
    tail = np.empty(len(had))
    more = had * m > had_before * n
    for side, chance, shift in ((more, hypergeom.sf, 1), (~more, hypergeom.cdf, 0)):
        if side.any():
            whole = (n + m)[side], (had + had_before)[side], n[side]
            tail[side] = chance(had[side] - shift, *whole)
    return np.minimum(1, 2 * tail)


def of_cells(window: Floats, reference: Floats) -> float:
    """Significance of one feature, from counts [cells]; cells are merged as :func:`merge_cells` does."""
    window, reference = merge_cells(window, reference)
    return float(of_two(window[None], reference[None])[0]) if len(window) == 2 else of_merged(window, reference)


def of_merged(window: Floats, reference: Floats) -> float:
    """Significance of three cells or more that are merged already; of fewer than two it is 1."""
    if len(window) < 2:
        return 1.0
    return float(chdtrc(len(window) - 1, likelihood_ratio(window[None], reference[None])[0]))


def of_many(window: Floats, reference: Floats, cells: NDArray[np.bool_]) -> Floats:
    """As :func:`of_cells` of many features at once, [features], from counts [features, most cells].

    Args:
        window: counts, 0 where a feature has no such cell.
        reference: the same.
        cells: which cells each feature has.
    """
    pooled = window + reference
    n, m = window.sum(axis=1), reference.sum(axis=1)
    expected = (np.minimum(n, m) / np.maximum(n + m, 1))[:, None] * pooled
    rare = cells & (expected < _EXPECTED)
    more = rare.any(axis=1) & (np.where(rare, expected, 0).sum(axis=1) < _EXPECTED) & (cells & ~rare).any(axis=1)
    smallest = np.where(cells & ~rare, expected, np.inf).argmin(axis=1)
    rare[more, smallest[more]] = True
    merged = [
        np.column_stack([np.where(rare, 0, each), np.where(rare, each, 0).sum(axis=1)]) for each in (window, reference)
    ]
    left = (cells & ~rare).sum(axis=1) + rare.any(axis=1)
    found = np.where(left > 2, chdtrc(np.maximum(left - 1, 1), likelihood_ratio(*merged)), 1.0)
    if (two := np.flatnonzero(left == 2)).size:
        largest = (merged[0][two] + merged[1][two]).argmax(axis=1)
        firsts = [each[two, largest] for each in merged]
        pairs = [np.stack([one, total[two] - one], axis=1) for one, total in zip(firsts, (n, m), strict=True)]
        found[two] = of_two(*pairs)
    return found


def of_psi(window: Counts, reference: Counts) -> float:
    """Significance of a PSI by its own χ², from merged cells."""
    return float(chdtrc(len(window) - 1, psi(window, reference) / _apart(window, reference)))


def of_js(window: Counts, reference: Counts) -> float:
    """Significance of a Jensen-Shannon divergence by its own χ², from merged cells."""
    return float(chdtrc(len(window) - 1, 8 * np.log(2) * js(window, reference) / _apart(window, reference)))


def merge_cells(window: Floats, reference: Floats) -> tuple[Floats, Floats]:
    """Counts of window and reference, [cells], with all cells as one in which too few cases are to be expected."""
    n, m = window.sum(), reference.sum()
    if not n or not m:
        return window[:0], reference[:0]
    expected = min(n, m) * (window + reference) / (n + m)
    rare = expected < _EXPECTED
    if rare.any() and expected[rare].sum() < _EXPECTED and not rare.all():
        rare[np.where(rare, np.inf, expected).argmin()] = True
    if not rare.any():
        return window, reference
    return np.append(window[~rare], window[rare].sum()), np.append(reference[~rare], reference[rare].sum())


def as_tested(window: Floats, reference: Floats) -> tuple[Floats, Floats]:
    """A feature's counts as they are tested: two cells as they are, however rare one is, more as they are merged."""
    return (window, reference) if len(window) == 2 else merge_cells(window, reference)


def likelihood_ratio(window: Floats, reference: Floats) -> Floats:
    """Likelihood ratio of two rows of counts against one distribution, [features]."""
    pooled = window + reference
    entropies = (_sum_of_logs(counts) - _log(counts.sum(axis=1)) for counts in (window, reference))
    whole = _sum_of_logs(pooled) - _log(pooled.sum(axis=1))
    return np.asarray(np.maximum(2 * (sum(entropies) - whole), 0.0))


def _sum_of_logs(counts: Floats) -> Floats:
    return np.asarray(_log(counts).sum(axis=1))


def _log(counts: Floats) -> Floats:
    """The counts times their logarithm, 0 for none."""
    return np.asarray(counts * np.log(np.where(counts > 0, counts, 1.0)))


def _apart(window: Counts, reference: Counts) -> float:
    return float(1 / window.sum() + 1 / reference.sum())
