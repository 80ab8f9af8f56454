"""The candidates side by side, and the one that is chosen.

Mirrors: hoofbeat.training.candidate, hoofbeat.training.figures
"""

import numpy as np
import pytest

from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.errors import TrainingError
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.ontology import Ontology, Term
from hoofbeat.models.candidates import names
from hoofbeat.models.fitting import fit_cohort_model
from hoofbeat.models.onnx import to_onnx
from hoofbeat.training import candidate as candidate_module
from hoofbeat.training.selection import SelectionSettings, select
from hoofbeat.training.tracking import Tracker, open_client
from hoofbeat.training.tuning import Search
from invented_cohort import make_cohort, make_ontology

ONTOLOGY = make_ontology()
COHORT = make_cohort(ONTOLOGY)
ORPHANS = {"OMIM:100", "OMIM:101", "OMIM:elsewhere"}


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    return tmp_path_factory.mktemp("output")


@pytest.fixture(scope="module")
def selection(output):
    tracker = Tracker(output, {"data_version": "gold@7"})
    return select(COHORT, ONTOLOGY, SelectionSettings(min_support=2, size="small"), orphan=ORPHANS, tracker=tracker)


def test_all_candidates_are_compared_on_the_same_cases(selection) -> None:
    assert tuple(selection.results) == names()
    assert [COHORT.diseases[row] for row in selection.rows] == [selection.classes[label] for label in selection.y]
    for result in selection.results.values():
        assert result.probabilities.shape == (64, 4)
        np.testing.assert_allclose(result.probabilities.sum(axis=1), 1, atol=1e-4)


def test_the_winner_has_the_best_macro_f1(selection) -> None:
    best = max(result.metrics["macro_f1"] for result in selection.results.values())
    assert selection.results[selection.winner].metrics["macro_f1"] == best
    assert best > 0.5


def test_every_candidate_is_a_finished_run_with_figures(selection, output) -> None:
    client = open_client(output / "mlflow.db")
    for name, result in selection.results.items():
        run = client.get_run(result.run_id)
        assert (run.info.run_name, run.info.status) == (name, "FINISHED")
        for figure in ("macro_f1", "orphan_macro_recall", "onnx_bytes", "fit_seconds", "inference_ms"):
            assert run.data.metrics[figure] == pytest.approx(result.metrics[figure])
        assert run.data.tags.items() >= {"seed": "0", "data_version": "gold@7"}.items()
        assert "SMOTEN" in run.data.params["balancing_fold_0"]
        assert {file.path for file in client.list_artifacts(result.run_id)} == {"confusion.png", "curves.png"}
        assert run.data.tags["selected"] == str(name == selection.winner)


def test_recall_is_guarded_over_the_orphan_diseases_alone(selection) -> None:
    for result in selection.results.values():
        right = result.probabilities.argmax(axis=1) == selection.y
        recall = [right[selection.y == selection.classes.index(disease)].mean() for disease in ("OMIM:100", "OMIM:101")]
        assert result.metrics["orphan_macro_recall"] == pytest.approx(np.mean(recall))


def test_the_size_is_that_of_the_graph_that_would_be_exported(selection) -> None:
    model = fit_cohort_model("logistic", COHORT, ONTOLOGY, min_support=2, size="small")
    whole = to_onnx(model.pipeline, len(model.encoder.names)).ByteSize()
    assert selection.results["logistic"].metrics["onnx_bytes"] == pytest.approx(whole, rel=0.2)


def test_the_guard_keeps_the_best_from_winning_and_says_so(output, monkeypatch) -> None:
    tracker = Tracker(output / "guarded")
    figures = {"macro_f1": iter((0.5, 0.4)), "orphan_macro_recall": iter((0.30, 0.36))}
    real = candidate_module.score
    monkeypatch.setattr(
        candidate_module, "score", lambda *given: real(*given) | {key: next(values) for key, values in figures.items()}
    )
    found = select(
        COHORT,
        ONTOLOGY,
        SelectionSettings(size="small", names=["logistic", "random_forest"]),
        orphan=ORPHANS,
        tracker=tracker,
    )
    assert found.winner == "random_forest"
    client = open_client(output / "guarded" / "mlflow.db")
    for name in found.results:
        tags = client.get_run(found.results[name].run_id).data.tags
        assert "The guard decided: random_forest wins" in tags["guard"]
        assert tags["selected"] == str(name == "random_forest")


def test_the_winners_treatment_of_rare_classes_is_what_is_recorded_and_fitted(tmp_path) -> None:
    database = tmp_path / "optuna.db"
    names = ["logistic"]
    tracker = Tracker(tmp_path)
    search = Search(2, "weights", database)
    found = select(
        COHORT, ONTOLOGY, SelectionSettings(min_support=2, size="small", names=names, search=search), tracker=tracker
    )
    result = found.results["logistic"]
    assert result.tuned.plan.balancing == "weights"
    run = open_client(tmp_path / "mlflow.db").get_run(result.run_id)
    assert run.data.params["balancing"] == "weights"
    assert run.data.params["balancing_fold_0"].startswith("class weights")
    assert float(run.data.params["C"]) == pytest.approx(result.tuned.plan.settings["C"])
    assert (run.data.tags["study"], run.data.tags["trial"]) == (result.tuned.study, str(result.tuned.trial))
    model = fit_cohort_model("logistic", COHORT, ONTOLOGY, min_support=2, size="small", plan=result.tuned.plan)
    assert model.balancing.weights is not None
    assert result.tuned.plan.settings["C"] == model.pipeline[-1].C


def test_the_seed_decides(selection) -> None:
    again = select(COHORT, ONTOLOGY, SelectionSettings(min_support=2, size="small", names=["random_forest"]))
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
    result = select(cohort, ONTOLOGY, SelectionSettings(min_support=2, size="small", names=["logistic"]))
    alone = result.y == result.classes.index("OMIM:100")
    np.testing.assert_array_equal(result.taught, ~alone)
    assert not result.results["logistic"].probabilities[alone, 0].any()


def test_a_cohort_without_two_diseases_is_refused() -> None:
    with pytest.raises(TrainingError, match="a cohort model needs two"):
        select(COHORT.select([0, 1, 2]), ONTOLOGY, SelectionSettings())


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
    selection = select(
        questionnaire(told_apart=True), SITE_ONTOLOGY, SelectionSettings(size="small", names=["logistic"])
    )
    assert selection.winner == "logistic+excluded"
    assert selection.results["logistic+excluded"].metrics["top_1"] == 1
    model = fit_cohort_model(selection.winner, questionnaire(told_apart=True), SITE_ONTOLOGY, size="small")
    assert model.encoder.excluded_features == ("SITE:q1",)


def test_and_left_alone_where_it_does_not() -> None:
    selection = select(
        questionnaire(told_apart=False), SITE_ONTOLOGY, SelectionSettings(size="small", names=["logistic"])
    )
    assert list(selection.results) == ["logistic", "logistic+excluded"]
    assert selection.winner == "logistic"


def test_a_cohort_without_exclusions_of_a_site_is_compared_once(selection) -> None:
    assert not [name for name in selection.results if name.endswith("+excluded")]
