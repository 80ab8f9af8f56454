"""The protocols side by side: what leaks shows under ``naive`` alone."""

from dataclasses import replace

import numpy as np
import pytest

from hoofbeat.domain.case import Case
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.held_out import Bench
from hoofbeat.evaluation.protocols import COHORT, HYBRID, KNOWLEDGE, PROFILES, ProtocolResults, evaluate
from hoofbeat.evaluation.ranking import DISEASE_HELD_OUT, NAIVE, PUBLICATION_HELD_OUT
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.models.teaching import Teaching
from small_world import CATALOGUE, ONTOLOGY, A, C, E, H, case, statements

#: Disease, findings, publication, source. The first patient's publication is all that is known of his disease;
#: of OMIM:4, which the knowledge does not list, there is but one patient; OMIM:5 is not listed either, but two show it.
PATIENTS = (
    ("OMIM:1", (C,), "PMID:1", "phenopackets"),
    ("OMIM:2", (E,), "PMID:20", "phenopackets"),
    ("OMIM:2", (E,), "PMID:21", "phenopackets"),
    ("OMIM:4", (A,), "PMID:40", "phenopackets"),
    ("OMIM:5", (A, C, E), "PMID:50", "phenopackets"),
    ("OMIM:5", (A, C, E), "PMID:51", "phenopackets"),
    ("HBD:0000003", (H,), "DDXPLUS:1", "ddxplus"),
    ("HBD:0000003", (H, A), "DDXPLUS:2", "ddxplus"),
)
PUBLISHED = statements(
    {"disease_id": "OMIM:1", "finding_id": C, "reference": "PMID:1", "observed": 5.0, "examined": 5.0},
    {"disease_id": "OMIM:2", "finding_id": E, "reference": "PMID:2", "observed": 5.0, "examined": 5.0},
    {"disease_id": "HBD:0000003", "finding_id": H, "reference": "DDXPLUS", "observed": 9.0, "examined": 10.0},
)


class Learned:
    """A cohort model that knows one disease and is sure of it."""

    classes = ("OMIM:2",)

    def predict(self, cases: list[Case]) -> np.ndarray:
        return np.ones((len(cases), 1), dtype=np.float32)


def bench(*, learns: bool = True) -> Bench:
    unlisted = tuple(Disease(id=f"OMIM:{number}", name=f"New {number}", orphan=True) for number in (4, 5))
    cohort = Cohort(
        tuple(
            case(*findings, case_id=f"c{row}", diagnosis=disease, group=group)
            for row, (disease, findings, group, _) in enumerate(PATIENTS)
        ),
        tuple(disease for disease, *_ in PATIENTS),
        tuple(source for *_, source in PATIENTS),
        version=0,
    )
    catalogue = Catalogue((*CATALOGUE.diseases, *unlisted))
    fit = (lambda _: Learned()) if learns else None
    return Bench(Teaching(ONTOLOGY, catalogue, len(CATALOGUE), PUBLISHED, cohort), fit)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def evidence() -> ProtocolResults:
    return evaluate(bench(), folds=len(PATIENTS))


def ranks(evidence: ProtocolResults, protocol: str, model: str) -> list[int]:
    return evidence.rankings[protocol, model].ranks.tolist()


def test_a_patient_whose_own_publication_wrote_the_profile_is_found_under_naive_alone(
    evidence: ProtocolResults,
) -> None:
    assert ranks(evidence, NAIVE, PROFILES)[0] == 1
    for model in (PROFILES, KNOWLEDGE, HYBRID):
        assert ranks(evidence, PUBLICATION_HELD_OUT, model)[0] != 1


def test_a_disease_nobody_else_has_shown_is_a_miss_and_one_that_others_have_is_ranked(
    evidence: ProtocolResults,
) -> None:
    for model in (KNOWLEDGE, HYBRID):
        alone, *shown = ranks(evidence, PUBLICATION_HELD_OUT, model)[3:6]
        assert alone == 0
        assert min(shown) > 0
    assert ranks(evidence, PUBLICATION_HELD_OUT, PROFILES)[3:6] == [0, 0, 0]


def test_the_cohort_model_by_itself_misses_what_it_has_not_learned(evidence: ProtocolResults) -> None:
    assert ranks(evidence, PUBLICATION_HELD_OUT, COHORT) == [0, 1, 1, 0, 0, 0, 0, 0]


def test_diseases_are_held_out_for_unread_cases_of_listed_diseases_alone(evidence: ProtocolResults) -> None:
    ranking = evidence.rankings[DISEASE_HELD_OUT, HYBRID]
    assert ranking.truth_ids == ("OMIM:2", "OMIM:2", "HBD:0000003", "HBD:0000003")
    assert min(ranking.ranks) > 0
    assert evidence.ceiling[DISEASE_HELD_OUT] == 1.0


def test_the_ceiling_is_the_share_of_patients_of_whose_disease_anything_is_said(evidence: ProtocolResults) -> None:
    assert evidence.ceiling[PUBLICATION_HELD_OUT] == 6 / 8
    assert evidence.ceiling[NAIVE] == 5 / 8


def test_every_subset_counts_its_own_patients(evidence: ProtocolResults) -> None:
    counts = {
        line.subset: line.n
        for line in evidence.summaries
        if (line.protocol, line.model) == (PUBLICATION_HELD_OUT, HYBRID)
    }
    assert counts == {"all": 8, "orphan": 6, "common": 2, "phenopackets": 6, "ddxplus": 2, "listed": 3}


def test_without_a_cohort_model_everything_else_is_judged() -> None:
    found = evaluate(bench(learns=False), folds=4)
    assert (PUBLICATION_HELD_OUT, COHORT) not in found.rankings
    assert (PUBLICATION_HELD_OUT, HYBRID) in found.rankings
    assert np.isnan(found.held_out.learned).all()


def test_a_single_publication_cannot_be_held_out() -> None:
    b = bench()
    cohort = b.teaching.cohort
    one = tuple(patient.model_copy(update={"group": "PMID:1"}) for patient in cohort.cases)
    with pytest.raises(InputError, match="one publication"):
        evaluate(replace(b, teaching=replace(b.teaching, cohort=replace(cohort, cases=one))))
