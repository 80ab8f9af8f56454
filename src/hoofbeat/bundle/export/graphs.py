"""The graphs of a bundle that we write ourselves: findings to evidence, evidence to probabilities.

``findings``: what each finding of a case says for each disease, what the re-ranker makes of it, and the columns of the
cohort model.
``ranker``: the pool of knowledge and cohort model (formula in ``models.hybrid``), share by share.
"""

import numpy as np
import onnx
from numpy.typing import NDArray

from hoofbeat.bundle.export.builder import FLOAT, INT64, GraphBuilder
from hoofbeat.bundle.export.common import MixtureGraph, summed, write_evidence
from hoofbeat.bundle.export.evidence import Evidence
from hoofbeat.bundle.export.pairs import PairGraph
from hoofbeat.bundle.runtime.numbers import number_names
from hoofbeat.features.encoding import FeatureEncoder
from hoofbeat.models.hybrid import CERTAIN, HybridRanker


def findings_graph(ranker: HybridRanker, encoder: FeatureEncoder | None) -> onnx.ModelProto:
    """Evidence of the findings of one case, and its row of the cohort model's columns (none without an ``encoder``).

    Inputs: ``observed`` int64 [n] and ``excluded`` int64 [m], positions in the ontology; ``numbers`` float32 [3 + 2K]
    as :func:`~hoofbeat.bundle.runtime.numbers.number_row` makes them of K measurements.
    Outputs: ``support`` float32 [n, D] and ``absence`` float32 [m, D], what each finding tells (Shapley values of
    log-likelihood ratios, in nats); ``pattern`` float32 [D], what the re-ranker adds (only where there is one);
    ``features`` float32 [1, columns]: findings, exclusions, numbers. Where the catalogue has H common diseases:
    ``observed_common`` float32 [n, H] and ``excluded_common`` float32 [m, H], what each finding tells of them, and
    ``covered`` float32 [1], the share of the observed findings that their sources ask about.
    """
    g = GraphBuilder("findings")
    model = ranker.knowledge
    observed = g.input("observed", INT64, ["n"])
    excluded = g.input("excluded", INT64, ["m"])
    columns = encoder or FeatureEncoder((), model.ontology)
    given_numbers = g.input("numbers", FLOAT, [len(number_names(columns.numbers))])
    evidence = Evidence(g, model)
    diseases = evidence.diseases
    closure = evidence.closure(observed)
    ancestor = closure[1]
    g.output("support", evidence.shares(observed, closure), FLOAT, ["n", diseases])
    if model.parameters.excluded_weight:
        values = g.constant(model.postings.excluded.astype(np.float16))
        absence = evidence.lay_out(excluded, evidence.themselves(excluded), values)
    else:
        absence = g.zeros(evidence.matrix(excluded), np.float32)
    g.output("absence", absence, FLOAT, ["m", diseases])
    if ranker.reranker and ranker.pairs:
        denied = g.op("ReduceSum", absence, g.ints(0), keepdims=0)
        # The sum of the shares would be the same but for rounding, and a tree must not see that.
        told = evidence.together(ancestor)
        score = g.op("Sum", told, denied, _known_before(g, observed, model.prior, model.breadth))
        share = PairGraph(evidence, ranker.pairs).share(ranker.reranker, (observed, closure), excluded, told, score)
        g.output("pattern", share, FLOAT, [diseases])

    if ranker.common:
        write_evidence(g, ranker.common.evidence, observed, excluded)

    def marked(names: tuple[str, ...], findings: str) -> str:
        """1 for each of ``names`` that is among the ``findings``, else 0."""
        place = np.full(len(model.ontology.terms), len(names), dtype=np.int64)
        place[[model.ontology.index[name] for name in names]] = np.arange(len(names))
        # One column more than there are names takes the findings that have none, and is cut off again.
        all_columns = g.op(
            "ScatterElements",
            g.constant(np.zeros(len(names) + 1, dtype=np.float32)),
            g.op("Gather", g.constant(place), findings),
            g.op("Expand", g.constant(np.ones(1, dtype=np.float32)), g.op("Shape", findings)),
            reduction="max",
        )
        return g.op("Slice", all_columns, g.ints(0), g.ints(len(names)))

    parts = [marked(columns.finding_features, ancestor)]
    if columns.excluded_features:
        parts.append(marked(columns.excluded_features, excluded))
    row = g.op("Concat", *parts, given_numbers, axis=0)
    g.output("features", g.op("Unsqueeze", row, g.ints(0)), FLOAT, [1, len(columns.names)])
    return g.build()


