"""The pairs that are explained: as many as asked for, each with the class it is for."""

import numpy as np
import pytest

from explanation_cohorts import ONTOLOGY, learn
from hoofbeat.evaluation.explanation.sample import Learned, Limits, sample_pairs
from invented_cohort import make_cohort

LIMITS = Limits(cases=20, diseases=2, shown=4)


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn("logistic", make_cohort(ONTOLOGY))


@pytest.fixture(scope="module")
def probabilities(learned: Learned) -> np.ndarray:
    return np.tile(np.linspace(0.1, 0.4, len(learned.model.classes), dtype=np.float32), (len(learned.label), 1))


def test_every_purpose_has_its_pairs(learned: Learned, probabilities: np.ndarray) -> None:
    pairs = sample_pairs(learned, probabilities, LIMITS)
    own = learned.label[pairs.row]
    assert len(set(pairs.row[pairs.everyone])) == 20
    assert (own[pairs.everyone] == pairs.label[pairs.everyone]).all()
    assert len(pairs.diseases) == 2
    for label, (cases, others) in pairs.diseases.items():
        assert (pairs.label[[*cases, *others]] == label).all()
        assert (own[cases] == label).all()
        assert (own[others] != label).all()


def test_a_single_case_stands_against_the_likeliest_other_disease(learned: Learned, probabilities: np.ndarray) -> None:
    pairs = sample_pairs(learned, probabilities, LIMITS)
    last = len(learned.model.classes) - 1  # the likeliest of all by these probabilities
    for own, rival in pairs.shown:
        assert pairs.row[own] == pairs.row[rival]
        assert pairs.label[own] == learned.label[pairs.row[own]]
        assert pairs.label[rival] == (last - 1 if pairs.label[own] == last else last)


def test_one_seed_gives_one_sample(learned: Learned, probabilities: np.ndarray) -> None:
    first, again, other = (
        sample_pairs(learned, probabilities, Limits(cases=20, seed=seed)).row.tolist() for seed in (1, 1, 2)
    )
    assert first == again != other
