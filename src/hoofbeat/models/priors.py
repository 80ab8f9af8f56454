"""A prior by class of prevalence: how frequent each disease is among the patients who will be ranked.

Published patients are not drawn by prevalence: most of those at hand have diseases that one person in a million has.
Patients elsewhere have other diseases. Bayes' rule says how much the logit of a disease changes with its frequency: by
the logarithm of the frequency there over the frequency among the cases that taught (Saerens, Latinne & Decaestecker,
Neural Computation 2002). The frequency there is taken from the prevalence:

    shift(d) = w · log(prevalence(d) / prevalence of the rarest class)

The weight *w* is 1 for a practice that everybody comes to, and 0 for a clinic whose patients get published.
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

    An orphan disease without a class is given the rarest class, another disease the most frequent one.

    Args:
        catalogue: the D diseases.
        weight: w, 0 to 1.
    """
    rarest = PER_MILLION[PrevalenceClass.BELOW_ONE_IN_1000000]
    return np.array(
        [weight * np.log(_per_million(disease) / rarest) for disease in catalogue.diseases], dtype=np.float32
    )


def _per_million(disease: Disease) -> float:
    unknown = PrevalenceClass.BELOW_ONE_IN_1000000 if disease.orphan else PrevalenceClass.ABOVE_ONE_IN_1000
    return PER_MILLION[unknown if disease.prevalence is PrevalenceClass.UNKNOWN else disease.prevalence]
