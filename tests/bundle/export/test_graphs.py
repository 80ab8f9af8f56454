"""The graphs against the native models, on random ontologies, diseases, weights and patients.

Mirrors: hoofbeat.bundle.runtime.numbers, hoofbeat.domain.disease
"""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from scipy import sparse

from hoofbeat.bundle.export.graphs import findings_graph, ranker_graph
from hoofbeat.bundle.runtime.numbers import NumericFeature, number_rows
from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording
from hoofbeat.features.encoding import FeatureEncoder
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.ontology import Ontology, Term
from hoofbeat.knowledge.profiles import Profiles
from hoofbeat.models.hybrid import HybridParameters, HybridRanker
from hoofbeat.models.knowledge_model import KnowledgeModel, KnowledgeParameters

FINDINGS, DISEASES = 25, 11
NOWHERE = np.zeros(0, dtype=np.int64)
NUMBERS = tuple(NumericFeature(code=code, unit="1") for code in ("SITE:score", "9999-1", "9999-2"))


class Guess:
    """A cohort model that knows three diseases and answers by the number of findings."""

    classes = ("OMIM:104", "OMIM:101", "OMIM:110")

    def predict(self, cases: Sequence[Case]) -> NDArray[np.float32]:
        shares = [np.array([1.0, len(case.observed), 0]) for case in cases]
        return np.array([share / share.sum() for share in shares], dtype=np.float32).reshape(-1, 3)


class World:
    """Everything drawn from one seed."""

    def __init__(self, seed: int, excluded_weight: float) -> None:
        self.random = random = np.random.default_rng(seed)
        terms = [Term("HP:0000118", "root")]
        for number in range(1, FINDINGS):
            above = random.choice(number, size=min(number, random.integers(0, 4)), replace=False)
            terms.append(Term(f"HP:{1000 + number:07}", f"term {number}", tuple(terms[i].id for i in above)))
        self.ontology = Ontology("test", tuple(terms))
        catalogue = Catalogue(
            tuple(
                Disease(id=f"OMIM:{100 + n}", names=Wording(en=f"disease {n}"), orphan=n > 2) for n in range(DISEASES)
            )
        )
        frequency = sparse.random_array((DISEASES, FINDINGS), density=0.2, rng=random, format="csr")
        never = sparse.random_array((DISEASES, FINDINGS), density=0.1, rng=random, format="csr") > 0
        built = Profiles(frequency, never, random.integers(0, 9, DISEASES).astype(np.float64))
        parameters = KnowledgeParameters(excluded_weight=excluded_weight)
        self.model = KnowledgeModel(self.ontology, catalogue, built, parameters)
        chosen = np.sort(random.choice(FINDINGS, 6, replace=False))
        denied = [self.ontology.ids[i] for i in np.sort(random.choice(FINDINGS, 5, replace=False))]
        self.encoder = FeatureEncoder(
            tuple(self.ontology.ids[i] for i in chosen), self.ontology, NUMBERS, tuple(denied)
        )

    def case(self, observed: int, excluded: int) -> Case:
        drawn = self.random.choice(FINDINGS, observed + excluded, replace=False)
        findings = [Finding(id=self.ontology.ids[i], excluded=n >= observed) for n, i in enumerate(drawn)]
        age = None if self.random.random() < 0.3 else float(self.random.integers(90))
        measured = [
            Measurement(code=number.code, value=float(self.random.normal(100, 50)), unit=number.unit)
            for number in NUMBERS
            if self.random.random() < 0.5
        ]
        sex = self.random.choice(list(Sex))
        return Case(case_id="x", age=age, sex=sex, findings=tuple(findings), measurements=tuple(measured))

    def evidence(self, case: Case, *shown: int, evidence: float = 1.0) -> dict[str, NDArray[np.float32]]:
        """What the findings graph says of a case: of all diseases, or of those shown."""
        return run(
            findings_graph(HybridRanker(self.model, None, HybridParameters(evidence)), self.encoder),
            observed=np.array(self.model.positions(case.observed), dtype=np.int64),
            excluded=np.array(self.model.positions(case.excluded), dtype=np.int64),
            numbers=number_rows([case], self.encoder.numbers)[0],
            shown=np.array(shown, dtype=np.int64),
        )


