"""Priors by class of prevalence: Bayes' rule, and a ranking that follows it."""

import math

import numpy as np
import pytest

from hoofbeat.domain.disease import Disease, PrevalenceClass
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.models.hybrid import HybridRanker
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.models.priors import PER_MILLION, prior_shift
from small_world import CATALOGUE, FREQUENCIES, ONTOLOGY, D, H, case, profiles


def disease(number: int, prevalence: PrevalenceClass, *, orphan: bool = True) -> Disease:
    return Disease(id=f"OMIM:{number}", names=Wording(en=f"Disease {number}"), orphan=orphan, prevalence=prevalence)


def test_every_class_is_more_frequent_than_the_next_and_has_a_place() -> None:
    known = [member for member in PrevalenceClass if member is not PrevalenceClass.UNKNOWN]
    rates = [PER_MILLION[member] for member in known]
    assert rates == sorted(rates, reverse=True)
    assert len(set(rates)) == len(PER_MILLION) == len(known)


@pytest.mark.parametrize("weight", [0.0, 0.3, 1.0])
def test_a_disease_gains_the_logarithm_of_how_much_more_frequent_it_is(weight: float) -> None:
    catalogue = Catalogue(
        (
            disease(1, PrevalenceClass.BELOW_ONE_IN_1000000),
            disease(2, PrevalenceClass.ONE_TO_NINE_IN_100000),
            disease(3, PrevalenceClass.UNKNOWN),
            disease(4, PrevalenceClass.UNKNOWN, orphan=False),
        )
    )
    expected = [0, weight * math.log(30), 0, weight * math.log(1000)]
    np.testing.assert_allclose(prior_shift(catalogue, weight), expected, rtol=1e-6)


def test_the_ranking_follows_and_its_probabilities_are_those_of_bayes() -> None:
    cases = [case(D, H)]
    plain = HybridRanker(KnowledgeModel(ONTOLOGY, CATALOGUE, profiles(FREQUENCIES)))
    shift = np.log(np.array([1, 1, 1000], dtype=np.float32))
    shifted = HybridRanker(plain.knowledge, shift=shift)
    by_rule = plain.probabilities(cases) * np.exp(shift)
    np.testing.assert_allclose(shifted.probabilities(cases), by_rule / by_rule.sum(), rtol=1e-4)
