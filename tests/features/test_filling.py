"""Unknown numbers become the median, by whatever way it is found."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.impute import SimpleImputer

from hoofbeat.features.filling import NumberImputer

RANDOM = np.random.default_rng(0)


def cases(many: int) -> np.ndarray:
    """Yes and no, seldom, half and always, with a half of an even number; numbers, some unknown; nothing known."""
    marks = [RANDOM.random(many) < share for share in (0, 0.01, 0.5, 0.7, 1)] + [np.arange(many) % 2 == 0]
    numbers = RANDOM.normal(37.5, 1, (2, many))
    numbers[0, : many // 3] = np.nan
    return np.column_stack([*marks, *numbers, np.full(many, np.nan)]).astype(np.float32)


@pytest.mark.parametrize("many", [1, 2, 400, 401])
@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_medians_are_those_of_sorting_every_column(many: int, order: slice) -> None:
    asked = cases(many)[:, order]
    expected = SimpleImputer(strategy="median", keep_empty_features=True).fit(asked)
    found = NumberImputer().fit(asked)
    np.testing.assert_array_equal(found.statistics_, expected.statistics_)
    np.testing.assert_array_equal(found.transform(asked), expected.transform(asked))


def test_compressed_rows_are_filled_as_the_same_rows_are() -> None:
    asked = cases(400)
    found = NumberImputer().fit(csr_array(asked)).transform(csr_array(asked))
    np.testing.assert_allclose(found.toarray(), NumberImputer().fit_transform(asked), rtol=1e-6)


def test_yes_and_no_alone_are_no_fault() -> None:
    marks = (RANDOM.random((50, 3)) < 0.3).astype(np.float32)
    np.testing.assert_array_equal(NumberImputer().fit_transform(marks), marks)
