"""A small made-up evaluation: arrays drawn for these tests, not figures of any model."""

from datetime import UTC, datetime

import numpy as np
import pytest

from hoofbeat.domain.case import Case, Sex
from hoofbeat.evaluation.calibration import calibration_summary
from hoofbeat.evaluation.curves import averaged_curves, rank_curves
from hoofbeat.evaluation.group_figures import GroupFigures
from hoofbeat.evaluation.groups import group_figures
from hoofbeat.evaluation.metrics import summarise
from hoofbeat.evaluation.outcomes import worst_diseases
from hoofbeat.evaluation.protocols import FirstAnswers
from hoofbeat.evaluation.ranking import Ranking
from hoofbeat.evaluation.result import (
    CandidateSummary,
    CatalogueCounts,
    CohortCounts,
    EvaluationResult,
    RevealedCurve,
    RevealedPoint,
    Versions,
)
from hoofbeat.evaluation.trust import Judged

PROTOCOLS = {"naive": 0.25, "publication-held-out": 0.08, "disease-held-out": 0.12}
MODELS = {"knowledge": 1.0, "hybrid": 1.4}


def made_up_ranking(protocol: str, model: str, cases: int = 120) -> Ranking:
    random = np.random.default_rng(3)
    codes = random.integers(0, 24, cases)
    ease = min(PROTOCOLS[protocol] * MODELS[model], 0.9)
    ranks = random.geometric(ease, cases)
    ranks[codes == 23] = 0
    truth = tuple(f"OMIM:{100000 + code}" for code in codes)
    predicted = tuple(
        t if rank == 1 else f"OMIM:{100000 + (i % 23)}" for i, (t, rank) in enumerate(zip(truth, ranks, strict=True))
    )
    return Ranking(
        name=f"{protocol} / {model}",
        protocol=protocol,
        model=model,
        ranks=ranks.astype(np.int64),
        truth_ids=truth,
        orphan=codes % 3 != 0,
        sources=("phenopackets",) * cases,
        predicted_ids=predicted,
    )


def made_up_groups(ranking: Ranking) -> tuple[GroupFigures, ...]:
    """Half of them children; of the elderly too few to speak of."""
    random, n = np.random.default_rng(11), len(ranking)
    ages = [3.0] * (n // 2) + [30.0] * (n - n // 2 - 4) + [70.0] * 4
    cases = [
        Case(case_id="c", age=age, sex=sex) for age, sex in zip(ages, random.choice(list(Sex)[:2], n), strict=True)
    ]
    first = FirstAnswers(random.uniform(0.1, 0.9, n).astype(np.float32), ranking.ranks == 1)
    known, told = ranking.ranks > 0, random.random(n)
    judged = Judged(known | True, known, ranking.ranks == 1, told, told > 0.3, told > 0.6, known & (told > 0.1), told)
    return group_figures(ranking, cases, first, judged)


@pytest.fixture(scope="session")
def result() -> EvaluationResult:
    rankings = [made_up_ranking(protocol, model) for protocol in PROTOCOLS for model in MODELS]
    random = np.random.default_rng(5)
    y = random.integers(0, 6, 90)
    probabilities = {
        name: random.dirichlet(np.ones(6), 90) * 0.5 + 0.5 * strength * np.eye(6)[y] + 0.01
        for name, strength in (("logistic regression", 0.3), ("random forest", 0.5), ("LightGBM", 0.7))
    }
    confidence = random.uniform(0.05, 0.99, 300)
    names = {f"OMIM:{100000 + i}": f"Invented syndrome {i}" for i in range(24)}
    return EvaluationResult(
        versions=Versions(
            data="gold@7",
            knowledge="2026-06-06",
            code="0.1.0",
            seed=42,
            created=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        ),
        simulated=False,
        headline_model="hybrid",
        cohort=CohortCounts(
            read=9221,
            accepted=9200,
            quarantined=21,
            cases=9187,
            diseases=612,
            publications=1733,
            orphan=7887,
            common=1300,
            sources={"phenopackets": 7887, "ddxplus": 1300},
        ),
        catalogue=CatalogueCounts(
            diseases=11234, orphan=11185, common=49, profiles=12736, findings=18536, annotations=268123
        ),
        rankings=tuple(line for ranking in rankings for line in summarise(ranking, repeats=200)),
        rank_curves=tuple(curve for ranking in rankings for curve in rank_curves(ranking)),
        candidates=(
            CandidateSummary(name="logistic regression", macro_f1=0.412, top_1=0.5, top_3=0.61, top_10=0.7),
            CandidateSummary(
                name="LightGBM",
                macro_f1=0.587,
                top_1=0.64,
                top_3=0.75,
                top_10=0.86,
                fit_seconds=12.3,
                inference_ms=0.41,
                onnx_bytes=8_912_345,
                orphan_macro_recall=0.571,
                ece=0.043,
                selected=True,
                balancing="SMOTEN; random over-sampling below 6 cases",
            ),
            CandidateSummary(name="random forest", macro_f1=0.541, top_1=0.6, top_3=0.7, top_10=0.8, fit_seconds=4.0),
        ),
        curves=tuple(curve for name, p in probabilities.items() for curve in averaged_curves(name, p, y)),
        candidate_calibration=(
            calibration_summary("LightGBM", confidence, random.uniform(size=300) < confidence**3),
            calibration_summary("random forest", confidence, random.uniform(size=300) < confidence),
        ),
        guard="The guard decided: LightGBM wins though macro-F1 is higher for another.",
        calibration=(
            calibration_summary("before", confidence, random.uniform(size=300) < confidence**2),
            calibration_summary("after", confidence, random.uniform(size=300) < confidence),
        ),
        groups=made_up_groups(rankings[3]),
        revealed=(
            RevealedCurve(
                model="hybrid",
                points=tuple(
                    RevealedPoint(findings=k, n=100, top_1=t / 2, top_3=t / 1.3, top_10=t)
                    for k, t in ((1, 0.4), (3, 0.6), (5, 0.8), (8, 0.9), (None, 0.99))
                ),
            ),
        ),
        worst=worst_diseases(rankings[3], names),
        ceiling={"publication-held-out": 0.871},
        parameters={"hybrid": {"weight of the cohort model": 0.35, "excluded findings": False}},
        notes=("Candidates below ten cases were left to the knowledge model.",),
    )


@pytest.fixture(scope="session")
def undrawn(result: EvaluationResult) -> EvaluationResult:
    """The same evaluation without what is drawn, for pages of which the words are looked at: plots take seconds."""
    drawn = ("rank_curves", "curves", "candidate_calibration", "calibration", "revealed")
    return result.model_copy(update=dict.fromkeys(drawn, ()))
