"""Two baselines that a ranking must beat: frequency alone, and naive Bayes over the profiles.

Both rest on one prior, ``log π(d)``, where *π(d)* grows with the patients known of *d* (published series and confirmed
cases) by add-one smoothing (Laplace): ``π(d) = (n(d) + 1) / Σ (n + 1)``.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from hoofbeat.domain.case import Case
from hoofbeat.knowledge.closures import closure_matrix
from hoofbeat.knowledge.profiles import Profiles
from hoofbeat.models.teaching import Teaching

#: No profile is certain, and none rules a finding out.
_CERTAINTY, _FLOOR = 0.98, 1e-3


class FrequencyPrior:
    """Gives every patient the same differential: first the diseases with the most known patients.

    Args:
        teaching: knowledge and cases that may be read.
    """

    def __init__(self, teaching: Teaching) -> None:
        self._prior = _log_prior(teaching.profiles())

    def scores(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Log prior of every disease, the same for every case, float32 [cases, D]."""
        return np.tile(self._prior.astype(np.float32), (len(cases), 1))


class NaiveBayes:
    """Scores ``log π(d) + Σ log P(t | d)`` over the observed findings *t*, as if they were independent.

    *P(t | d)* is the probability that *d* shows *t* or a descendant: a noisy-or over the frequencies of its profile, at
    least one in a thousand. Findings that a record does not mention are unknown, not absent.

    Args:
        teaching: knowledge and cases that may be read.
    """

    def __init__(self, teaching: Teaching) -> None:
        profiles = teaching.profiles()
        self._ontology = teaching.ontology
        self._prior = _log_prior(profiles)
        absent = profiles.frequency.copy()
        absent.data = np.log1p(-np.minimum(absent.data, _CERTAINTY))
        climbed = sparse.csr_array((absent @ closure_matrix(teaching.ontology)).T)
        # log P(t | d) − log floor: sparse, since what is not stated stands at the floor.
        climbed.data = np.log(np.maximum(-np.expm1(climbed.data), _FLOOR)) - np.log(_FLOOR)
        self._above_floor = climbed

    def scores(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        """Log joint probability of every disease and each case's findings, float32 [cases, D], in nats."""
        scores = np.tile(self._prior, (len(cases), 1))
        index, stated = self._ontology.index, self._above_floor
        for row, case in zip(scores, cases, strict=True):
            for finding in (index[observed] for observed in case.observed if observed in index):
                cells = slice(stated.indptr[finding], stated.indptr[finding + 1])
                row += np.log(_FLOOR)
                row[stated.indices[cells]] += stated.data[cells]
        return scores.astype(np.float32)


def _log_prior(profiles: Profiles) -> NDArray[np.float64]:
    weight = profiles.patients + 1
    return np.asarray(np.log(weight / weight.sum()), dtype=np.float64)
