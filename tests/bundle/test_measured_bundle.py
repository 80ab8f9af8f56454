"""A bundle that reads measurements, site features and denials answers as its models do, and owns what it ignores.

Mirrors: hoofbeat.bundle.export.evidence, hoofbeat.bundle.runtime.bundle, hoofbeat.bundle.export.writer
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hoofbeat.bundle.export.writer import Provenance, write_bundle
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import FORMAT
from hoofbeat.bundle.runtime.numbers import NumericFeature
from hoofbeat.domain.case import Case, Finding, Measurement
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.errors import InputError
from hoofbeat.domain.languages import Wording
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.ontology import Ontology, Term
from hoofbeat.knowledge.profiles import build_profiles
from hoofbeat.knowledge.site import SiteFeature, SiteVocabulary
from hoofbeat.models.fitting import fit_cohort_model
from hoofbeat.models.hybrid import HybridParameters, HybridRanker
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.standards.standardise import standardise
from site_cohort import NUMBERS, disease_id, feature_id, make_site_cohort
from small_world import ONTOLOGY, A, statements

FEATURES, DISEASES = 12, 4
FEVER = "HP:0001945"
SITE = SiteVocabulary(
    (
        SiteFeature(feature_id(0), Wording(en="Noisy breathing", es="Respiración ruidosa")),
        SiteFeature("SITE:arm-circumference", Wording(en="Arm circumference", es="Perímetro braquial")),
    )
)


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    return make_site_cohort(cases=240, features=FEATURES, diseases=DISEASES, unasked=0.2)


def ranker_of(cohort: Cohort, name: str) -> HybridRanker:
    questions = (Term(feature_id(n), f"Question {n}") for n in range(FEATURES))
    ontology = Ontology("test", (*ONTOLOGY.terms, Term(FEVER, "Fever"), *questions))
    catalogue = Catalogue(
        tuple(Disease(id=disease_id(n), names=Wording(en=f"Cause {n}"), orphan=False) for n in range(DISEASES))
    )
    positions = [catalogue.find(disease or "") or 0 for disease in cohort.diseases]
    confirmed = list(zip(positions, cohort.cases, strict=True))
    profiles = build_profiles(ontology, catalogue, statements(), confirmed=confirmed)
    fitted = fit_cohort_model(name, cohort, ontology, size="small")
    return HybridRanker(KnowledgeModel(ontology, catalogue, profiles), fitted, HybridParameters(0.2, 0.9, 2.0, 0.01))


@pytest.fixture(scope="module", params=["logistic", "random_forest+excluded", "xgboost", "lightgbm+excluded", "mlp"])
def ranker(request: pytest.FixtureRequest, cohort: Cohort) -> HybridRanker:
    return ranker_of(cohort, request.param)


@pytest.fixture(scope="module")
def bundle(
    tmp_path_factory: pytest.TempPathFactory, ranker: HybridRanker, cohort: Cohort, provenance: Provenance
) -> Bundle:
    folder: Path = tmp_path_factory.mktemp("measured") / "bundle"
    write_bundle(folder, ranker, provenance, cohort.cases[:50], SITE)
    return Bundle.load(folder)


def test_it_answers_as_the_models_do_whatever_is_known(bundle: Bundle, ranker: HybridRanker, cohort: Cohort) -> None:
    known = {len(case.measurements) for case in cohort.cases}
    assert known == {0, 1, 2}
    for case in cohort.cases[:120]:
        np.testing.assert_allclose(bundle.answer(case)[0], ranker.probabilities([case])[0], atol=1e-4)


def test_measurements_decide_with_the_rest_alike(bundle: Bundle, cohort: Cohort) -> None:
    def with_arm(value: float) -> np.ndarray:
        arm = Measurement(code="SITE:arm-circumference", value=value, unit="cm")
        return bundle.answer(cohort.cases[0].model_copy(update={"measurements": (arm,)}))[0]

    assert np.abs(with_arm(8) - with_arm(18)).max() > 0.01


def test_the_manifest_lists_the_numbers_under_the_names_of_the_site(bundle: Bundle) -> None:
    assert bundle.manifest.format == FORMAT
    assert bundle.numbers == (
        NumericFeature(
            code="SITE:arm-circumference", unit="cm", names=Wording(en="Arm circumference", es="Perímetro braquial")
        ),
        NumericFeature(code="SITE:breaths", unit="/min"),
    )
    assert bundle.manifest.features[-7:] == (
        "age", "sex_female", "sex_male",
        "SITE:arm-circumference", "SITE:breaths", "SITE:arm-circumference known", "SITE:breaths known",
    )  # fmt: skip


def test_a_site_feature_is_found_by_both_names_and_by_its_id(bundle: Bundle) -> None:
    for query in ("question 0", "respiracion", feature_id(0)):
        assert bundle.lexicon.search(query)[0].id == feature_id(0)


def test_what_was_measured_and_not_used_is_said(bundle: Bundle) -> None:
    case = Case(
        case_id="x",
        findings=(Finding(id=feature_id(0)),),
        measurements=(
            Measurement(code="SITE:arm-circumference", value=12, unit="cm"),
            Measurement(code="SITE:breaths", value=1, unit="/s"),
            Measurement(code="SITE:unheard-of", value=1, unit="1"),
        ),
    )
    warnings = bundle.differential(case).warnings
    assert warnings == (
        "SITE:breaths is given in another unit than this model's /min: set aside",
        "SITE:unheard-of is no column of this model, and no finding follows from its value: set aside",
    )


def test_measurements_alone_are_answered_if_the_model_reads_them(bundle: Bundle) -> None:
    known = Measurement(code="SITE:arm-circumference", value=12, unit="cm")
    answer = bundle.differential(Case(case_id="x", measurements=(known,)))
    assert answer.warnings == (
        "No observed finding: the ranking rests on measurements and on how frequent diseases are",
    )
    for lead in (answer.differential[0],):
        assert sum(share.value for share in lead.contributions) == pytest.approx(lead.score, abs=1e-4)
        assert {share.kind for share in lead.contributions} == {"cohort", "prior"}
    unknown = known.model_copy(update={"code": "SITE:unheard-of"})
    with pytest.raises(InputError, match="no finding, observed or excluded, and its measurements lead to none"):
        bundle.differential(Case(case_id="x", measurements=(unknown,)))


@pytest.mark.parametrize(
    ("code", "value", "unit", "age", "said"),
    [
        ("2823-3", 5.5, "mmol/L", None, "give the age, which reference ranges depend on"),
        ("2823-3", 5.5, "mmol/L", None, r"2823-3 .*\(.*the age, which is not given\)"),
        ("8310-5", 400, "Cel", 40.0, "8310-5: impossible"),
        ("2345-7", 100, "mg/dL", 40.0, r"2345-7 .*\(within its reference range\)"),
        ("10839-9", 3, "ng/mL", 5.0, r"10839-9 .*\(no range by age at hand"),
    ],
)
def test_measurements_alone_that_say_nothing_are_refused_with_the_reason(
    bundle: Bundle, code: str, value: float, unit: str, age: float | None, said: str
) -> None:
    measured = Measurement(code=code, value=value, unit=unit)
    with pytest.raises(InputError, match=said) as refused:
        bundle.differential(Case(case_id="x", age=age, measurements=(measured,)))
    assert f"{value:g}" not in str(refused.value).replace(code, "")


@pytest.mark.parametrize("excluded", [False, True])
def test_a_value_whose_finding_is_stated_needs_no_warning(bundle: Bundle, excluded: bool) -> None:
    stated = (Finding(id=feature_id(0)), Finding(id=FEVER, excluded=excluded))
    hot = Measurement(code="8310-5", value=39.2, unit="Cel")
    assert bundle.differential(Case(case_id="x", age=40, findings=stated, measurements=(hot,))).warnings == ()


def test_a_childs_laboratory_value_speaks(bundle: Bundle) -> None:
    high = Measurement(code="2345-7", value=420, unit="mg/dL")
    case = Case(case_id="x", age=11, findings=(Finding(id=feature_id(0)),), measurements=(high,))
    assert bundle.differential(case).warnings == ("HP:0003074 is not known to this model: set aside",)


def test_a_finding_of_another_vocabulary_still_counts(bundle: Bundle) -> None:
    assert bundle.differential(Case(case_id="x", findings=(Finding(id=A),))).differential


VITALS = (("9279-1", "/min", 18), ("2708-6", "%", 95), ("8480-6", "mm[Hg]", 120), ("8867-4", "/min", 90))


def with_vitals(case: Case, rng: np.random.Generator) -> Case:
    """A fever told in Fahrenheit by half of the patients, and all that NEWS2 asks for by half of those."""
    if rng.random() < 0.5:
        return case
    temperature = Measurement(code="8310-5", value=float(rng.uniform(97, 106)), unit="[degF]")
    others = [Measurement(code=c, value=float(round(v * rng.uniform(0.9, 1.05))), unit=u) for c, u, v in VITALS]
    measured = [temperature, *(others if rng.random() < 0.5 else [])]
    return case.model_copy(update={"age": 40.0, "measurements": (*case.measurements, *measured)})


def test_raw_vital_signs_are_answered_as_the_standardised_ones_that_trained(
    cohort: Cohort, provenance: Provenance, tmp_path: Path
) -> None:
    rng = np.random.default_rng(3)
    raw = [with_vitals(case, rng) for case in cohort.cases]
    trained = replace(cohort, cases=tuple(standardise(case) for case in raw))
    ranker = ranker_of(trained, "mlp")
    codes = [number.code for number in ranker.cohort.encoder.numbers]  # type: ignore[union-attr]
    assert codes == sorted(["8310-5", *(code for code, _, _ in VITALS), "HBM:NEWS2", *(n[0] for n in NUMBERS)])
    assert FEVER in ranker.cohort.encoder.finding_features  # type: ignore[union-attr]
    write_bundle(tmp_path / "bundle", ranker, provenance, trained.cases[:50], SITE)
    bundle = Bundle.load(tmp_path / "bundle")
    for case, standard in zip(raw[:80], trained.cases, strict=False):
        native = ranker.probabilities([standard])[0]
        for asked in (case, standard, standardise(standard)):
            np.testing.assert_allclose(bundle.answer(asked)[0], native, atol=1e-4)
    hot = Case(case_id="x", measurements=(Measurement(code="8310-5", value=104, unit="[degF]"),))
    assert bundle.differential(hot).differential[0].contributions[0].finding_id == FEVER
