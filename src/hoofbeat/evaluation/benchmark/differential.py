"""DDF1: how well a whole differential agrees with the one that a record of DDXPlus states.

After Fansi Tchango et al. (NeurIPS 2022). Both differentials, ours and the record's, are cut alike: what holds no more
than ``SMALLEST_SHARE`` of the probability is left out. Precision and recall of one against the other are averaged over
the patients, and DDF1 here is the harmonic mean of the two averages. The authors' code takes each patient's own F1 and
averages that, so the two figures are close kin and not the same: set none of ours beside a published one.
The release knows 49 diseases, so the probabilities here are a softmax of the scores of these alone.
"""

import ast
import csv
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hoofbeat.evaluation.benchmark.world import World
from hoofbeat.evaluation.estimate import Estimate

#: What holds no more of the probability than this is not part of a differential, ours or the record's. The cut of the
#: authors' own evaluation (``tres=0.01`` in ``code/aarlc/ddxplus_code`` of github.com/mila-iqia/ddxplus, d7f117c).
SMALLEST_SHARE = 0.01

_COLUMN = "DIFFERENTIAL_DIAGNOSIS"


def stated_differential(payload: str) -> frozenset[str]:
    r"""Names of the diseases in the differential of one record (its header and its row), cut at ``SMALLEST_SHARE``.

    Empty if it states none. Shares are taken as stated: those of a record sum to one.

    Example:
        >>> record = '''DIFFERENTIAL_DIAGNOSIS\n"[['Influenza', 0.9], ['Anemia', 0.005]]"'''
        >>> sorted(stated_differential(record))
        ['Influenza']
    """
    header, _, line = payload.partition("\n")
    row = dict(zip(next(csv.reader([header]), []), next(csv.reader([line]), []), strict=False))
    try:
        pairs = ast.literal_eval(row.get(_COLUMN) or "[]")
        return frozenset(str(name) for name, share in pairs if float(share) > SMALLEST_SHARE)
    except (ValueError, SyntaxError, TypeError):  # a damaged column says nothing; the patient is still ranked
        return frozenset()


def overlap(world: World, scores: NDArray[np.float32], stated: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """Precision and recall of each differential.

    Args:
        world: lists the diseases of the release.
        scores: scores of every disease of the catalogue, [n, D].
        stated: names of the diseases that each record holds possible.

    Returns:
        Float64 [n, 2], NaN where the record states none or the model has learned none of the release's diseases.
    """
    found = np.full((len(stated), 2), np.nan)
    for row, names in enumerate(stated):
        actual = {world.teaching.catalogue.find(f"DDXPLUS:{name}") for name in names} - {None}
        logits = scores[row, world.of_release].astype(np.float64)
        if actual and np.isfinite(logits.max(initial=-np.inf)):
            share = np.exp(logits - logits.max())
            claimed = set(world.of_release[share > SMALLEST_SHARE * share.sum()].tolist())
            both = len(actual & claimed)
            found[row] = both / max(len(claimed), 1), both / len(actual)
    return found


def ddf1(overlaps: NDArray[np.float64]) -> float:
    """Harmonic mean of mean precision and mean recall, from [n, 2].

    Example:
        >>> round(ddf1(np.array([[1.0, 0.5], [0.5, 0.5]])), 3)  # mean precision .75, mean recall .5
        0.6
    """
    precision, recall = overlaps.mean(axis=0)
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0


def ddf1_estimate(
    overlaps: NDArray[np.float64], diseases: NDArray[np.int64], *, repeats: int = 1000, seed: int = 0
) -> Estimate:
    """DDF1 with its 95 % interval, whole diseases drawn anew (as in :func:`~hoofbeat.evaluation.metrics.bootstrap`).

    Args:
        overlaps: precision and recall of each patient's differential, [n, 2].
        diseases: true disease of each patient, [n].
        repeats: bootstrap samples.
        seed: seed of the draws.
    """
    _, codes = np.unique(diseases, return_inverse=True)
    sizes = np.bincount(codes)
    sums = np.column_stack([np.bincount(codes, weights=column) for column in overlaps.T])
    draws = np.random.default_rng(seed).multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), size=repeats)
    means = (draws @ sums) / (draws @ sizes)[:, None]
    samples = [ddf1(mean[None, :]) for mean in means]
    low, high = np.quantile(samples, [0.025, 0.975])
    return Estimate(value=ddf1(overlaps), low=low, high=high)
