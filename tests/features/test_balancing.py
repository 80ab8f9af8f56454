import numpy as np
import pytest
from numpy.typing import NDArray

from hoofbeat.features.balancing import balance, case_weights

AGE = 6


def rows(label: int, count: int, rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Six yes/no findings of which the class mostly has two, and an age of its own decade, one of it unknown."""
    findings = (rng.random((count, 6)) < np.where(np.arange(6) // 2 == label % 3, 0.8, 0.1)).astype(np.float32)
    ages = (10 * label + rng.integers(0, 10, (count, 1))).astype(np.float32)
    ages[0] = np.nan
    return np.hstack([findings, ages]), np.full(count, label, dtype=np.int64)


@pytest.fixture
def cohort() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Classes of 40, 12, 3 and 8 rows; the last are all alike."""
    rng = np.random.default_rng(0)
    parts = [rows(0, 40, rng), rows(1, 12, rng), rows(2, 3, rng), rows(3, 8, rng)]
    parts[3][0][:, :AGE] = 1
    return np.vstack([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def test_every_class_reaches_the_floor_and_none_shrinks(cohort) -> None:
    _, labels, report = balance(*cohort, numeric=[AGE], floor=20)
    assert np.bincount(labels).tolist() == [40, 20, 20, 20]
    assert report.rows_added == 8 + 17 + 12


def test_given_rows_stay_first_and_untouched(cohort) -> None:
    features, labels, _ = balance(*cohort, numeric=[AGE], floor=20)
    np.testing.assert_array_equal(features[: len(cohort[0])], cohort[0])
    np.testing.assert_array_equal(labels[: len(cohort[1])], cohort[1])


def test_findings_stay_yes_or_no(cohort) -> None:
    features, _, report = balance(*cohort, numeric=[AGE], floor=20)
    assert report.synthesised == (1,)
    assert set(np.unique(features[:, :AGE])) == {0.0, 1.0}


def test_synthetic_rows_are_votes_not_copies(cohort) -> None:
    features, labels, _ = balance(*cohort, numeric=[AGE], floor=60)
    given = cohort[0][cohort[1] == 1][:, :AGE]
    new = features[len(cohort[0]) :][labels[len(cohort[0]) :] == 1][:, :AGE]
    assert given.std(axis=0).sum() > new.std(axis=0).sum()  # a vote drops what only a few have


def test_ages_come_from_the_same_class(cohort) -> None:
    features, labels, _ = balance(*cohort, numeric=[AGE], floor=40)
    for label in (1, 2, 3):
        own = set(np.nan_to_num(cohort[0][cohort[1] == label, AGE], nan=-1))
        assert set(np.nan_to_num(features[labels == label, AGE], nan=-1)) <= own


def test_classes_too_small_or_all_alike_are_copied_and_named(cohort) -> None:
    features, labels, report = balance(*cohort, numeric=[AGE], floor=20)
    assert report.copied == (2, 3)
    given = {row.tobytes() for row in cohort[0][cohort[1] == 2]}
    assert {row.tobytes() for row in features[labels == 2]} <= given
    assert "random over-sampling 2" in str(report)


def test_the_floor_is_the_median_class_by_default(cohort) -> None:
    _, labels, report = balance(*cohort, numeric=[AGE])
    assert report.floor == 10
    assert np.bincount(labels).tolist() == [40, 12, 10, 10]


def test_the_seed_decides(cohort) -> None:
    first, again, other = (balance(*cohort, numeric=[AGE], floor=30, seed=seed)[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other, equal_nan=True)


def test_the_run_is_told_which_classes_were_copied(cohort) -> None:
    report = balance(*cohort, numeric=[AGE], floor=20)[2]
    assert report.named(["a", "b", "c", "d"]) == {"synthesised": "b", "copied": "c, d"}
    assert balance(*cohort, numeric=[AGE], floor=1)[2].named([]) == {"synthesised": "none", "copied": "none"}


PLATELETS = 7


@pytest.fixture
def measured(cohort) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The same with platelets around 100 times the class, known in the first three of four rows."""
    features, labels = cohort
    platelets = 100.0 * labels + np.random.default_rng(1).normal(0, 10, len(labels))
    platelets[3::4] = np.nan
    return np.column_stack([features, platelets]).astype(np.float32), labels


def smotenc(measured, floor: int = 30, seed: int = 0):
    features, labels, report = balance(*measured, numeric=[AGE, PLATELETS], variant="SMOTENC", floor=floor, seed=seed)
    given = len(measured[1])
    return features[:given], features[given:], labels[given:], report


def test_with_measurements_numbers_lie_between_neighbours_of_the_class(measured) -> None:
    given, new, labels, report = smotenc(measured)
    np.testing.assert_array_equal(given, measured[0])
    assert "SMOTENC (k=5) raised 2 classes" in str(report)
    for label in report.synthesised:
        own, made = measured[0][measured[1] == label], new[labels == label]
        for column in (AGE, PLATELETS):
            known = made[np.isfinite(made[:, column]), column]
            assert own[np.isfinite(own[:, column]), column].min() - 1e-3 <= known.min()
            assert known.max() <= own[np.isfinite(own[:, column]), column].max() + 1e-3
        # Somewhere between two cases, not one of them.
        assert len(set(made[np.isfinite(made[:, PLATELETS]), PLATELETS]) - set(own[:, PLATELETS])) > 5
        assert set(np.unique(made[:, :AGE])) <= {0.0, 1.0}


def test_what_is_mostly_unknown_stays_unknown(measured) -> None:
    features, labels = measured
    features[labels == 1, PLATELETS] = np.nan
    _, new, made, report = smotenc((features, labels))
    assert 1 in report.synthesised
    assert np.isnan(new[made == 1, PLATELETS]).all()
    assert np.isfinite(new[made == 3, PLATELETS]).any()


def test_classes_too_small_for_neighbours_are_copied_with_their_gaps(measured) -> None:
    _, new, labels, report = smotenc(measured)
    assert report.copied == (2,)
    own = {row.tobytes() for row in measured[0][measured[1] == 2]}
    assert {row.tobytes() for row in new[labels == 2]} <= own


def test_the_unit_of_a_number_changes_nothing(measured) -> None:
    features, labels = measured
    in_thousands = features.copy()
    in_thousands[:, PLATELETS] *= 1000
    _, new, _, _ = smotenc((features, labels))
    _, scaled, _, _ = smotenc((in_thousands, labels))
    np.testing.assert_allclose(scaled[:, PLATELETS], new[:, PLATELETS] * 1000, rtol=1e-4)
    np.testing.assert_array_equal(scaled[:, :AGE], new[:, :AGE])


def test_the_seed_decides_about_numbers_too(measured) -> None:
    first, again, other = (smotenc(measured, seed=seed)[1] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other, equal_nan=True)


def test_random_over_sampling_copies_whole_rows(cohort) -> None:
    features, labels, report = balance(*cohort, numeric=[AGE], floor=20, variant="random")
    assert np.bincount(labels).tolist() == [40, 20, 20, 20]
    assert report.synthesised == ()
    for row, label in zip(features[len(cohort[0]) :], labels[len(cohort[0]) :], strict=True):
        given = cohort[0][cohort[1] == label]
        assert any(np.array_equal(row, one, equal_nan=True) for one in given)
    assert str(report) == "random over-sampling raised 3 classes to 20 cases; 37 rows added"


def test_cases_of_a_rare_class_weigh_more() -> None:
    weights = case_weights(np.array([0, 0, 0, 1]))
    np.testing.assert_allclose(weights, [2 / 3, 2 / 3, 2 / 3, 2])
