"""The knowledge model against its formula, worked out by hand on three diseases."""

import math
from collections.abc import Iterable

import numpy as np
import pytest

from hoofbeat.knowledge.profiles import build_profiles
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.knowledge.stated import positions_of
from hoofbeat.models.knowledge_model import LLR_STEP, KnowledgeModel, KnowledgeParameters
from small_world import CATALOGUE, FREQUENCIES, ONTOLOGY, ROOT, A, B, C, D, E, H, case, profiles

#: Log-likelihood ratios are kept in steps.
HALF = LLR_STEP / 2

#: U of the module's formula, by finding, for each of the three diseases.
#: First: C = 1 − 0.5·0.8; A the same, although C lies below it; B = 1 − 0.5·0.8·0.9, C and D counted once.
#: Second: B = 1 − 0.6·0.5.
EXPECTED = {
    D: (0.5, 0, 0),
    C: (0.6, 0, 0),
    A: (0.6, 0, 0),
    E: (0.1, 0.4, 0),
    B: (0.64, 0.7, 0),
    ROOT: (0.64, 0.7, 0),
    H: (0, 0, 0.9),
}


def ratio(finding: str, disease: int, noise: float = 0.05) -> float:
    background = max(sum(EXPECTED[finding]) / 3, 0.3 / 3)
    return math.log((1 - noise) * EXPECTED[finding][disease] / background + noise)


def posting(model: KnowledgeModel, finding: str) -> dict[int, float]:
    row = model.postings.row(ONTOLOGY.index[finding])
    cells = zip(model.postings.diseases[row].tolist(), model.postings.observed[row].tolist(), strict=True)
    return dict(cells)


@pytest.fixture(scope="module")
def model() -> KnowledgeModel:
    return KnowledgeModel(ONTOLOGY, CATALOGUE, profiles(FREQUENCIES))


def support(model: KnowledgeModel, finding: str) -> list[float]:
    return model.support(ONTOLOGY.index[finding]).tolist()  # type: ignore[no-any-return]


def test_every_ancestor_hears_of_a_finding_once(model: KnowledgeModel) -> None:
    for finding in EXPECTED:
        kept = {disease: ratio(finding, disease) for disease in range(3) if ratio(finding, disease) >= 0.2}
        assert posting(model, finding) == pytest.approx(kept, abs=HALF), finding


def test_weak_evidence_is_not_kept(model: KnowledgeModel) -> None:
    assert ratio(E, 0) < 0.2
    assert 0 not in posting(model, E)
    everything = KnowledgeModel(ONTOLOGY, CATALOGUE, profiles(FREQUENCIES), KnowledgeParameters(smallest=-100))
    assert set(posting(everything, E)) == {0, 1}
    assert posting(everything, E)[0] == 0, "what is kept never speaks against a disease"


def test_a_finding_takes_the_best_of_itself_and_what_stands_above(model: KnowledgeModel) -> None:
    # The second disease is known for B, and B is all that D tells of it.
    assert support(model, D) == pytest.approx([max(ratio(D, 0), ratio(C, 0), ratio(A, 0)), ratio(B, 1), 0], abs=HALF)
    assert support(model, E) == pytest.approx([ratio(B, 0), ratio(E, 1), 0], abs=HALF)
    assert support(model, A) == pytest.approx([ratio(A, 0), ratio(ROOT, 1), 0], abs=HALF)
    assert support(model, H) == pytest.approx([0, 0, ratio(H, 2)], abs=HALF)


def test_certainty_is_capped() -> None:
    sure = KnowledgeModel(
        ONTOLOGY, CATALOGUE, profiles({(0, D): 1.0, (0, C): 1.0, (1, H): 0.5}), KnowledgeParameters(excluded_weight=1)
    )
    assert posting(sure, C)[0] == pytest.approx(math.log(0.95 * 0.98 / (0.98 / 3) + 0.05), abs=HALF)
    assert sure.absence(ONTOLOGY.index[C])[0] == pytest.approx(math.log(0.02 / (1 - 0.98 / 3)), rel=1e-3)


def test_the_rarest_finding_weighs_no_more_than_a_third_of_a_disease() -> None:
    rare = KnowledgeModel(ONTOLOGY, CATALOGUE, profiles({(0, D): 0.2}))
    assert posting(rare, D)[0] == pytest.approx(math.log(0.95 * 0.2 / 0.1 + 0.05), abs=HALF)


