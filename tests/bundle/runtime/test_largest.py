"""The largest of many numbers are among those found, ties and all."""

import numpy as np
import pytest

from hoofbeat.bundle.runtime.largest import among_largest

RANDOM = np.random.default_rng(0)
VALUES = {
    "all different": RANDOM.permutation(5000).astype(np.float32),
    "mostly tied": np.where(RANDOM.random(5000) < 0.99, 0, RANDOM.random(5000)),
    "the largest side by side": np.arange(5000.0),
    "the largest far apart": np.where(np.arange(5000) % 64 == 0, 1.0, 0.0),
    "few": RANDOM.random(30),
    "one": np.ones(1),
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("most", [1, 10, 50, 77, 4999])
def test_whatever_is_as_large_as_the_last_one_asked_for_is_there(name: str, most: int) -> None:
    values = VALUES[name]
    most = min(most, len(values))
    last = np.sort(values)[-most]
    assert set(np.flatnonzero(values >= last)) <= set(among_largest(values, most).tolist())


@pytest.mark.parametrize(("most", "found"), [(50, 500), (200, 500)])
def test_most_of_a_catalogue_is_left_out(most: int, found: int) -> None:
    assert len(among_largest(RANDOM.random(12_000), most)) < found
