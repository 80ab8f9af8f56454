"""The re-ranker in the graph against the native one, on random diseases and patients.

Mirrors: hoofbeat.bundle.export.networks
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime
import pytest
from scipy import sparse

from hoofbeat.bundle.export.graphs import findings_graph, ranker_graph
from hoofbeat.domain.case import Case
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.ontology import PHENOTYPIC_ABNORMALITY, Ontology, Term
from hoofbeat.knowledge.profiles import Profiles
from hoofbeat.models.facts import FACTS
from hoofbeat.models.hybrid import HybridParameters, HybridRanker
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.models.pairs import COLUMNS, PairWorld
from hoofbeat.models.reranker import CANDIDATES, FEWEST_CASES, Questions, Reranker, candidates_of
from small_world import case

FINDINGS = 60
#: What the graph that ranks is given by the other one.
TOLD = ("told", "denied", "before", "pattern")


def ranker(diseases: int, seed: int = 0) -> HybridRanker:
    """A ranking over invented diseases, with networks taught to choose at random."""
    random = np.random.default_rng(seed)
    terms = [Term(PHENOTYPIC_ABNORMALITY, "root")]
    for number in range(1, FINDINGS):
        above = random.choice(number, size=min(number, random.integers(1, 4)), replace=False)
        terms.append(Term(f"HP:{1000 + number:07}", f"term {number}", tuple(terms[i].id for i in above)))
    catalogue = Catalogue(
        tuple(Disease(id=f"OMIM:{n}", names=Wording(en=f"{n}"), orphan=True) for n in range(diseases))
    )
    frequency = sparse.random_array((diseases, FINDINGS), density=0.15, rng=random, format="csr")
    never = sparse.random_array((diseases, FINDINGS), density=0.1, rng=random, format="csr") > 0
    profiles = Profiles(frequency, never, random.integers(0, 9, diseases).astype(np.float64))
    model = KnowledgeModel(Ontology("test", tuple(terms)), catalogue, profiles)
    facts = random.integers(0, 30, (diseases, len(FACTS))).astype(np.float32)
    pairs = PairWorld.of(model, profiles, facts)
    asked = [drawn(model, random) for _ in range(4 * FEWEST_CASES)]
    truth = random.integers(0, diseases, len(asked))
    questions = Questions.ask(pairs, asked, model.scores(asked), truth)
    found = Reranker.fit([questions])
    assert found
    return HybridRanker(model, None, HybridParameters(0.7, level=-0.5, slope=0.8), found, pairs)


def drawn(model: KnowledgeModel, random: np.random.Generator, observed: int = 5, excluded: int = 4) -> Case:
    chosen = [model.ontology.ids[i] for i in random.choice(FINDINGS, observed + excluded, replace=False)]
    return case(*chosen[:observed], excluded=chosen[observed:])


@dataclass(frozen=True)
class Exported:
    """A ranking and its graphs, loaded."""

    native: HybridRanker
    findings: onnxruntime.InferenceSession
    ranker: onnxruntime.InferenceSession


@pytest.fixture(scope="module", params=[30, CANDIDATES + 100])
def exported(request: pytest.FixtureRequest) -> Exported:
    native = ranker(request.param)
    return Exported(native, loaded(findings_graph(native, None)), loaded(ranker_graph(native)))


def loaded(graph: onnx.ModelProto) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])


def answered(exported: Exported, asked: Case) -> tuple[np.ndarray, np.ndarray]:
    """Share of the re-ranker and probabilities, by the graphs."""
    r = exported.native
    evidence = run(
        exported.findings,
        TOLD,
        observed=np.array(r.knowledge.positions(asked.observed), dtype=np.int64),
        excluded=np.array(r.knowledge.positions(asked.excluded), dtype=np.int64),
        numbers=np.zeros(3, dtype=np.float32),
        shown=np.zeros(0, dtype=np.int64),
    )
    (probability,) = run(
        exported.ranker,
        ("probability",),
        **dict(zip(TOLD, evidence, strict=True)),
    )
    return evidence[-1], probability


def run(session: onnxruntime.InferenceSession, outputs: Sequence[str], **inputs: np.ndarray) -> list[np.ndarray]:
    return session.run(list(outputs), inputs)  # type: ignore[no-any-return]


@pytest.mark.parametrize(("observed", "excluded"), [(5, 4), (1, 0), (0, 3), (0, 0), (20, 20)])
def test_the_graph_refines_as_the_native_re_ranker_does(exported: Exported, observed: int, excluded: int) -> None:
    r = exported.native
    assert r.reranker
    assert r.pairs
    random = np.random.default_rng(7)
    for _ in range(5):
        asked = drawn(r.knowledge, random, observed, excluded)
        scores = r.knowledge.scores([asked])
        share, probability = answered(exported, asked)
        np.testing.assert_allclose(share, (r.refined([asked]) - scores)[0], atol=1e-5)
        np.testing.assert_allclose(probability, r.probabilities([asked])[0], atol=1e-6)
        beyond = np.delete(share, candidates_of(scores[0]))
        assert len(set(beyond.tolist())) <= 1
        first = r.logits([asked])[0].argmax()
        assert share[first] == pytest.approx(scores.max() - scores[0, first], abs=1e-5)


def test_columns_are_named_once_each() -> None:
    assert len(set(COLUMNS)) == len(COLUMNS)