def test_the_noise_bounds_what_a_missing_finding_costs() -> None:
    noisy = KnowledgeModel(ONTOLOGY, CATALOGUE, profiles(FREQUENCIES), KnowledgeParameters(noise=0.5))
    assert posting(noisy, D)[0] == pytest.approx(ratio(D, 0, noise=0.5), abs=HALF)


def test_the_prior_speaks_of_patients_and_profile() -> None:
    built = profiles(FREQUENCIES, patients=(0, 9, 99))
    parameters = KnowledgeParameters(size_penalty=0.1, patients_weight=0.5)
    model = KnowledgeModel(ONTOLOGY, CATALOGUE, built, parameters)
    expected = [-0.1 * 0.8, 0.5 * math.log(10) - 0.1 * 0.9, 0.5 * math.log(100) - 0.1 * 0.9]
    np.testing.assert_allclose(model.prior, expected, atol=HALF)


def test_what_stands_above_two_findings_is_told_once(model: KnowledgeModel) -> None:
    """For the second disease B tells all that D tells, and E adds nothing to it but what E tells beyond B."""
    d, e = (ONTOLOGY.index[finding] for finding in (D, E))
    alone = model.together([d])[1]
    assert alone == pytest.approx(ratio(B, 1), abs=LLR_STEP)
    beyond = max(0.0, ratio(E, 1) - ratio(B, 1))
    assert model.together([d, e])[1] == pytest.approx(alone + beyond, abs=2 * LLR_STEP)
    assert model.together([d, d]).tolist() == model.together([d]).tolist()
    assert not model.together([]).any()


def test_what_one_finding_tells_is_at_least_its_support(model: KnowledgeModel) -> None:
    """Equal where one line of ancestors leads up; where several do, each tells what it adds."""
    for finding in range(len(ONTOLOGY.terms)):
        assert (model.together([finding]) >= model.support(finding) - 1e-6).all()


def test_breadth_is_what_a_finding_drawn_from_the_profiles_tells_on_average() -> None:
    built = profiles(FREQUENCIES)
    model = KnowledgeModel(ONTOLOGY, CATALOGUE, built, KnowledgeParameters(breadth_weight=0.5))
    drawn = np.asarray(built.frequency.sum(axis=0)).ravel()
    told = np.array([model.together([finding]) for finding in range(len(ONTOLOGY.terms))])
    np.testing.assert_allclose(model.breadth, 0.5 * drawn @ told / drawn.sum(), atol=HALF)
    assert model.breadth.any()


def test_a_score_is_the_prior_and_every_finding(model: KnowledgeModel) -> None:
    cases = [case(D, H), case(), case("HP:7777777", excluded=[D])]
    both = [ONTOLOGY.index[finding] for finding in (D, H)]
    expected = np.array([model.prior + model.together(both) - 2 * model.breadth, model.prior, model.prior])
    np.testing.assert_allclose(model.scores(cases), expected, rtol=1e-6)
    assert model.scores([]).shape == (0, 3)


def test_excluded_findings_count_once_they_have_a_weight() -> None:
    model = KnowledgeModel(ONTOLOGY, CATALOGUE, profiles(FREQUENCIES), KnowledgeParameters(excluded_weight=0.5))
    background = 0.6 / 3
    against = 0.5 * (math.log(1 - 0.6) - math.log(1 - background))
    assert model.absence(ONTOLOGY.index[C])[0] == pytest.approx(against, rel=1e-3)
    observed, both = model.scores([case(H), case(H, excluded=[C])])
    np.testing.assert_allclose(both - observed, [against, 0, 0], rtol=HALF)


def test_what_nobody_had_tells_nothing_for_its_disease(model: KnowledgeModel) -> None:
    """The third disease was examined for D and E in vain; the second, known for B, for D."""
    never = [(2, D), (2, E), (1, D)]
    examined = KnowledgeModel(ONTOLOGY, CATALOGUE, profiles(FREQUENCIES, never=never))
    for finding in EXPECTED:
        assert support(examined, finding) == support(model, finding), finding
    patients = [case(D), case(E), case(D, E), case(C)]
    np.testing.assert_array_equal(examined.scores(patients), model.scores(patients))
    np.testing.assert_array_equal(examined.breadth, model.breadth)