def _known_before(g: GraphBuilder, observed: str, prior: NDArray[np.float32], breadth: NDArray[np.float32]) -> str:
    """Score [D] before any of the observed findings [n, …] tells anything: the prior, less the breadth for each."""
    many = g.op("Gather", g.op("Shape", observed), g.ints(0))
    taken_off = g.op("Mul", g.cast(many, FLOAT), g.constant(breadth))
    return g.op("Sub", g.constant(prior), taken_off)


def ranker_graph(ranker: HybridRanker) -> onnx.ModelProto:
    """Probabilities of the catalogue for one case.

    Inputs: ``support`` [n, D], ``absence`` [m, D], and where there is one ``pattern`` [D] of the re-ranker and
    ``probabilities`` [1, C] of the cohort model; where the catalogue has common diseases, ``observed_common``,
    ``excluded_common`` and ``covered`` of the other graph, ``circumstances`` int64 [kinds], rows of
    ``bundle.runtime.circumstances``, and ``explain`` bool, without which the shares are empty.
    Outputs: ``probability`` [D]; in nats and adding up to ``score`` [D]: ``support_share`` [n, D], ``absence_share``
    [m, D], ``pattern_share``, ``cohort_share`` and ``prior_share`` [D], and with common diseases ``person_share`` (age,
    sex, pregnancy, course) and ``setting_share`` (setting, region, and which of both rankings it is) [D].
    """
    g = GraphBuilder("ranker")
    parameters, diseases = ranker.parameters, len(ranker.knowledge.catalogue)
    a = g.number(parameters.evidence)
    support = g.op("Mul", g.input("support", FLOAT, ["n", diseases]), a)
    absence = g.op("Mul", g.input("absence", FLOAT, ["m", diseases]), a)
    before = (parameters.evidence * ranker.knowledge.prior).astype(np.float32)
    prior = _known_before(g, support, before, np.float32(parameters.evidence) * ranker.knowledge.breadth)
    nothing = g.constant(np.zeros(diseases, dtype=np.float32))
    pattern = g.op("Mul", g.input("pattern", FLOAT, [diseases]), a) if ranker.reranker else nothing
    cohort = nothing
    if ranker.cohort:
        learned = g.op("Squeeze", g.input("probabilities", FLOAT, [1, len(ranker.cohort.classes)]), g.ints(0))
        floored = g.op("Max", learned, g.number(parameters.floor))
        weighted = g.op("Mul", g.op("Log", floored), g.number(parameters.cohort))
        share = g.op("Add", weighted, g.number(parameters.offset))
        cohort = g.op("ScatterElements", cohort, g.constant(ranker.class_positions), share)
    shares = {"support": support, "absence": absence, "pattern": pattern, "cohort": cohort, "prior": prior}
    sureness = g.number(parameters.level), g.number(parameters.slope)
    if ranker.common:
        raised = nothing
        if ranker.cohort:
            above = g.op("Log", g.op("Div", floored, g.number(parameters.floor)))
            raised = g.op("ScatterElements", nothing, g.constant(ranker.class_positions), above)
        mixture = MixtureGraph(g, ranker.common, diseases)
        shares, score = mixture.mixed(shares, raised)
        sureness = mixture.sureness(parameters)
    else:
        score = summed(g, shares)
    probability = _mixed(g, g.op("Softmax", score, axis=0), sureness, diseases)
    g.output("probability", probability, FLOAT, [diseases])
    g.output("score", score, FLOAT, [diseases])
    of_findings: dict[str, list[int | str]] = {"support": ["n", diseases], "absence": ["m", diseases]}
    for name, share in shares.items():
        g.output(f"{name}_share", share, FLOAT, of_findings.get(name, ["told"]))
    return g.build()


def _mixed(g: GraphBuilder, certain: str, sureness: tuple[str, str], diseases: int) -> str:
    """P of ``models.hybrid`` from its softmax [D] and (l, m)."""
    level, slope = sureness
    first = g.op("ReduceMax", certain, g.ints(0), keepdims=0)
    place = g.op("ArgMax", certain, axis=0, keepdims=1)
    others = g.op(
        "ReduceSum",
        g.op("ScatterElements", certain, place, g.constant(np.zeros(1, dtype=np.float32))),
        g.ints(0),
        keepdims=0,
    )
    odds = g.op("Div", g.op("Max", first, g.number(CERTAIN)), g.op("Max", others, g.number(CERTAIN)))
    log_odds = g.op("Log", odds)
    scaled = g.op("Mul", log_odds, slope)
    right = g.op("Sigmoid", g.op("Add", scaled, level))
    share = g.op("Max", g.op("Sub", g.number(1), g.op("Div", right, first)), g.number(0))
    known = g.op("Mul", certain, g.op("Sub", g.number(1), share))
    return g.op("Add", known, g.op("Div", share, g.number(diseases)))
