"""Trust in one answer, by a small model that can be seen through."""

import numpy as np
import pytest

from hoofbeat.bundle.runtime.explanation import caution_of
from hoofbeat.bundle.runtime.trust import (
    LARGEST_SET,
    Judgement,
    Stratum,
    Trust,
    answer_features,
    evidence_row,
    judge,
    stratum_of,
    sufficiency_of,
)

#: Sufficiency is the probability of the first disease and nothing else.
TRUST = Trust(
    coverage=0.9,
    enough=0.5,
    centre=(0.0,) * 9,
    scale=(1.0,) * 9,
    weights=(1.0, *[0.0] * 17),
    intercept=0.0,
    strata=(
        Stratum(orphan=True, above=0.0, threshold=0.001, short=0.9, cases=200),
        Stratum(orphan=True, above=0.7, threshold=0.1, short=0.9, cases=200),
        Stratum(orphan=False, above=0.0, threshold=0.0, cases=3),
    ),
    cases=500,
)
EVIDENCE = evidence_row(np.array([2.0, 4.0]), 1)


def answer(*first: float, diseases: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of the first diseases, the rest spread evenly; all orphan but the second."""
    rest = (1 - sum(first)) / (diseases - len(first))
    probability = np.full(diseases, rest, dtype=np.float32)
    probability[: len(first)] = first
    return probability, np.arange(diseases) != 1


def test_evidence_counts_and_measures() -> None:
    assert EVIDENCE.tolist() == [2, 1, 3, 4]
    assert evidence_row(np.zeros(0), 3).tolist() == [0, 3, 0, 0]


def test_features_are_finite_whatever_the_answer() -> None:
    for probability in (answer(1.0)[0], answer(0.5, 0.5)[0], np.array([1.0]), np.array([0.0, 1.0])):
        features = answer_features(probability, EVIDENCE)
        assert len(features) == len(TRUST.centre)
        assert np.isfinite(features).all()


def test_nothing_is_concluded_from_beyond_what_was_learned() -> None:
    features = answer_features(answer(0.5)[0], EVIDENCE)
    wild = [sufficiency_of(TRUST, np.where(np.arange(9) == 0, value, features)) for value in (3.0, 300.0)]
    assert wild[0] == wild[1] == pytest.approx(1 / (1 + np.exp(-3)))


def test_the_order_of_the_catalogue_changes_nothing() -> None:
    probability, _ = answer(0.5, 0.2, 0.1)
    np.testing.assert_allclose(
        answer_features(probability[::-1].copy(), EVIDENCE), answer_features(probability, EVIDENCE)
    )


def test_the_set_holds_what_reaches_the_threshold_of_its_stratum() -> None:
    found = judge(TRUST, *answer(0.8, 0.12), EVIDENCE)
    assert found == Judgement(pytest.approx(0.8, abs=1e-3), True, 2)
    assert judge(TRUST, *answer(0.6, 0.3, 0.05, 0.04), EVIDENCE).conformal_set == 4


def test_no_set_where_it_would_promise_too_much() -> None:
    assert judge(TRUST, *answer(0.3), EVIDENCE) == Judgement(pytest.approx(0.3, abs=1e-3), False, None)
    many = answer(*[0.6], *[0.4 / LARGEST_SET] * LARGEST_SET)
    assert judge(TRUST, *many, EVIDENCE).conformal_set is None, "more than anyone would read"
    common = answer(0.1, 0.8)
    assert judge(TRUST, *common, EVIDENCE) == Judgement(pytest.approx(0.8, abs=1e-3), True, None), "too few cases"
    strict = TRUST.model_copy(
        update={"strata": (Stratum(orphan=True, above=0.0, threshold=0.9, short=1.0, cases=200),)}
    )
    assert judge(strict, *answer(0.8), EVIDENCE).conformal_set is None, "less sure than its kind: an empty set"
    long = TRUST.model_copy(update={"strata": (Stratum(orphan=True, above=0.0, threshold=0.1, short=0.4, cases=200),)})
    assert judge(long, *answer(0.8), EVIDENCE).conformal_set is None, "most sets of its kind are long"


def test_the_highest_stratum_reached_counts() -> None:
    assert stratum_of(TRUST, 0.69, True).above == 0
    assert stratum_of(TRUST, 0.7, True).above == 0.7
    assert stratum_of(TRUST, 0.99, False).threshold == 0


def test_what_is_said_of_an_answer_that_cannot_be_relied_upon() -> None:
    little = caution_of(Judgement(0.23, False, None), speaks=True)
    assert little is not None
    assert little.kind == "too little"
    assert "only about 2 would" in little.text
    assert "solo unos 2 tendrían" in little.text_es
    assert caution_of(Judgement(0.8, True, 3), speaks=True) is None
    assert caution_of(None, speaks=True) is None
    nothing = caution_of(None, speaks=False)
    assert nothing is not None
    assert nothing.kind == "nothing known"