def test_what_nobody_had_stays_where_absence_is_weighed() -> None:
    built = profiles(FREQUENCIES, never=[(2, D), (1, D), (0, D)])
    model = KnowledgeModel(ONTOLOGY, CATALOGUE, built, KnowledgeParameters(excluded_weight=0.5))
    row = model.postings.row(ONTOLOGY.index[D])
    assert model.postings.diseases[row].tolist() == [0, 1, 2], "ascending, each once"
    assert model.postings.frequency[row].tolist() == [0.5, 1 / 256, 1 / 256]
    background = 0.5 / 3
    in_none = 0.5 * -math.log1p(-background)
    expected = [0.5 * (math.log(0.5) - math.log1p(-background)), in_none, in_none]
    np.testing.assert_allclose(model.absence(ONTOLOGY.index[D]), expected, rtol=1e-3)


def test_the_order_of_findings_changes_nothing(model: KnowledgeModel) -> None:
    forward, backward = model.scores([case(D, E, H), case(H, E, D)])
    np.testing.assert_allclose(forward, backward, rtol=1e-6)


@pytest.fixture(scope="module")
def embedded_model(embedded_knowledge: Knowledge) -> KnowledgeModel:
    knowledge = embedded_knowledge
    built = build_profiles(knowledge.ontology, knowledge.catalogue, knowledge.annotations)
    return KnowledgeModel(knowledge.ontology, knowledge.catalogue, built)


def test_a_count_of_none_never_raises_a_disease(embedded_model: KnowledgeModel, embedded_knowledge: Knowledge) -> None:
    """A disease gains no more by a finding that nobody had than if its sources had never looked for it."""
    knowledge, table = embedded_knowledge, embedded_knowledge.annotations
    disease = positions_of(table["disease_id"], knowledge.catalogue.find)
    finding = positions_of(table["finding_id"], knowledge.ontology.index.get)
    in_vain = np.asarray(embedded_model.profiles.never[disease, finding] > 0) & (disease >= 0) & (finding >= 0)
    built = build_profiles(knowledge.ontology, knowledge.catalogue, table[~in_vain])
    silent = KnowledgeModel(knowledge.ontology, knowledge.catalogue, built)
    pairs = list(zip(*embedded_model.profiles.never.nonzero(), strict=True))
    assert len(pairs) > 1_500
    for of, sign in pairs:
        assert embedded_model.support(sign)[of] == silent.support(sign)[of]
    # Anti-HLA antibodies: the only statement about them is that neither of two patients had them.
    thrombocytopenia_12 = knowledge.catalogue.find("OMIM:620757")
    assert embedded_model.support(knowledge.ontology.index["HP:0034016"])[thrombocytopenia_12] == 0


def test_adding_a_hallmark_never_lowers_its_disease(embedded_model: KnowledgeModel) -> None:
    """For two hundred diseases, each of its five most frequent findings, on top of two that it does not have."""
    catalogue = embedded_model.catalogue
    unrelated = case("HP:0001945", "HP:0012735")
    for position in range(0, len(catalogue), len(catalogue) // 200):
        for finding in hallmarks(embedded_model, position):
            before, after = embedded_model.scores([unrelated, case(*unrelated.observed, finding)])[:, position]
            assert after >= before, (catalogue.diseases[position].id, finding)


def hallmarks(model: KnowledgeModel, position: int) -> Iterable[str]:
    """The findings that speak most for a disease, each for it against more than one in e others."""
    places = np.flatnonzero((model.postings.diseases == position) & (model.postings.observed > 1))
    best = places[np.argsort(-model.postings.observed[places])[:5]]
    return [model.ontology.ids[i] for i in np.searchsorted(model.postings.starts, best, side="right") - 1]


def test_hallmarks_together_put_their_disease_on_top(embedded_model: KnowledgeModel) -> None:
    positions = range(0, len(embedded_model.catalogue), len(embedded_model.catalogue) // 100)
    found = [
        (np.argsort(-embedded_model.scores([case(*hallmarks(embedded_model, position))])[0])[:5] == position).any()
        for position in positions
    ]
    assert np.mean(found) > 0.6
