import numpy as np
import pytest

from benchmark_world import world
from hoofbeat.evaluation.benchmark.differential import ddf1, ddf1_estimate, overlap, stated_differential

HEADER = "AGE,DIFFERENTIAL_DIAGNOSIS,SEX"


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (
            f"""{HEADER}\n40,"[['Chagas', 0.6], ['Anemia', 0.39], ['HIV (initial infection)', 0.01]]",F""",
            {"Chagas", "Anemia"},
        ),
        (f"{HEADER}\n40,,F", set()),
        (f"{HEADER}\n40,nonsense,F", set()),
        ("AGE,SEX\n40,F", set()),
    ],
)
def test_the_differential_of_a_record_is_what_holds_more_than_a_hundredth(payload: str, expected: set[str]) -> None:
    assert stated_differential(payload) == expected


def test_a_differential_is_compared_among_the_diseases_of_the_release() -> None:
    # Only the third disease is of the release, so it holds all of the probability there.
    scores = np.array([[5.0, 0.0, 1.0, 0.0, 0.0]] * 3, dtype=np.float32)
    scores[2] = -np.inf
    found = overlap(world(), scores, [frozenset({"Third"}), frozenset(), frozenset({"Third"})])
    assert found[0].tolist() == [1.0, 1.0]
    assert np.isnan(found[1:]).all()


def test_ddf1_is_the_harmonic_mean_of_the_means() -> None:
    overlaps = np.array([[1.0, 0.5], [0.5, 0.5]])
    assert ddf1(overlaps) == pytest.approx(2 * 0.75 * 0.5 / 1.25)
    assert ddf1(np.zeros((2, 2))) == 0
    estimate = ddf1_estimate(overlaps, np.array([3, 4]))
    assert estimate.low <= estimate.value <= estimate.high
    alone = ddf1_estimate(overlaps, np.array([3, 3]))
    assert alone.low == alone.high == pytest.approx(alone.value)
