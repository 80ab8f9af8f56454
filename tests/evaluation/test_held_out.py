"""No model is asked about a case it has read: planted leaks must show under ``naive`` and nowhere else."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.errors import TrainingError
from hoofbeat.domain.languages import Wording
from hoofbeat.evaluation.held_out import Bench, HeldOutAnswers, ask_held_out
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.annotations import COLUMNS
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.ontology import PHENOTYPIC_ABNORMALITY, Ontology, Term
from hoofbeat.models.teaching import Teaching

ONTOLOGY = Ontology(
    "test",
    (
        Term(PHENOTYPIC_ABNORMALITY, "Phenotypic abnormality"),
        *(Term(f"HP:000000{i}", f"Finding {i}", (PHENOTYPIC_ABNORMALITY,)) for i in range(1, 7)),
    ),
)
#: Three diseases the knowledge lists, and one (OMIM:4) that only cases speak of.
CATALOGUE = Catalogue(
    tuple(Disease(id=f"OMIM:{i}", names=Wording(en=f"Disease {i}"), orphan=True) for i in range(1, 5))
)
LISTED = 3


def statement(disease: int, finding: int, publication: str) -> dict[str, object]:
    blank: dict[str, object] = dict.fromkeys(COLUMNS, "")
    return blank | {
        "disease_id": f"OMIM:{disease}",
        "finding_id": f"HP:000000{finding}",
        "aspect": "P",
        "negated": False,
        "observed": 5.0,
        "examined": 5.0,
        "reference": publication,
        "evidence": "PCS",
    }


def patient(number: int, disease: int, findings: tuple[int, ...], publication: str) -> tuple[Case, str]:
    found = tuple(Finding(id=f"HP:000000{finding}") for finding in findings)
    return Case(case_id=f"c{number}", findings=found, diagnosis=f"OMIM:{disease}", group=publication), f"OMIM:{disease}"


def bench(statements: list[dict[str, object]], patients: list[tuple[Case, str]]) -> Bench:
    cases, diseases = zip(*patients, strict=True)
    cohort = Cohort(tuple(cases), tuple(diseases), tuple("test" for _ in cases), version=0)
    published = pd.DataFrame(statements, columns=list(COLUMNS))
    return Bench(Teaching(ONTOLOGY, CATALOGUE, LISTED, published, cohort), None)


KNOWLEDGE = [statement(1, 1, "PMID:1"), statement(2, 2, "PMID:2"), statement(3, 3, "PMID:3")]


def ranks(answers: HeldOutAnswers) -> list[int]:
    return answers.knowledge.ranks.tolist()


def test_a_profile_written_from_the_cases_own_publication_helps_only_the_leaky_protocol() -> None:
    b = bench(KNOWLEDGE, [patient(0, 1, (1,), "PMID:1"), patient(1, 2, (2,), "PMID:2")])
    fold = np.array([0, 1])
    (leaky,) = ask_held_out(b, fold, title="", read_publications=True)
    (honest,) = ask_held_out(b, fold, title="", read_publications=False)
    assert ranks(leaky) == [1, 1]
    assert honest.supported.tolist() == [False, False]
    assert min(ranks(honest)) > 1


def test_a_disease_that_only_other_publications_cases_speak_of_is_listed_and_found() -> None:
    patients = [patient(0, 4, (4, 5), "PMID:10"), patient(1, 4, (4, 5), "PMID:11"), patient(2, 1, (1,), "PMID:12")]
    (answers,) = ask_held_out(bench(KNOWLEDGE, patients), np.array([0, 1, 1]), title="", read_publications=False)
    assert ranks(answers) == [1, 1, 1]


def test_a_disease_that_nobody_else_knows_is_a_miss() -> None:
    patients = [patient(0, 4, (4,), "PMID:10"), patient(1, 1, (1,), "PMID:12")]
    (answers,) = ask_held_out(bench(KNOWLEDGE, patients), np.array([0, 1]), title="", read_publications=False)
    assert answers.truth.tolist() == [-1, 0]
    assert ranks(answers) == [0, 1]


def test_cases_outside_every_fold_neither_teach_nor_are_asked() -> None:
    patients = [patient(0, 4, (4,), "PMID:10"), patient(1, 4, (4,), "PMID:11"), patient(2, 1, (1,), "PMID:12")]
    (answers,) = ask_held_out(bench(KNOWLEDGE, patients), np.array([0, -1, 1]), title="", read_publications=False)
    assert answers.truth.tolist() == [-1, -1, 0]
    assert ranks(answers) == [0, 0, 1]
    assert not answers.supported[1]


def test_a_class_that_a_fold_could_not_learn_is_not_a_number() -> None:
    class Model:
        classes = ("OMIM:2",)

        def predict(self, cases: list[Case]) -> np.ndarray:
            return np.full((len(cases), 1), 0.25, dtype=np.float32)

    def fit(cohort: Cohort) -> Model:
        if "OMIM:2" not in cohort.diseases:
            raise TrainingError("nothing to learn")
        return Model()

    patients = [patient(0, 1, (1,), "PMID:10"), patient(1, 2, (2,), "PMID:11")]
    b = replace(bench(KNOWLEDGE, patients), fit_cohort=fit)
    (answers,) = ask_held_out(b, np.array([0, 1]), title="", read_publications=False)
    np.testing.assert_array_equal(answers.learned, [[np.nan, 0.25], [np.nan, np.nan]])


def test_variants_are_not_asked_of_cases_outside_every_fold() -> None:
    patients = [patient(0, 4, (4, 1), "PMID:10"), patient(1, 4, (4,), "PMID:11"), patient(2, 1, (1,), "PMID:12")]
    fold, fewer = np.array([0, -1, 1]), (partial(Case.with_few_findings, count=1),)
    _, told = ask_held_out(bench(KNOWLEDGE, patients), fold, title="", read_publications=False, variants=fewer)
    assert told.rows.tolist() == [0, 2]


def test_variants_are_asked_of_the_varied_cases_alone() -> None:
    patients = [patient(0, 1, (1, 2), "PMID:10"), patient(1, 2, (2, 1), "PMID:11")]
    whole, fewer = ask_held_out(
        bench(KNOWLEDGE, patients),
        np.array([0, 1]),
        title="",
        read_publications=False,
        variants=(partial(Case.with_few_findings, count=1),),
        varied=np.array([False, True]),
        with_probability=True,
    )
    assert (whole.rows.tolist(), len(whole.probability)) == ([0, 1], 2)
    assert (fewer.rows.tolist(), len(fewer.probability)) == ([1], 1)
    assert (fewer.truth.tolist(), ranks(fewer)) == ([1], [1])
    np.testing.assert_allclose(fewer.probability.sum(axis=1), 1, rtol=1e-5)