def shapley(model: KnowledgeModel, findings: list[int]) -> NDArray[np.float32]:
    """What each finding tells, by definition: the mean of what it adds over every order in which they may be told."""
    shares = np.zeros((len(findings), len(model.catalogue)), dtype=np.float64)
    rounds = list(permutations(range(len(findings)))) if len(findings) <= 5 else []
    for order in rounds:
        for told, finding in enumerate(order):
            before, after = ([findings[i] for i in order[:count]] for count in (told, told + 1))
            shares[finding] += (model.together(after) - model.together(before)) / len(rounds)
    if findings and not rounds:  # too many orders: each ancestor is divided among the findings below it
        below = [set(model.ontology.ancestors(finding).tolist()) for finding in findings]
        for ancestor in set.union(*below):
            row = model.postings.row(ancestor)
            sharing = [i for i, own in enumerate(below) if ancestor in own]
            for i in sharing:
                shares[i, model.postings.diseases[row]] += model.postings.added[row] / len(sharing)
    return shares.astype(np.float32)


def run(graph: onnx.ModelProto, **inputs: NDArray[Any]) -> dict[str, NDArray[np.float32]]:
    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs), strict=True))


@pytest.fixture(params=range(6))
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.mark.parametrize(("observed", "excluded"), [(5, 4), (1, 0), (0, 3), (0, 0), (20, 5)])
@pytest.mark.parametrize("weight", [0, 0.7])
def test_both_graphs_answer_as_the_models_do(seed: int, weight: float, observed: int, excluded: int) -> None:
    world = World(seed, weight)
    model, case = world.model, world.case(observed, excluded)
    evidence, shown = world.evidence(case), np.array([7, 0, 10])
    shares = world.evidence(case, *shown, evidence=0.7)
    positions = model.positions(case.observed)
    support = shapley(model, positions)
    absence = np.reshape([model.absence(finding) for finding in model.positions(case.excluded)], (excluded, DISEASES))
    np.testing.assert_array_equal(evidence["told"], model.together(positions))
    np.testing.assert_allclose(evidence["denied"], absence.sum(axis=0), atol=1e-5)
    np.testing.assert_allclose(shares["support_share"], 0.7 * support[:, shown], atol=1e-5)
    np.testing.assert_allclose(shares["absence_share"], 0.7 * absence[:, shown], atol=1e-6)
    np.testing.assert_array_equal(evidence["features"], world.encoder.transform([case]))
    assert (evidence["speaks"] > 0) == (model.together(positions) > 0).any()
    assert not evidence["support_share"].size
    assert not shares["told"].size
    if weight and excluded > 3:
        assert evidence["denied"].any()

    ranker = HybridRanker(model, Guess(), HybridParameters(0.7, 0.4, -1.2, 0.08))
    answer = run(
        ranker_graph(ranker),
        **{name: evidence[name] for name in ("told", "denied", "before")},
        probabilities=Guess().predict([case]),
    )
    np.testing.assert_allclose(answer["score"], ranker.logits([case])[0], atol=1e-5)
    np.testing.assert_allclose(answer["probability"], ranker.probabilities([case])[0], atol=1e-6)
    told = shares["support_share"].sum(axis=0) + shares["absence_share"].sum(axis=0)
    without = (answer["cohort_share"] + answer["prior_share"])[shown]
    np.testing.assert_allclose(told + without, answer["score"][shown], atol=1e-5)
    assert np.flatnonzero(answer["cohort_share"]).tolist() == [1, 4, 10]


def test_without_a_cohort_model_there_are_no_columns_and_no_share(seed: int) -> None:
    world = World(seed, 0)
    case = world.case(4, 1)
    graph = findings_graph(HybridRanker(world.model), None)
    evidence = run(
        graph,
        observed=np.array(world.model.positions(case.observed), dtype=np.int64),
        excluded=np.array(world.model.positions(case.excluded), dtype=np.int64),
        numbers=np.array([7, 0, 1], dtype=np.float32),
        shown=NOWHERE,
    )
    np.testing.assert_array_equal(evidence["features"], [[7, 0, 1]])
    ranker = HybridRanker(world.model, None, HybridParameters(0.7, level=-0.5, slope=0.8))
    answer = run(ranker_graph(ranker), **{name: evidence[name] for name in ("told", "denied", "before")})
    np.testing.assert_allclose(answer["probability"], ranker.probabilities([case])[0], atol=1e-6)
    assert not answer["cohort_share"].any()


def test_a_finding_given_twice_tells_as_much_as_given_once() -> None:
    world = World(0, 0.7)
    twice = np.array([5, 5], dtype=np.int64)
    numbers = np.zeros(9, dtype=np.float32)
    graph = findings_graph(HybridRanker(world.model), world.encoder)
    everyone = np.arange(DISEASES)
    shares = run(graph, observed=twice, excluded=twice, numbers=numbers, shown=everyone)
    np.testing.assert_allclose(shares["support_share"], [world.model.together([5]) / 2] * 2)
    np.testing.assert_array_equal(shares["absence_share"], [world.model.absence(5)] * 2)
    told = run(graph, observed=twice, excluded=twice, numbers=numbers, shown=NOWHERE)["told"]
    np.testing.assert_array_equal(told, world.model.together([5]))
