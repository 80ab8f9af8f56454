import numpy as np
import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.curves import MAX_POINTS, averaged_curves, rank_curve, rank_curves
from hoofbeat.evaluation.ranking import Ranking
from hoofbeat.evaluation.result import Curve


def by_name(curves: tuple[Curve, ...]) -> dict[tuple[str, str], Curve]:
    return {(curve.kind, curve.average): curve for curve in curves}


def test_areas_by_hand() -> None:
    # Class 0 orders its case above both others: area 1, precision 1. Class 1 puts one of its two negatives above its
    # case: area ½, precision ½. Class 2 puts both above: area 0, precision ⅓.
    probabilities = np.array([[0.8, 0.1, 0.4], [0.1, 0.5, 0.5], [0.1, 0.7, 0.2]])
    curves = by_name(averaged_curves("forest", probabilities, np.array([0, 1, 2])))
    assert curves["roc", "macro"].area == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert curves["precision-recall", "macro"].area == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)
    # Pooled: positives 0.8, 0.5, 0.2; negatives 0.7, 0.5, 0.4, 0.1, 0.1, 0.1. Of 18 pairs 6 + 4.5 + 3 are in order.
    assert curves["roc", "micro"].area == pytest.approx(13.5 / 18)
    assert {curve.model for curve in curves.values()} == {"forest"}


def test_a_perfect_model_goes_through_the_corner() -> None:
    y = np.arange(60) % 5
    for curve in averaged_curves("oracle", np.eye(5)[y], y):
        assert curve.area == pytest.approx(1.0)
        corner = (0.0, 1.0) if curve.kind == "roc" else (1.0, 1.0)
        assert corner in set(zip(curve.x, curve.y, strict=True))


@pytest.fixture(scope="module")
def large() -> dict[tuple[str, str], Curve]:
    random = np.random.default_rng(0)
    y = random.integers(0, 8, 500)
    return by_name(averaged_curves("forest", random.dirichlet(np.ones(8), 500) + 0.1 * np.eye(8)[y], y))


def test_curves_are_thinned_but_keep_their_ends_and_area(large: dict[tuple[str, str], Curve]) -> None:
    assert all(10 < len(curve.x) == len(curve.y) <= MAX_POINTS for curve in large.values())
    for average in ("micro", "macro"):
        roc = large["roc", average]
        assert (roc.x[0], roc.y[0], roc.x[-1], roc.y[-1]) == (0, 0, 1, 1)
        assert np.trapezoid(roc.y, roc.x) == pytest.approx(roc.area, abs=0.01)
        assert np.diff(roc.x).min() >= 0
        assert np.diff(roc.y).min() >= 0
        steps = large["precision-recall", average]
        assert steps.x[-1] == 1
        assert np.sum(np.diff(steps.x) * np.array(steps.y[1:])) == pytest.approx(steps.area, abs=0.03)


def test_a_case_of_no_class_is_a_negative_of_all() -> None:
    probabilities = np.array([[0.9, 0.1], [0.1, 0.9], [0.95, 0.05]])
    curves = by_name(averaged_curves("forest", probabilities, np.array([0, 1, -1])))
    assert curves["roc", "macro"].area == pytest.approx((1 / 2 + 1) / 2)


def test_a_class_without_cases_is_left_out() -> None:
    curves = by_name(averaged_curves("forest", np.array([[0.6, 0.3, 0.1], [0.3, 0.6, 0.1]]), np.array([0, 1])))
    assert curves["roc", "macro"].area == pytest.approx(1.0)


@pytest.mark.parametrize(("shape", "y"), [((2, 3), [0]), ((2, 3), [0, 0, 1]), ((2, 1), [0, 0])])
def test_what_cannot_be_drawn_is_refused(shape: tuple[int, int], y: list[int]) -> None:
    with pytest.raises(InputError, match="curves"):
        averaged_curves("forest", np.full(shape, 0.5), np.array(y))


def ranking() -> Ranking:
    return Ranking(
        name="naive / knowledge",
        protocol="naive",
        model="knowledge",
        ranks=np.array([1, 3, 0, 60]),
        truth_ids=("a", "b", "c", "d"),
        orphan=np.array([True, True, True, True]),
        sources=("phenopackets",) * 4,
    )


def test_rank_curve_accumulates() -> None:
    curve = rank_curve(ranking())
    assert len(curve.accuracy) == 50
    assert curve.accuracy[:4] == (0.25, 0.25, 0.5, 0.5)
    assert curve.accuracy[-1] == 0.5


def test_rank_curves_skip_a_subset_without_cases() -> None:
    assert [curve.subset for curve in rank_curves(ranking())] == ["all", "orphan"]
    with pytest.raises(InputError, match="no cases"):
        rank_curve(ranking().subset(np.zeros(4, dtype=bool)))
