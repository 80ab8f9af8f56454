"""A hospital's own table, with its own labels, from cohort to answers: trained, judged, exported, asked.

Mirrors: src/hoofbeat, hoofbeat.models.api
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hoofbeat.bundle.export.writer import Provenance, write_bundle
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording
from hoofbeat.evaluation.held_out import Bench
from hoofbeat.evaluation.protocols import COHORT, HYBRID, ProtocolResults, evaluate
from hoofbeat.evaluation.ranking import DISEASE_HELD_OUT, PUBLICATION_HELD_OUT
from hoofbeat.features.cohort import Cohort
from hoofbeat.features.labels import label
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.ontology import Ontology, Term
from hoofbeat.knowledge.site import SiteDisease, SiteFeature, SiteVocabulary
from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.fitting import fit_cohort_model
from hoofbeat.models.ranker import fit_ranker
from hoofbeat.models.teaching import Teaching
from hoofbeat.training.selection import Selection, SelectionSettings, select
from hoofbeat.training.tracking import Tracker, open_client
from site_cohort import disease_id, feature_id, make_site_cohort
from small_world import ONTOLOGY, C, statements

FEATURES, DISEASES, ORPHANS = 24, 6, 400


def with_site(ontology: Ontology, features: int) -> Ontology:
    questions = (Term(feature_id(n), f"Question {n}") for n in range(features))
    return Ontology(ontology.version, (*ontology.terms, *questions), ontology.replaced)


def bench_of(
    ontology: Ontology, published: Catalogue, annotations, cohort: Cohort, diseases: int, model: str, size: str
) -> Bench:
    site = SiteVocabulary(diseases=tuple(SiteDisease(disease_id(n), Wording(en=f"Cause {n}")) for n in range(diseases)))
    catalogue = site.listed_in(published)

    def fit(training: Cohort) -> FittedCohortModel:
        return fit_cohort_model(model, training, ontology, size=size)  # type: ignore[arg-type]

    return Bench(Teaching(ontology, catalogue, len(catalogue), annotations, cohort), fit)


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    return make_site_cohort(cases=600, features=FEATURES, diseases=DISEASES, unasked=0.1)


@pytest.fixture(scope="module")
def bench(cohort: Cohort) -> Bench:
    """Six causes of the site among 400 orphan diseases that have profiles and no case."""
    published = Catalogue(
        tuple(Disease(id=f"ORPHA:{n}", names=Wording(en=f"Rare {n}"), orphan=True) for n in range(ORPHANS))
    )
    profiles = [{"disease_id": f"ORPHA:{n}", "finding_id": C, "observed": 9.0, "examined": 9.0} for n in range(ORPHANS)]
    return bench_of(
        with_site(ONTOLOGY, FEATURES), published, statements(*profiles), cohort, DISEASES, "logistic", "small"
    )


@pytest.fixture(scope="module")
def evidence(bench: Bench) -> ProtocolResults:
    return evaluate(bench, folds=2)


def top_1(evidence: ProtocolResults, model: str) -> float:
    [summary] = [
        line
        for line in evidence.summaries
        if (line.protocol, line.model, line.subset) == (PUBLICATION_HELD_OUT, model, "all")
    ]
    return summary.top[1].value


def test_the_whole_catalogue_does_not_spoil_what_the_cohort_has_taught(evidence: ProtocolResults) -> None:
    assert top_1(evidence, COHORT) > 2 / DISEASES
    assert top_1(evidence, HYBRID) > top_1(evidence, COHORT) - 0.03


def test_a_site_disease_is_listed_and_not_asked_without_its_cases(evidence: ProtocolResults) -> None:
    assert all(line.misses == 0 for line in evidence.summaries)
    assert DISEASE_HELD_OUT not in {line.protocol for line in evidence.summaries}


def test_nor_is_a_published_disease_of_which_only_the_site_asked(bench: Bench) -> None:
    renamed = {disease_id(0): "ORPHA:0"}
    diseases = tuple(renamed.get(disease or "", disease) for disease in bench.teaching.cohort.diseases)
    renamed_cohort = replace(bench.teaching.cohort, diseases=diseases)
    evidence = evaluate(replace(bench, teaching=replace(bench.teaching, cohort=renamed_cohort)), folds=2)
    assert DISEASE_HELD_OUT not in {line.protocol for line in evidence.summaries}
    first = evidence.held_out.hybrid
    timid = "nobody's answer is made timid by questions that nothing can answer"
    assert first.confidence.mean() > first.right.mean() - 0.05, timid


@pytest.fixture(scope="module")
def selection(tmp_path_factory: pytest.TempPathFactory, bench: Bench) -> tuple[Selection, Path]:
    output = tmp_path_factory.mktemp("run")
    names = ["logistic", "lightgbm"]
    tracker = Tracker(output)
    return select(
        bench.teaching.cohort, bench.teaching.ontology, SelectionSettings(size="small", names=names), tracker=tracker
    ), output


def test_the_run_tells_what_was_missing_and_how_rare_classes_were_raised(selection: tuple[Selection, Path]) -> None:
    _, output = selection
    client = open_client(output / "mlflow.db")
    for run in client.search_runs([e.experiment_id for e in client.search_experiments()]):
        if run.info.run_name in ("logistic", "lightgbm"):
            missing = {key.removeprefix("missing/"): v for key, v in run.data.metrics.items() if key.startswith("miss")}
            assert set(missing) == {"age", "sex", "SITE.arm-circumference", "SITE.breaths"}
            assert missing["age"] == 0
            assert missing["SITE.breaths"] == pytest.approx(0.5, abs=0.06)
            assert run.data.params["balancing_fold_0"].startswith("SMOTENC (k=5)")
            assert "SITE:cause-" in run.data.params["balancing_fold_0_synthesised"]


def test_the_exported_bundle_answers_with_its_own_causes(
    bench: Bench, evidence: ProtocolResults, selection: tuple[Selection, Path], tmp_path: Path
) -> None:
    cohort, catalogue = label(bench.teaching.cohort, bench.teaching.catalogue)
    assert len(catalogue) == ORPHANS + DISEASES, "no cause is taken for an unlisted disease"
    assert bench.fit_cohort is not None
    ranker = fit_ranker(bench.teaching, bench.fit_cohort, bench.settings)
    provenance = Provenance("0", "hpo-test", "gold@0", False, 0, {"cohort_model": selection[0].winner}, {}, {})
    vocabulary = SiteVocabulary((SiteFeature(feature_id(0), Wording(en="Question 0", es="Pregunta 0")),))
    manifest = write_bundle(tmp_path / "bundle", ranker, provenance, cohort.cases[:100], vocabulary)
    assert manifest.parity["largest_difference"] <= 1e-4
    bundle = Bundle.load(tmp_path / "bundle")
    assert bundle.manifest.classes == tuple(disease_id(n) for n in range(DISEASES))
    first = [bundle.differential(case, explain=False).differential[0] for case in cohort.cases[:100]]
    assert not any(disease.orphan for disease in first)
    right = np.mean([a.disease_id == d for a, d in zip(first, cohort.diseases[:100], strict=True)])
    assert right > 2 / DISEASES
    answer = bundle.differential(Case(case_id="x", findings=(Finding(id=feature_id(0)),)), top=DISEASES)
    assert {disease.disease_id for disease in answer.differential} == set(bundle.manifest.classes)
    [share] = [share for share in answer.differential[0].contributions if share.finding_id]
    assert (share.name, share.name_es) == ("Question 0", "Pregunta 0")
