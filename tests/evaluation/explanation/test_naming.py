"""Columns and cases in words: nothing that names a patient."""

import numpy as np
import pytest

from explanation_cohorts import ONTOLOGY
from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.evaluation.explanation.naming import Words, states, years
from hoofbeat.features.encoding import FeatureEncoder
from invented_cohort import term_id

SECRET = Case(
    case_id="case-4711",
    patient_id="patient-0815",
    age=41.73,
    sex=Sex.FEMALE,
    findings=(Finding(id=term_id(2000)), Finding(id=term_id(2007), excluded=True)),
    measurements=(Measurement(code="8310-5", value=39.217, unit="Cel"),),
    diagnosis="OMIM:100",
    group="PMID:31415926",
)


def test_a_patient_is_shown_without_ids_and_in_whole_years() -> None:
    shown = Words(ONTOLOGY, {}).patient(SECRET)
    assert (shown.age, shown.sex, shown.observed, shown.excluded) == (
        "41 years",
        "female",
        ("leaf 0.0",),
        ("leaf 1.2",),
    )
    assert shown.measurements == ("Body temperature 39.2 Cel",)
    for secret in ("4711", "0815", "31415926", "41.7"):
        assert secret not in shown.model_dump_json()


@pytest.mark.parametrize(
    ("age", "words"),
    [(None, "unknown"), (0.4, "under 1 year"), (1.9, "1 year"), (89.9, "89 years"), (101.0, "90 years or more")],
)
def test_ages_are_whole_years_and_the_oldest_stand_together(age: float | None, words: str) -> None:
    assert years(age) == words


def test_every_column_has_a_name_and_a_state() -> None:
    cases = [SECRET, SECRET.model_copy(update={"findings": (), "measurements": (), "age": None, "sex": Sex.MALE})]
    encoder = FeatureEncoder.fit(cases, ONTOLOGY, min_support=1)
    features = encoder.transform(cases)
    names = Words(ONTOLOGY, {}).columns(encoder)
    assert len(names) == len(encoder.names) == features.shape[1]
    assert dict(zip(names, states(cases[0], encoder, features[0]), strict=True)) == {
        "Phenotypic abnormality": "implied",
        "Age": "41 years",
        "Sex: female": "yes",
        "Sex: male": "no",
        "Body temperature": "39.2 Cel",
        "Body temperature: measured": "yes",
    }
    assert states(cases[1], encoder, features[1]) == ["not observed", "unknown", "no", "yes", "unknown", "no"]
    assert np.isnan(features[1]).sum() == 2
