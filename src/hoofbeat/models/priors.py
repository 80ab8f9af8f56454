"""How frequent diseases are among the patients at hand: a prior by class of prevalence, with a weight.

Published patients are not drawn by prevalence: of the ones at hand, most have diseases that one in a million has. Where
the ranking is used they are others, and Bayes' rule says by how much each disease's logit changes (Saerens, Latinne &
Decaestecker, Neural Computation 2002): by the logarithm of how often it is met there over how often it taught,

    shift(d) = w · log(prevalence(d) / prevalence of the rarest class)

with *w* = 1 for a practice that everybody comes to, 0 for a clinic that sees what gets published.
"""

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.disease import Disease, PrevalenceClass
from hoofbeat.knowledge.catalogue import Catalogue

#: Patients per million in the middle of each class, by the geometric mean of its bounds; the open ones by their bound.
PER_MILLION = {
    PrevalenceClass.ABOVE_ONE_IN_1000: 1000.0,
    PrevalenceClass.SIX_TO_NINE_IN_10000: 735.0,
    PrevalenceClass.ONE_TO_FIVE_IN_10000: 224.0,
    PrevalenceClass.ONE_TO_NINE_IN_100000: 30.0,
    PrevalenceClass.ONE_TO_NINE_IN_1000000: 3.0,
    PrevalenceClass.BELOW_ONE_IN_1000000: 1.0,
}


def prior_shift(catalogue: Catalogue, weight: float) -> NDArray[np.float32]:
    """Nats added to every disease's logit, float32 [D].

    A disease without a class counts as of the rarest one if it is an orphan disease, else of the most frequent.

    Args:
        catalogue: diseases.
        weight: w.
    """
    rarest = PER_MILLION[PrevalenceClass.BELOW_ONE_IN_1000000]
    return np.array(
        [weight * np.log(_per_million(disease) / rarest) for disease in catalogue.diseases], dtype=np.float32
    )


def _per_million(disease: Disease) -> float:
    unknown = PrevalenceClass.BELOW_ONE_IN_1000000 if disease.orphan else PrevalenceClass.ABOVE_ONE_IN_1000
    return PER_MILLION[unknown if disease.prevalence is PrevalenceClass.UNKNOWN else disease.prevalence]
