import numpy as np
import pytest

from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.errors import TrainingError
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.ontology import Ontology, Term
from hoofbeat.models.cohort import NAMES
from hoofbeat.models.fitting import fit_cohort_model
from hoofbeat.training.selection import select
from hoofbeat.training.tracking import Tracker
from invented_cohort import make_cohort, make_ontology

ONTOLOGY = make_ontology()
COHORT = make_cohort(ONTOLOGY)


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    return tmp_path_factory.mktemp("output")


@pytest.fixture(scope="module")
def selection(output):
    return select(COHORT, ONTOLOGY, min_support=2, size="small", tracker=Tracker(output, {"data_version": "gold@7"}))


def test_all_candidates_are_compared_on_the_same_cases(selection) -> None:
    assert tuple(selection.results) == NAMES
    assert [COHORT.diseases[row] for row in selection.rows] == [selection.classes[label] for label in selection.y]
    for result in selection.results.values():
        assert result.probabilities.shape == (64, 4)
        np.testing.assert_allclose(result.probabilities.sum(axis=1), 1, atol=1e-4)


def test_the_winner_has_the_best_macro_f1(selection) -> None:
    best = max(result.metrics["macro_f1"] for result in selection.results.values())
    assert selection.results[selection.winner].metrics["macro_f1"] == best
    assert best > 0.5


def test_every_candidate_is_a_finished_run_with_figures(selection, output) -> None:
    from mlflow import MlflowClient

    client = MlflowClient(f"sqlite:///{output / 'mlflow.db'}")
    for name, result in selection.results.items():
        run = client.get_run(result.run_id)
        assert (run.info.run_name, run.info.status) == (name, "FINISHED")
        assert run.data.metrics["macro_f1"] == pytest.approx(result.metrics["macro_f1"])
        assert run.data.tags.items() >= {"seed": "0", "data_version": "gold@7"}.items()
        assert "SMOTEN" in run.data.params["balancing_fold_0"]
        assert {file.path for file in client.list_artifacts(result.run_id)} == {"confusion.png", "curves.png"}
        assert run.data.tags["selected"] == str(name == selection.winner)


def test_the_seed_decides(selection) -> None:
    again = select(COHORT, ONTOLOGY, min_support=2, size="small", names=["random_forest"])
    np.testing.assert_array_equal(again.fold, selection.fold)
    np.testing.assert_array_equal(
        again.results["random_forest"].probabilities, selection.results["random_forest"].probabilities
    )


def test_a_disease_known_from_one_publication_alone_cannot_be_taught() -> None:
    lone = [i for i, case in enumerate(COHORT.cases) if case.group in {f"PMID:0{n}" for n in range(4)}]
    cases = tuple(
        case.model_copy(update={"group": "PMID:1"}) if i in lone else case for i, case in enumerate(COHORT.cases)
    )
    cohort = Cohort(cases, COHORT.diseases, COHORT.sources, COHORT.version)
    result = select(cohort, ONTOLOGY, min_support=2, size="small", names=["logistic"])
    alone = result.y == result.classes.index("OMIM:100")
    np.testing.assert_array_equal(result.taught, ~alone)
    assert not result.results["logistic"].probabilities[alone, 0].any()


def test_a_cohort_without_two_diseases_is_refused() -> None:
    with pytest.raises(TrainingError, match="a cohort model needs two"):
        select(COHORT.select([0, 1, 2]), ONTOLOGY)


def questionnaire(told_apart: bool) -> Cohort:
    """Two causes that differ only in whether a question was asked at all, or (not ``told_apart``) in nothing."""
    rng = np.random.default_rng(0)
    cases, diseases = [], []
    for number in range(120):
        cause = number % 2
        asked = [Finding(id="SITE:q1", excluded=True)] if (cause if told_apart else rng.random() < 0.5) else []
        noise = [Finding(id=str(rng.choice(["SITE:q2", "SITE:q3"])))]
        cases.append(Case(case_id=f"c{number}", findings=(*asked, *noise)))
        diseases.append(f"SITE:cause-{cause}")
    return Cohort(tuple(cases), tuple(diseases), ("site",) * len(cases), version=0)


SITE_ONTOLOGY = Ontology("x", (*ONTOLOGY.terms, *(Term(f"SITE:q{n}", f"q{n}") for n in (1, 2, 3))))


def test_no_and_not_asked_are_told_apart_where_that_helps() -> None:
    selection = select(questionnaire(told_apart=True), SITE_ONTOLOGY, size="small", names=["logistic"])
    assert selection.winner == "logistic+excluded"
    assert selection.results["logistic+excluded"].metrics["top_1"] == 1
    model = fit_cohort_model(selection.winner, questionnaire(told_apart=True), SITE_ONTOLOGY, size="small")
    assert model.encoder.excluded_features == ("SITE:q1",)


def test_and_left_alone_where_it_does_not() -> None:
    selection = select(questionnaire(told_apart=False), SITE_ONTOLOGY, size="small", names=["logistic"])
    assert list(selection.results) == ["logistic", "logistic+excluded"]
    assert selection.winner == "logistic"


def test_a_cohort_without_exclusions_of_a_site_is_compared_once(selection) -> None:
    assert not [name for name in selection.results if name.endswith("+excluded")]
