"""A grouped differential is the ungrouped one, folded: over everything the embedded knowledge knows."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.groups import Groups
from hoofbeat.bundle.runtime.questions import LEADING
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.differential import Differential, RankedDisease, Subtype
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.subtypes import stem

NOONAN = ("HP:0000316", "HP:0001642", "HP:0004322", "HP:0000465")
SEIZURES = ("HP:0001250", "HP:0001263", "HP:0200134")
CASES = [Case(case_id="x", findings=tuple(Finding(id=finding) for finding in ids)) for ids in (NOONAN, SEIZURES)]

#: What a line says of its group and of nothing else.
OF_GROUP = {"subtypes", "group_probability"}


@pytest.fixture(scope="module")
def bundle(embedded_bundle: Path) -> Bundle:
    return Bundle.load(embedded_bundle)


def groups_of(names: Iterable[str]) -> Groups:
    rows = [{"id": f"OMIM:{i}", "names": {"en": name}, "orphan": True} for i, name in enumerate(names)]
    return Groups(LateRows(rows, Disease.model_validate))


def whole(bundle: Bundle, case: Case) -> tuple[RankedDisease, ...]:
    return bundle.differential(case, top=len(bundle.diseases), explain=False).differential


def below(answer: Differential) -> list[str]:
    return [subtype.disease_id for line in answer.differential for subtype in line.subtypes]


@pytest.mark.parametrize("case", CASES)
def test_each_line_is_the_best_of_its_group_as_it_is_ungrouped(bundle: Bundle, case: Case) -> None:
    best: dict[str, RankedDisease] = {}
    for disease in whole(bundle, case):
        best.setdefault(stem(disease.name), disease)
    answer = bundle.differential(case, explain=False, grouped=True)
    lines = answer.differential
    assert [line.disease_id for line in lines] == [disease.disease_id for disease in list(best.values())[:10]]
    assert [line.rank for line in lines] == sorted(line.rank for line in lines)
    assert lines[-1].rank > 10, "nothing was folded: the case shows nothing"
    for line in lines:
        assert line.model_dump(exclude=OF_GROUP) == best[stem(line.name)].model_dump(exclude=OF_GROUP)


@pytest.mark.parametrize("case", CASES)
def test_members_stand_under_their_line_and_sums_are_over_all(bundle: Bundle, case: Case) -> None:
    groups: dict[str, list[RankedDisease]] = defaultdict(list)
    for disease in whole(bundle, case):
        groups[stem(disease.name)].append(disease)
    for line in bundle.differential(case, explain=False, grouped=True).differential:
        group = groups[stem(line.name)]
        assert line.group_probability == pytest.approx(sum(disease.probability for disease in group), rel=1e-6)
        leading = [disease for disease in group[1:] if disease.rank <= LEADING]
        assert [subtype.model_dump() for subtype in line.subtypes] == [
            disease.model_dump(include={*Subtype.model_fields, *Subtype.model_computed_fields}) for disease in leading
        ]


@pytest.mark.parametrize("top", [LEADING, 100])
@pytest.mark.parametrize("case", CASES)
def test_nothing_above_the_last_line_is_lost(bundle: Bundle, case: Case, top: int) -> None:
    answer = bundle.differential(case, top=top, explain=False, grouped=True)
    assert len(answer.differential) == top
    standing = [line.disease_id for line in answer.differential] + below(answer)
    assert len(standing) == len(set(standing))
    reached = max(LEADING, answer.differential[-1].rank)
    assert set(standing) == {disease.disease_id for disease in whole(bundle, case)[:reached]}


def test_all_groups_together_are_the_whole_catalogue(bundle: Bundle) -> None:
    answer = bundle.differential(CASES[0], top=len(bundle.diseases), explain=False, grouped=True)
    assert len(answer.differential) + len(below(answer)) == len(bundle.diseases)
    assert sum(line.group_probability or 0 for line in answer.differential) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("case", CASES)
def test_what_is_said_of_the_whole_answer_does_not_change(bundle: Bundle, case: Case) -> None:
    plain, grouped = (bundle.differential(case, grouped=choice) for choice in (False, True))
    assert plain.model_dump(exclude={"differential"}) == grouped.model_dump(exclude={"differential"})
    assert all((line.subtypes, line.group_probability) == ((), None) for line in plain.differential)
    explained = {line.disease_id: line.contributions for line in plain.differential}
    assert all(line.contributions for line in grouped.differential)
    for line in grouped.differential:
        assert line.contributions == explained.get(line.disease_id, line.contributions)


def test_a_catalogue_shorter_than_its_bounds_is_folded_all_the_same() -> None:
    names = ("Noonan syndrome 1", "Marfan syndrome", "Noonan syndrome 2")
    groups = groups_of(names)
    probability = np.array([0.1, 0.3, 0.6], dtype=np.float32)
    ranking = np.array([2, 1, 0])
    first, second = groups.lines(ranking, lambda many: ranking[:many], probability, top=10)
    assert (first.rank, first.position, [subtype.rank for subtype in first.subtypes]) == (1, 2, [3])
    assert first.group_probability == pytest.approx(0.7)
    assert (second.rank, second.position, second.subtypes) == (2, 1, ())
    assert second.group_probability == pytest.approx(0.3)
    assert len(groups.lines(ranking, lambda many: ranking[:many], probability, top=1)) == 1


def test_as_much_is_ranked_as_the_groups_need() -> None:
    names = [f"Noonan syndrome {number}" for number in range(70)] + ["Marfan syndrome"]
    groups = groups_of(names)
    asked: list[int] = []

    def first(many: int) -> np.ndarray[Any, np.dtype[np.int64]]:
        asked.append(many)
        return np.arange(len(names))[:many]

    lines = groups.lines(first(50), first, np.full(len(names), 1 / len(names), dtype=np.float32), top=2)
    assert [(line.rank, len(line.subtypes)) for line in lines] == [(1, 69), (71, 0)]
    assert asked == [50, 200]


def test_a_family_has_the_parent_that_bears_its_name() -> None:
    names = ("Noonan syndrome 1", "Marfan syndrome", "Noonan syndrome", "Noonan syndrome 2")
    groups = groups_of(names)
    assert groups.family(0) == (2, (3,))
    assert groups.family(2) == (None, (0, 3))
    assert groups.family(1) == (None, ())


def test_a_family_without_a_namesake_has_no_parent() -> None:
    names = ("Usher syndrome, type IIA", "Usher syndrome, type IIC")
    groups = groups_of(names)
    assert groups.family(0) == (None, (1,))
