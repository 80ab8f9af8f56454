"""Every diagnosed case teaches a disease of the catalogue, listed before or not.

Mirrors: hoofbeat.features.cohort
"""

from hoofbeat.domain.case import Case
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording
from hoofbeat.features.cohort import Cohort
from hoofbeat.features.labels import label
from hoofbeat.knowledge.catalogue import Catalogue

LISTED = Disease(id="OMIM:1", equivalent_ids=("ORPHA:1",), names=Wording(en="One"), orphan=True)


def cohort(*diagnoses: tuple[str | None, str | None]) -> Cohort:
    cases = tuple(Case(case_id=f"c{i}", diagnosis=d, diagnosis_name=n) for i, (d, n) in enumerate(diagnoses))
    return Cohort(cases, tuple(None for _ in cases), tuple("jsonl" for _ in cases), version=3)


def test_a_disease_known_by_another_id_is_the_listed_one() -> None:
    labelled, catalogue = label(cohort(("ORPHA:1", None)), Catalogue((LISTED,)))
    assert labelled.diseases == ("OMIM:1",)
    assert len(catalogue) == 1
    assert labelled.version == 3


def test_a_disease_that_nobody_lists_is_added_at_the_end_under_its_recorded_name() -> None:
    labelled, catalogue = label(cohort(("OMIM:9", "New syndrome"), ("OMIM:8", None)), Catalogue((LISTED,)))
    assert labelled.diseases == ("OMIM:9", "OMIM:8")
    assert [(d.id, d.name) for d in catalogue.diseases] == [
        ("OMIM:1", "One"),
        ("OMIM:8", "OMIM:8"),
        ("OMIM:9", "New syndrome"),
    ]
    assert catalogue.find("OMIM:1") == 0, "positions of the listed diseases do not move"


def test_the_first_record_that_names_a_disease_names_it_for_all() -> None:
    _, catalogue = label(
        cohort(("OMIM:9", None), ("OMIM:9", "New syndrome"), ("OMIM:9", "Newer name"), ("OMIM:9", None)),
        Catalogue((LISTED,)),
    )
    assert catalogue.diseases[1:] == (Disease(id="OMIM:9", names=Wording(en="New syndrome"), orphan=True),)


def test_a_case_without_diagnosis_stays_without_disease() -> None:
    labelled, catalogue = label(cohort((None, None)), Catalogue((LISTED,)))
    assert labelled.diseases == (None,)
    assert len(catalogue) == 1
