"""The whole examination of a small world: what leaks shows under ``naive`` alone, and what nothing lists is a miss.

Mirrors: hoofbeat.evaluation.benchmark.contenders, hoofbeat.evaluation.benchmark.examiner,
hoofbeat.evaluation.benchmark.experiments, hoofbeat.evaluation.benchmark.hybrid, hoofbeat.evaluation.benchmark.summary
"""

import numpy as np
import pytest

from benchmark_world import examined, examiner
from hoofbeat.evaluation.benchmark.contenders import HYBRID, KNOWLEDGE, PROFILES
from hoofbeat.evaluation.benchmark.examiner import Examiner
from hoofbeat.evaluation.benchmark.experiments import HORSES, SUBTYPES, Experiments
from hoofbeat.evaluation.benchmark.lessons import EXTERNAL
from hoofbeat.evaluation.benchmark.summary import Summary
from hoofbeat.evaluation.ranking import NAIVE, PUBLICATION_HELD_OUT


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Examiner:
    return examined(examiner(tmp_path_factory.mktemp("parts"), outside=True))


@pytest.fixture(scope="module")
def summary(whole: Examiner) -> Summary:
    return Summary(whole)


def ranks(summary: Summary, protocol: str, model: str) -> dict[int, int]:
    contender = next(each for each in summary.contenders if each.name == model)
    answer = summary.answer(contender, protocol)
    assert answer is not None
    return dict(zip(answer.rows.tolist(), answer.ranks.tolist(), strict=True))


@pytest.mark.parametrize("model", ["Resnik BMA", "simGIC", "naive Bayes", PROFILES, KNOWLEDGE, HYBRID])
def test_a_patient_whose_own_publication_wrote_the_profile_is_found_under_naive_alone(
    summary: Summary, model: str
) -> None:
    assert ranks(summary, NAIVE, model)[0] == 1
    assert ranks(summary, PUBLICATION_HELD_OUT, model)[0] > 1
    assert ranks(summary, EXTERNAL, model)[3] > 1  # the same publication, given from outside


def test_a_disease_nobody_else_has_shown_is_a_miss_and_one_that_others_have_is_ranked(summary: Summary) -> None:
    for contender in summary.contenders:
        found = ranks(summary, PUBLICATION_HELD_OUT, contender.name)
        assert found[3] == 0
        assert contender.only_cases or min(found[4], found[5]) > 0


def test_the_ceiling_is_the_share_of_patients_of_whose_disease_anything_is_said(summary: Summary) -> None:
    ceilings = {(c.protocol, c.subset): c.share.value for c in summary.ceilings()}
    assert ceilings[PUBLICATION_HELD_OUT, "phenopackets"] == pytest.approx(4 / 6)
    assert ceilings[PUBLICATION_HELD_OUT, "ddxplus"] == 1
    assert ceilings[NAIVE, "phenopackets"] == 1
    assert ceilings[EXTERNAL, EXTERNAL] == pytest.approx(2 / 4)


def test_tables_count_whom_each_protocol_asks(summary: Summary) -> None:
    lines, curves = summary.tables()
    counts = {(line.protocol, line.subset): (line.n, line.misses) for line in lines if line.model == KNOWLEDGE}
    assert counts[PUBLICATION_HELD_OUT, "phenopackets"] == (6, 1)
    assert counts[PUBLICATION_HELD_OUT, "common"] == (2, 0)
    assert counts[NAIVE, "phenopackets"] == (3, 0)
    assert counts[EXTERNAL, EXTERNAL] == (4, 1)
    assert {curve.subset for curve in curves} == {"phenopackets", EXTERNAL}


def test_a_model_of_cases_alone_answers_the_same_whatever_may_be_read(summary: Summary) -> None:
    assert ranks(summary, NAIVE, "random forest") == ranks(summary, PUBLICATION_HELD_OUT, "random forest")


def test_an_orphan_disease_can_only_gain_where_the_common_ones_are_left_out(whole: Examiner, summary: Summary) -> None:
    found = {each.name: each for each in Experiments(summary, whole.world, 0).all()}
    horses = found[HORSES]
    for model in (KNOWLEDGE, HYBRID):
        for among, alone in (horses.conditions[:2], horses.conditions[2:]):
            company, apart = horses.find(model, among), horses.find(model, alone)
            assert company is not None
            assert apart is not None
            assert company.summary.n == apart.summary.n
            assert company.summary.mrr.value <= apart.summary.mrr.value
    assert found[SUBTYPES].conditions == ("each for itself", "grouped under the parent")


def test_no_patient_is_named_in_what_is_kept(whole: Examiner) -> None:
    for file in whole.parts.folder.iterdir():
        with np.load(file) as arrays:
            assert {name for name in arrays if arrays[name].dtype.kind not in "iuf"} == {"names"}
            assert not any(case.case_id in arrays["names"] for case in whole.world.teaching.cohort.cases)
