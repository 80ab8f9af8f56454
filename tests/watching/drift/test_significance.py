"""Significances against SciPy's own tests, and against chance itself."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency, fisher_exact

from hoofbeat.watching.drift.significance import merge_cells, of_cells, of_js, of_many, of_psi, of_two

SHARES = np.array([0.4, 0.3, 0.2, 0.1])


def test_two_cells_are_tested_exactly() -> None:
    window, reference = np.array([[9.0, 91.0]]), np.array([[50.0, 1950.0]])
    above = fisher_exact([[9, 91], [50, 1950]], alternative="greater").pvalue
    assert of_two(window, reference)[0] == pytest.approx(2 * above, rel=1e-9)


def test_more_cells_are_tested_by_the_likelihood_ratio() -> None:
    window, reference = np.array([40.0, 35, 25]), np.array([300.0, 400, 300])
    known = chi2_contingency([window, reference], lambda_="log-likelihood")
    assert of_cells(window, reference) == pytest.approx(known.pvalue, rel=1e-9)


def test_many_cases_of_two_cells_need_no_exact_test() -> None:
    window, reference = np.array([[400.0, 600.0]]), np.array([[1700.0, 2300.0]])
    known = chi2_contingency([window[0], reference[0]], correction=False, lambda_="log-likelihood")
    assert of_two(window, reference)[0] == pytest.approx(known.pvalue, rel=1e-9)


@pytest.mark.parametrize("size", [100, 1000])
def test_each_is_as_rare_as_it_says_whatever_the_size_of_the_window(size: int) -> None:
    """Raw PSI of windows of 100 cases is ten times that of 1,000: the test must not mind."""
    rng = np.random.default_rng(size)
    found = dict.fromkeys((of_cells, of_psi, of_js), 0)
    values = []
    for _ in range(1000):
        window, reference = rng.multinomial(size, SHARES).astype(float), rng.multinomial(4000, SHARES).astype(float)
        for of in found:
            found[of] += of(window, reference) <= 0.05
        values.append(of_cells(window, reference))
    assert all(25 <= count <= 80 for count in found.values()), found
    assert 0.45 < np.mean(values) < 0.55


def test_rare_cells_are_tested_as_one() -> None:
    window, reference = merge_cells(np.array([88.0, 6, 3, 3]), np.array([880.0, 60, 30, 30]))
    assert (window.tolist(), reference.tolist()) == ([88, 6, 6], [880, 60, 60])
    # Together they are still too few: the next rarest goes with them.
    assert merge_cells(np.array([90.0, 6, 2, 2]), np.array([900.0, 60, 20, 20]))[0].tolist() == [90, 10]
    assert len(merge_cells(np.zeros(3), np.array([1.0, 2, 3]))[0]) == 0
    assert of_cells(np.array([3.0, 0]), np.array([1000.0, 0])) == 1


def test_nobody_is_no_evidence() -> None:
    assert of_two(np.zeros((1, 2)), np.array([[5.0, 5.0]]))[0] == 1
    assert of_cells(np.zeros(4), np.array([5.0, 5, 5, 5])) == 1


def test_many_at_once_are_tested_as_one_by_one() -> None:
    """Frequent cells and rare ones, two or ten, and features that nobody told of."""
    rng = np.random.default_rng(0)
    features, most = 400, 10
    cells = np.arange(most) < rng.integers(2, most + 1, size=features)[:, None]
    window, reference = np.zeros((features, most)), np.zeros((features, most))
    for has, one, other in zip(cells, window, reference, strict=True):
        shares = rng.dirichlet(np.full(has.sum(), 0.3))
        one[has] = rng.multinomial(rng.integers(0, 300), shares)
        other[has] = rng.multinomial(rng.integers(0, 3000), rng.dirichlet(30 * shares + 0.01))
    single = [of_cells(one[has], other[has]) for has, one, other in zip(cells, window, reference, strict=True)]
    assert of_many(window, reference, cells) == pytest.approx(single, rel=1e-9, abs=1e-300)
    assert len(set(np.round(single, 6))) > features / 2
