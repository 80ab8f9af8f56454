"""Groups of patients: who belongs to which, and which are too small to speak of.

Mirrors: hoofbeat.evaluation.group_figures, hoofbeat.evaluation.trust
"""

import numpy as np
import pytest

from hoofbeat.domain.case import Case, Sex
from hoofbeat.evaluation.group_figures import GroupFigures
from hoofbeat.evaluation.groups import AGE_BANDS, age_band, group_figures, groups_of
from hoofbeat.evaluation.protocols import FirstAnswers
from hoofbeat.evaluation.ranking import Ranking
from hoofbeat.evaluation.trust import Judged


def people(*lots: tuple[int, float | None, Sex]) -> list[Case]:
    return [Case(case_id="c", age=age, sex=sex) for count, age, sex in lots for _ in range(count)]


def ranked(ranks: list[int], *, diseases: int = 10, simulated: int = 0, orphan: bool = True) -> Ranking:
    n = len(ranks)
    return Ranking(
        name="publication-held-out / hybrid",
        protocol="publication-held-out",
        model="hybrid",
        ranks=np.array(ranks),
        truth_ids=tuple(f"OMIM:{row % diseases}" for row in range(n)),
        orphan=np.full(n, orphan),
        sources=("phenopackets",) * (n - simulated) + ("ddxplus",) * simulated,
    )


def sure(ranking: Ranking, confidence: float = 0.5) -> FirstAnswers:
    return FirstAnswers(np.full(len(ranking), confidence, dtype=np.float32), ranking.ranks == 1)


def judged(n: int, *, enough: int, known: int, covered: int) -> Judged:
    """The first ``enough`` are told enough, of the first ``known`` the disease is known, and so on."""
    row, none = np.arange(n), np.zeros(n)
    return Judged(row >= 0, row < known, row < 0, none, row < enough, row < 0, row < covered, none)


def named(groups: tuple[GroupFigures, ...]) -> dict[tuple[str, str, str], GroupFigures]:
    return {(group.kind, group.name, group.among): group for group in groups}


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (None, "unknown"),
        (0, "neonate"),
        (27 / 365.25, "neonate"),
        (28 / 365.25, "infant"),
        (0.99, "infant"),
        (1, "1-5"),
        (5.99, "1-5"),
        (6, "6-11"),
        (12, "12-17"),
        (17.9, "12-17"),
        (18, "18-39"),
        (40, "40-64"),
        (64.9, "40-64"),
        (65, "65+"),
        (130, "65+"),
    ],
)
def test_a_band_ends_where_the_next_begins(age: float | None, band: str) -> None:
    assert age_band(age) == band


def test_each_case_is_in_one_group_of_each_kind_and_empty_groups_are_named() -> None:
    cases = people((3, 0.01, Sex.FEMALE), (2, None, Sex.OTHER), (4, 30, Sex.MALE))
    found = list(groups_of(cases, np.array([True] * 8 + [False]), ("phenopackets",) * 5 + ("jsonl",) * 4))
    for kind, names in (("age", len(AGE_BANDS) + 1), ("sex", 3), ("disease", 2), ("source", 2)):
        masks = [mask for name, mask in found if name.kind == kind]
        assert len(masks) == names
        assert (np.sum(masks, axis=0) == 1).all(), kind
    assert {name.among for name, _ in found} == {"all"}, "there are no simulated patients to set apart"


def test_real_patients_stand_alone_beside_simulated_ones() -> None:
    cases = people((40, 3, Sex.MALE), (60, 30, Sex.MALE))
    ranking = ranked([5] * 40 + [1] * 60, simulated=60)
    groups = named(group_figures(ranking, cases, sure(ranking), None))
    assert (groups["age", "18-39", "all"].n, groups["age", "18-39", "all"].simulated) == (60, 60)
    assert groups["age", "18-39", "real"].withheld == "no cases"
    assert groups["all", "all", "all"].top[1].value == 0.6
    assert groups["all", "all", "real"].top[1].value == 0
    assert groups["source", "ddxplus", "all"].simulated == 60
    assert ("source", "ddxplus", "real") not in groups


@pytest.mark.parametrize(
    ("cases", "diseases", "why"),
    [(0, 10, "no cases"), (29, 10, "few cases"), (30, 4, "few diseases"), (30, 5, None)],
)
def test_figures_of_a_small_group_are_withheld(cases: int, diseases: int, why: str | None) -> None:
    ranking = ranked([1] * (cases + 30), diseases=diseases)
    everyone = people((cases, 3, Sex.MALE), (30, 50, Sex.MALE))
    trust = judged(cases + 30, enough=20, known=60, covered=40)
    group = named(group_figures(ranking, everyone, sure(ranking), trust))["age", "1-5", "all"]
    assert (group.n, group.withheld) == (cases, why)
    assert (group.top == {}) == (why is not None)
    assert (group.ece is None) == (group.coverage is None) == (group.too_little is None) == (why is not None)


def test_the_figures_are_those_of_the_group_alone() -> None:
    cases = people((40, 3, Sex.FEMALE), (40, 50, Sex.MALE))
    ranking = ranked([1] * 10 + [3] * 10 + [10] * 10 + [0] * 10 + [1] * 40)
    groups = named(group_figures(ranking, cases, sure(ranking), judged(80, enough=30, known=36, covered=27)))
    girls, men = groups["sex", "female", "all"], groups["sex", "male", "all"]
    assert {k: estimate.value for k, estimate in girls.top.items()} == {1: 0.25, 3: 0.5, 10: 0.75}
    assert all(estimate.low <= estimate.value <= estimate.high for estimate in girls.top.values())
    assert girls.ece == pytest.approx(0.25)  # sure of a half, right in a quarter
    assert men.ece == pytest.approx(0.5)
    assert (girls.too_little, men.too_little) == (0.25, 1.0)
    assert girls.coverage == 0.75
    assert men.coverage is None, "no disease of theirs is known"
    assert groups["age", "1-5", "all"].model_dump(exclude={"kind", "name"}) == girls.model_dump(
        exclude={"kind", "name"}
    )


def test_without_trust_nothing_is_said_of_it() -> None:
    cases, ranking = people((40, 3, Sex.FEMALE)), ranked([1] * 40)
    everyone = group_figures(ranking, cases, sure(ranking), None)[0]
    assert everyone.top[1].value == 1
    assert (everyone.coverage, everyone.too_little) == (None, None)
