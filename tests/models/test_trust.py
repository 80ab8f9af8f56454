"""Trust fitted on answers whose truth is drawn from them: what it promises must then hold."""

import numpy as np
import pytest

from hoofbeat.bundle.runtime.trust import unlisted_of
from hoofbeat.domain.errors import TrainingError
from hoofbeat.evaluation.trust import judge_trust
from hoofbeat.models.trust import COVERAGE, FEWEST_CASES, HeldOut, evidence_of, fit_trust, numbered
from small_world import ONTOLOGY, B, D, case

DISEASES = 120
ORPHAN = np.arange(DISEASES) >= 40


def held_out(n: int = 2000, seed: int = 0, unknown: float = 0.2) -> HeldOut:
    """Calibrated answers, sharp or flat: the disease is drawn from the answer, or is one that nothing speaks of."""
    random = np.random.default_rng(seed)
    sharpness = random.uniform(0.5, 6, n)
    logits = random.normal(size=(n, DISEASES)) * sharpness[:, None]
    probability = np.exp(logits - logits.max(axis=1, keepdims=True))
    probability /= probability.sum(axis=1, keepdims=True)
    truth = (probability.cumsum(axis=1) > random.random(n)[:, None]).argmax(axis=1)
    truth[random.random(n) < unknown] = -1
    evidence = np.column_stack([random.integers(1, 9, n), random.integers(0, 4, n), sharpness, sharpness])
    groups = numbered([f"PMID:{number}" for number in random.integers(0, n // 4, n)])
    return HeldOut(
        probability.astype(np.float32), truth, evidence.astype(np.float32), groups, np.ones(n, dtype=np.bool_)
    )


def test_coverage_and_sufficiency_hold_on_publications_not_seen() -> None:
    figures = judge_trust(held_out(4000), ORPHAN).figures
    assert figures["coverage"] == pytest.approx(COVERAGE, abs=0.02)
    assert figures["coverage, all cases"] == pytest.approx(COVERAGE * 0.8, abs=0.03)
    assert figures["shown, coverage"] == pytest.approx(COVERAGE, abs=0.03)
    assert figures["auroc"] > 0.65
    assert figures["top 10, sufficient"] > figures["top 10, too little"]
    assert 0 < figures["too little"] < 1


def test_coverage_holds_apart_where_common_diseases_are_easier() -> None:
    """One threshold for both kinds would cover the easy ones too often and the others too rarely."""
    held = held_out(4000)
    easy = ~ORPHAN[held.probability.argmax(axis=1)]
    truth = np.where(easy & (held.truth >= 0), held.probability.argmax(axis=1), held.truth)
    trust = fit_trust(HeldOut(held.probability, truth, held.evidence, held.groups, held.complete), ORPHAN)
    thresholds = {kind: [s.threshold for s in trust.strata if s.orphan == kind] for kind in (True, False)}
    # Sufficiency cannot tell the two kinds apart: the strata of the surest answers must.
    assert thresholds[False][-1] > 5 * thresholds[True][-1] > 0


def test_cases_told_in_part_teach_sufficiency_and_fix_no_threshold() -> None:
    held = held_out()
    part = np.arange(len(held.truth)) % 2 == 0
    wrong = np.where(part & (held.truth >= 0), held.probability.argmin(axis=1), held.truth)
    mixed = HeldOut(held.probability, wrong, held.evidence, held.groups, ~part)
    trust = fit_trust(mixed, ORPHAN)
    assert sum(stratum.cases for stratum in trust.strata) == (~part & (held.truth >= 0)).sum()
    assert trust.cases == len(part)
    assert judge_trust(mixed, ORPHAN).figures["coverage"] == pytest.approx(COVERAGE, abs=0.03)


def test_a_stratum_of_few_cases_promises_nothing() -> None:
    trust = fit_trust(held_out(FEWEST_CASES), ORPHAN)
    assert all(stratum.threshold == 0 for stratum in trust.strata)


def test_the_same_seed_fits_the_same_trust() -> None:
    assert fit_trust(held_out(400), ORPHAN, seed=3) == fit_trust(held_out(400), ORPHAN, seed=3)


def test_one_publication_cannot_judge_itself() -> None:
    held = held_out(200)
    alone = HeldOut(held.probability, held.truth, held.evidence, np.zeros(200, dtype=np.int64), held.complete)
    for use in (fit_trust, judge_trust):
        with pytest.raises(TrainingError, match="one publication"):
            use(alone, ORPHAN)


def test_answers_that_are_never_right_teach_nothing() -> None:
    held = held_out(200)
    never = HeldOut(held.probability, np.full(200, -1), held.evidence, held.groups, held.complete)
    with pytest.raises(TrainingError, match="always or never"):
        fit_trust(never, ORPHAN)


def test_a_tie_counts_against_the_right_disease() -> None:
    held = held_out(8)
    evenly = np.full((8, DISEASES), 1 / 128, dtype=np.float32)
    assert not HeldOut(evenly, np.arange(8), held.evidence, held.groups, held.complete).right.any()


def test_a_case_without_group_stands_by_itself() -> None:
    assert numbered(["PMID:1", None, "PMID:1", None]).tolist() == [0, 1, 0, 2]


def test_evidence_counts_what_the_ontology_knows() -> None:
    specificity = np.zeros(len(ONTOLOGY.terms), dtype=np.float32)
    specificity[[ONTOLOGY.index[B], ONTOLOGY.index[D]]] = 1, 3
    cases = [case(B, D, "HP:9999999", excluded=(B, "HP:9999998")), case()]
    assert evidence_of(cases, ONTOLOGY, specificity).tolist() == [[2, 1, 2, 3], [0, 0, 0, 0]]


def test_it_says_how_likely_the_disease_is_none_that_is_known() -> None:
    """Answers to patients with unknown diseases are flatter: it must be right on average, and tell them apart."""
    held = held_out(4000, unknown=0.0)
    flat = held.probability.max(axis=1) < np.quantile(held.probability.max(axis=1), 0.3)
    unknown = HeldOut(held.probability, np.where(flat, -1, held.truth), held.evidence, held.groups, held.complete)
    trust = fit_trust(unknown, ORPHAN)
    told = np.array([unlisted_of(trust, features) for features in unknown.features])
    assert told.mean() == pytest.approx(flat.mean(), abs=0.02)
    assert told[flat].mean() > 0.9 > 0.1 > told[~flat].mean()


def test_where_every_disease_was_known_nothing_is_said_of_unknown_ones() -> None:
    trust = fit_trust(held_out(unknown=0.0), ORPHAN)
    assert trust.unlisted is None
