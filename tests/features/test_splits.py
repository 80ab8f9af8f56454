from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.domain.errors import InputError
from hoofbeat.features.splits import disease_folds, publication_folds

publications = st.lists(st.none() | st.integers(0, 30).map("PMID:{}".format), min_size=40, max_size=120)


@given(publications, st.integers(0, 5))
def test_no_publication_is_divided(groups: list[str | None], seed: int) -> None:
    try:
        folds = publication_folds(groups, seed=seed)
    except InputError:
        assert len(set(groups) - {None}) + groups.count(None) < 5
        return
    seen: dict[str, set[int]] = {}
    for group, fold in zip(groups, folds.tolist(), strict=True):
        if group is not None:
            seen.setdefault(group, set()).add(fold)
    assert all(len(where) == 1 for where in seen.values())
    assert set(folds.tolist()) == {0, 1, 2, 3, 4}
    # Greedy placement cannot leave folds further apart than the largest group.
    sizes = np.bincount(folds)
    largest = max(Counter(group for group in groups if group is not None).values(), default=1)
    assert sizes.max() - sizes.min() <= largest


@given(st.lists(st.integers(0, 50).map("OMIM:{}".format), min_size=5, max_size=100))
def test_no_disease_is_divided(diseases: list[str]) -> None:
    if len(set(diseases)) < 3:
        return
    folds = disease_folds(diseases, folds=3)
    assert all(len({f for d, f in zip(diseases, folds, strict=True) if d == disease}) == 1 for disease in diseases)


def test_cases_without_a_publication_stand_alone_and_balance() -> None:
    folds = publication_folds([None] * 100)
    assert np.bincount(folds).tolist() == [20] * 5


def test_one_large_publication_is_balanced_by_the_small_ones() -> None:
    groups = ["PMID:1"] * 20 + [f"PMID:{i}" for i in range(2, 82)]
    assert np.bincount(publication_folds(groups)).tolist() == [20] * 5


def test_the_order_of_the_cases_does_not_matter() -> None:
    groups = [f"PMID:{i % 17}" for i in range(60)]
    forward = dict(zip(groups, publication_folds(groups, seed=4).tolist(), strict=True))
    backward = dict(zip(groups[::-1], publication_folds(groups[::-1], seed=4).tolist(), strict=True))
    assert forward == backward


def test_the_seed_decides_who_meets() -> None:
    groups = [f"PMID:{i}" for i in range(50)]
    assert publication_folds(groups, seed=1).tolist() == publication_folds(groups, seed=1).tolist()
    assert publication_folds(groups, seed=1).tolist() != publication_folds(groups, seed=2).tolist()


def test_a_group_named_like_a_row_is_not_mixed_up_with_it() -> None:
    folds = publication_folds([None, "0", "1", None, "row"], folds=5)
    assert sorted(folds.tolist()) == [0, 1, 2, 3, 4]


def test_too_few_groups_are_refused() -> None:
    with pytest.raises(InputError, match="3 groups cannot fill 5 folds"):
        publication_folds(["PMID:1", "PMID:2", "PMID:3", "PMID:1"])
