import numpy as np
import pytest

from hoofbeat.domain.errors import TrainingError
from hoofbeat.features.balancing import BALANCINGS, Balancing
from hoofbeat.models.fitting import teachable
from hoofbeat.training.folds import assign, prepare_folds
from invented_cohort import make_cohort, make_ontology

ONTOLOGY = make_ontology()
COHORT = make_cohort(ONTOLOGY)
ROWS, DISEASES = teachable(COHORT, 10)
CASES = [COHORT.cases[row] for row in ROWS]
CLASSES = sorted(set(DISEASES))
Y = np.searchsorted(CLASSES, DISEASES)


def test_no_publication_is_divided() -> None:
    fold = assign(CASES, Y, 3, seed=0)
    assert set(fold) == {0, 1, 2}
    folds_of: dict[str | None, set[int]] = {}
    for case, number in zip(CASES, fold, strict=True):
        folds_of.setdefault(case.group, set()).add(int(number))
    assert all(len(numbers) == 1 for numbers in folds_of.values())


def test_cases_without_publication_stand_alone() -> None:
    alone = [case.model_copy(update={"group": None}) for case in CASES]
    assert np.bincount(assign(alone, Y, 4, seed=0)).tolist() == [16, 16, 16, 16]


def test_fewer_publications_than_folds_are_refused() -> None:
    together = [case.model_copy(update={"group": "PMID:1"}) for case in CASES]
    with pytest.raises(TrainingError, match="1 publications cannot fill 3 folds"):
        assign(together, Y, 3, seed=0)


def test_nothing_of_a_held_out_case_reaches_training() -> None:
    """Mark one publication with a finding that no other has: no encoder that held it out may know the finding."""
    marker = "HB:0000001"
    marked = [
        case.model_copy(update={"findings": (case.findings[0].model_copy(update={"id": marker}),)})
        if case.group == "PMID:00"
        else case
        for case in CASES
    ]
    fold = assign(marked, Y, 3, seed=0)
    held_out_in = {int(number) for case, number in zip(marked, fold, strict=True) if case.group == "PMID:00"}
    prepared = prepare_folds(marked, DISEASES, CLASSES, fold, ONTOLOGY, min_support=1, seed=0)
    knows = {number for number, part in enumerate(prepared) if marker in part.training.encoder.finding_features}
    assert knows == {0, 1, 2} - held_out_in


def test_only_training_rows_are_balanced() -> None:
    fold = assign(CASES, Y, 3, seed=0)
    for number, part in enumerate(prepare_folds(CASES, DISEASES, CLASSES, fold, ONTOLOGY, min_support=2, seed=0)):
        assert len(part.features) == (fold == number).sum()
        assert len(part.training.labels) == (fold != number).sum() + part.training.balancing.rows_added


@pytest.mark.parametrize("balancing", BALANCINGS)
def test_whatever_is_done_about_rare_classes_held_out_cases_stay_as_they_are(balancing: Balancing) -> None:
    rare = [i for i, disease in enumerate(DISEASES) if disease != CLASSES[0]]
    kept = rare + [i for i, disease in enumerate(DISEASES) if disease == CLASSES[0]][:7]
    cases, diseases = [CASES[i] for i in kept], [DISEASES[i] for i in kept]
    fold = assign(cases, np.searchsorted(CLASSES, diseases), 3, seed=0)
    prepared = prepare_folds(cases, diseases, CLASSES, fold, ONTOLOGY, min_support=2, seed=0, balancing=balancing)
    for number, part in enumerate(prepared):
        held_out = [case for case, where in zip(cases, fold, strict=True) if where == number]
        np.testing.assert_array_equal(part.features, part.training.encoder.transform(held_out))
        taught = len(cases) - len(held_out)
        given = [case for case, where in zip(cases, fold, strict=True) if where != number]
        np.testing.assert_array_equal(part.training.features[:taught], part.training.encoder.transform(given))
        added = len(part.training.labels) - taught
        assert (added > 0) == (balancing in ("random", "smote"))
        assert (part.training.weights is not None) == (balancing == "weights")


def test_class_weights_make_all_diseases_weigh_alike() -> None:
    fold = assign(CASES, Y, 3, seed=0)
    for part in prepare_folds(CASES, DISEASES, CLASSES, fold, ONTOLOGY, min_support=2, seed=0, balancing="weights"):
        weights = part.training.weights
        assert weights is not None
        sums = np.bincount(part.training.labels, weights=weights)
        np.testing.assert_allclose(sums, len(weights) / len(sums))
