"""Lists under keys that lie in flat arrays are those that were filed."""

import pytest

from hoofbeat.bundle.runtime.flat_lists import FlatLists

FILED = {"tos": [3], "ache": [0, 7, 2**32 - 1], "fever": [5, 5]}


def test_each_key_has_its_own() -> None:
    lists = FlatLists(FILED)
    assert {key: list(lists.of(key)) for key in FILED} == FILED
    assert [(key, list(lists.at(place)), lists.count(place)) for place, key in enumerate(lists.keys)] == [
        (key, FILED[key], len(FILED[key])) for key in sorted(FILED)
    ]


@pytest.mark.parametrize("key", ["", "b", "zz"])
def test_what_is_not_filed_has_none(key: str) -> None:
    lists = FlatLists(FILED)
    assert (lists.place(key), list(lists.of(key))) == (None, [])


def test_numbers_may_be_keys() -> None:
    lists = FlatLists({9: [1], 4: [2]})
    assert (list(lists.keys), list(lists.of(4)), lists.place(5)) == ([4, 9], [2], None)
