"""A loaded bundle: what it answers, and what it refuses to load.

Mirrors: hoofbeat.domain.differential
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.case import Case, Finding, Sex
from hoofbeat.domain.differential import Differential
from hoofbeat.domain.errors import BundleFormatError, InputError
from hoofbeat.features.cohort import Cohort
from hoofbeat.models.hybrid import HybridRanker

LEAF, OTHER, MIDDLE = "HP:0002000", "HP:0002007", "HP:0001002"

MARFAN = ("HP:0001166", "HP:0001083", "HP:0002616")


def ask(*observed: str, excluded: tuple[str, ...] = (), **fields: object) -> Case:
    findings = [Finding(id=finding) for finding in observed]
    findings += [Finding(id=finding, excluded=True) for finding in excluded]
    return Case.model_validate({"case_id": "x", "findings": findings} | fields)


def order(answer: Differential) -> list[str]:
    return [disease.disease_id for disease in answer.differential]


def assert_adds_up(answer: Differential) -> None:
    for disease in answer.differential:
        assert sum(item.value for item in disease.contributions) == pytest.approx(disease.score, abs=1e-4)


@pytest.fixture(scope="module")
def bundle(sound: Path) -> Bundle:
    return Bundle.load(sound)


@pytest.fixture(scope="module")
def embedded(embedded_bundle: Path) -> Bundle:
    return Bundle.load(embedded_bundle)


def test_answers_as_the_native_models(bundle: Bundle, ranker: HybridRanker, cohort: Cohort) -> None:
    assert tuple(bundle.diseases) == ranker.knowledge.catalogue.diseases
    for case in cohort.cases:
        np.testing.assert_allclose(bundle.answer(case)[0], ranker.probabilities([case])[0], atol=1e-5)


def test_a_differential_is_ranked_and_explained(bundle: Bundle) -> None:
    case = ask(LEAF, OTHER, excluded=("HP:0002012",), age=4, sex=Sex.FEMALE, notes=["a note"])
    answer = bundle.differential(case, top=20)
    assert [disease.rank for disease in answer.differential] == list(range(1, 21))
    assert sorted(order(answer)) == sorted(disease.id for disease in bundle.diseases)
    probabilities = [disease.probability for disease in answer.differential]
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) == pytest.approx(1, abs=1e-5)
    assert (answer.case_id, answer.bundle, answer.warnings) == ("x", bundle.version, ("a note",))
    assert_adds_up(answer)
    for disease in answer.differential:
        kinds = [item.kind for item in disease.contributions]
        learned = disease.disease_id in bundle.manifest.classes
        assert sorted(kinds) == sorted(["observed"] * 2 + ["excluded", "prior"] + ["cohort"] * learned)
        assert all(item.name and item.name_es for item in disease.contributions if item.finding_id is None)
        assert kinds[-1] == "prior"


def test_asks_for_no_more_than_wanted(bundle: Bundle) -> None:
    short = bundle.differential(ask(LEAF), top=3, explain=False)
    assert order(short) == order(bundle.differential(ask(LEAF), top=20))[:3]
    assert all(disease.contributions == () for disease in short.differential)
    assert len(bundle.differential(ask(LEAF), top=1000).differential) == 20


def test_the_order_of_findings_changes_nothing(bundle: Bundle) -> None:
    forward = bundle.differential(ask(LEAF, MIDDLE, OTHER), top=20)
    backward = bundle.differential(ask(OTHER, MIDDLE, LEAF), top=20)
    assert order(forward) == order(backward)
    np.testing.assert_allclose(
        [disease.probability for disease in forward.differential],
        [disease.probability for disease in backward.differential],
        rtol=1e-5,
    )


def test_equal_scores_rank_by_id(bundle: Bundle) -> None:
    ids = [disease.id for disease in bundle.diseases]
    assert [ids[i] for i in bundle.first(np.full(20, 0.05, dtype=np.float32), 20)] == sorted(ids)
    some = np.full(20, 0.04, dtype=np.float32)
    some[[3, 17]] = 0.14
    assert [ids[i] for i in bundle.first(some, 3)] == [*sorted([ids[3], ids[17]]), min(set(ids) - {ids[3], ids[17]})]


def test_a_retired_id_stands_for_the_current_one_and_counts_once(bundle: Bundle) -> None:
    once = bundle.differential(ask(LEAF))
    assert bundle.differential(ask("HP:0000009")) == once
    assert bundle.differential(ask("HP:0000009", LEAF)) == once


def test_observed_once_is_observed(bundle: Bundle) -> None:
    observed = bundle.differential(ask(LEAF))
    assert bundle.differential(ask(LEAF, excluded=("HP:0000009",))) == observed
    excluded_first = Case(case_id="x", findings=(Finding(id="HP:0000009", excluded=True), Finding(id=LEAF)))
    assert bundle.differential(excluded_first) == observed


def test_unknown_findings_are_set_aside_aloud(bundle: Bundle) -> None:
    answer = bundle.differential(ask(LEAF, "HP:9999999", excluded=("HB:9999999",)))
    assert answer.differential == bundle.differential(ask(LEAF)).differential
    assert answer.warnings == tuple(f"{i} is not known to this model: set aside" for i in ("HP:9999999", "HB:9999999"))


def test_a_case_that_says_nothing_is_refused(bundle: Bundle) -> None:
    with pytest.raises(InputError, match=r"The case has no finding, observed or excluded → give HPO ids of hpo-test"):
        bundle.differential(ask())
    with pytest.raises(InputError, match="None of the findings is known to this model"):
        bundle.differential(ask("HP:9999999"))


def test_a_case_of_exclusions_alone_is_answered_with_a_warning(bundle: Bundle) -> None:
    answer = bundle.differential(ask(excluded=(LEAF, OTHER)), top=20)
    assert len(answer.warnings) == 1
    assert answer.warnings[0].startswith("No observed finding")
    assert_adds_up(answer)


def test_a_textbook_case_is_among_the_first_five(embedded: Bundle) -> None:
    assert "OMIM:154700" in order(embedded.differential(ask(*MARFAN), top=5))
    cystic_fibrosis = ("HP:0002110", "HP:0001738", "HP:0012236", "HP:0003251", "HP:0002205")
    assert "OMIM:219700" in order(embedded.differential(ask(*cystic_fibrosis), top=5))
    wilson = ("HP:0200032", "HP:0001394", "HP:0001332", "HP:0010838")
    assert "OMIM:277900" in order(embedded.differential(ask(*wilson), top=5))


def test_what_a_whole_catalogue_answers_adds_up(embedded: Bundle) -> None:
    answer = embedded.differential(
        ask(*MARFAN, "HP:0001945", "HB:0000001", excluded=("HP:0001249",)), top=len(embedded.diseases)
    )
    assert len(answer.differential) == len(embedded.diseases)
    assert sum(disease.probability for disease in answer.differential) == pytest.approx(1, abs=1e-3)
    assert_adds_up(answer)


@pytest.mark.parametrize("hallmark", MARFAN)
def test_a_hallmark_never_lowers_its_disease(embedded: Bundle, hallmark: str) -> None:
    marfan = [disease.id for disease in embedded.diseases].index("OMIM:154700")
    rest = [finding for finding in MARFAN if finding != hallmark]
    for known in (["HP:0001945"], rest, [*rest, "HP:0012735"]):
        with_it, without_it = (embedded.answer(ask(*findings)) for findings in ([*known, hallmark], known))
        for figure, before in zip(with_it, without_it, strict=True):  # probability, and score
            assert figure[marfan] >= before[marfan]


def test_the_demonstration_bundle_adds_up_and_knows_horses_and_zebras(demo_bundle: Path) -> None:
    bundle = Bundle.load(demo_bundle)
    assert bundle.manifest.classes
    assert bundle.manifest.parity["cases"] > 0
    assert bundle.manifest.parity["largest_difference"] <= 1e-4
    answer = bundle.differential(ask(*MARFAN, excluded=("HP:0001249",), age=16, sex=Sex.MALE), top=200)
    assert_adds_up(answer)
    assert "OMIM:154700" in order(answer)[:10]
    assert {disease.orphan for disease in bundle.diseases} == {True, False}


@pytest.mark.parametrize(
    "name",
    [f"{graph}.onnx" for graph in ("findings", "ranker", "profiles", "cohort")]
    + [f"{file}.json" for file in ("catalogue", "lexicon", "disease_synonyms")],
)
@pytest.mark.parametrize("content", [b"", b"garbage \xff\xfe", b'{"entries": [[1]]}'])
def test_a_file_that_cannot_be_read_is_named(
    damaged: Path, reseal: Callable[..., None], name: str, content: bytes
) -> None:
    (damaged / name).write_bytes(content)
    reseal(damaged)
    with pytest.raises(BundleFormatError, match=rf"{name} cannot be read by this version \(\w+\) → export"):
        Bundle.load(damaged)


def test_a_bundle_without_other_names_is_answered_with(damaged: Path, reseal: Callable[..., None]) -> None:
    (damaged / "disease_synonyms.json").unlink()
    reseal(damaged)
    found = Bundle.load(damaged).find_diseases("learned 2")
    assert [hit.disease.id for hit in found][:1] == ["OMIM:102"]


@pytest.mark.parametrize("change", [{"of a later version": 1}, {"orphan": None}, {"prevalence": "seldom"}])
def test_an_entry_with_other_fields_is_refused_before_it_is_answered_with(
    damaged: Path, reseal: Callable[..., None], change: dict[str, int | str | None]
) -> None:
    entries = json.loads((damaged / "catalogue.json").read_text(encoding="utf-8"))
    entries[1] = {name: value for name, value in (entries[1] | change).items() if value is not None}
    (damaged / "catalogue.json").write_text(json.dumps(entries), encoding="utf-8")
    reseal(damaged)
    with pytest.raises(BundleFormatError, match=r"catalogue\.json cannot be read by this version"):
        Bundle.load(damaged)


def test_a_catalogue_in_another_order_is_refused(damaged: Path, reseal: Callable[..., None]) -> None:
    entries = json.loads((damaged / "catalogue.json").read_text(encoding="utf-8"))
    (damaged / "catalogue.json").write_text(json.dumps(entries[::-1]), encoding="utf-8")
    reseal(damaged)
    with pytest.raises(BundleFormatError, match=r"catalogue\.json does not list the diseases of the manifest"):
        Bundle.load(damaged)


def test_a_bundle_without_classes_needs_no_cohort_graph(embedded_bundle: Path) -> None:
    assert not (embedded_bundle / "cohort.onnx").exists()
    assert Bundle.load(embedded_bundle).manifest.features == ()
