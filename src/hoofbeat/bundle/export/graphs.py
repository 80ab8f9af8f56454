"""The graphs of a bundle that we write ourselves: findings to evidence, evidence to probabilities.

``findings``: what the findings of a case say for each disease, what the re-ranker makes of it, and the columns of the
cohort model; then, of the few diseases that are shown, what each finding says.
``ranker``: the pool of knowledge and cohort model (formula in ``models.hybrid``), share by share.
"""

from typing import NamedTuple

import numpy as np
import onnx
from numpy.typing import NDArray

from hoofbeat.bundle.export.builder import BOOL, FLOAT, INT64, GraphBuilder
from hoofbeat.bundle.export.common import CommonGraph, MixtureGraph
from hoofbeat.bundle.export.evidence import Evidence
from hoofbeat.bundle.export.pairs import PairGraph
from hoofbeat.bundle.runtime.numbers import number_names
from hoofbeat.features.encoding import FeatureEncoder
from hoofbeat.models.hybrid import CERTAIN, HybridRanker


def findings_graph(ranker: HybridRanker, encoder: FeatureEncoder | None) -> onnx.ModelProto:
    """Evidence of the findings of one case, and its row of the cohort model's columns (none without an ``encoder``).

    It is asked twice: with no disease ``shown``, what the findings tell of all; once it is known which are, what each
    finding tells of these. Outputs of the other question are empty.

    Inputs: ``observed`` int64 [n] and ``excluded`` int64 [m], positions in the ontology; ``numbers`` float32 [3 + 2K]
    as :func:`~hoofbeat.bundle.runtime.numbers.number_rows` makes them of K measurements; ``shown`` int64 [k], positions
    in the catalogue; where the catalogue has H common diseases also ``by_common`` bool [k], as ``ranker`` tells it.
    Outputs of the first question, in nats: ``told`` and ``denied`` float32 [D], what the observed and the excluded
    findings tell (log-likelihood ratios); ``before`` [D], the score before; ``pattern`` [D], what the re-ranker adds
    (only where there is one); ``features`` [1, columns]: findings, exclusions, numbers; ``speaks`` [1], above 0 where
    any finding speaks for any disease; with common diseases ``told_common`` and ``denied_common`` [H], and ``covered``
    [1], the share of the observed findings that their sources ask about.
    Outputs of the second: ``support_share`` [n, k] and ``absence_share`` [m, k], parts of the score (Shapley values).
    """
    g = GraphBuilder("findings")
    model = ranker.knowledge
    observed, excluded = g.input("observed", INT64, ["n"]), g.input("excluded", INT64, ["m"])
    columns = encoder or FeatureEncoder((), model.ontology)
    numbers = g.input("numbers", FLOAT, [len(number_names(columns.numbers))])
    shown = g.input("shown", INT64, ["k"])
    case = _Case(observed, excluded, numbers)
    evidence = Evidence(g, model)
    common = CommonGraph(g, ranker.common.evidence) if ranker.common else None
    many: dict[str, list[int | str]] = {"told": ["d"], "denied": ["d"], "before": ["d"], "speaks": ["once"]}
    if ranker.reranker and ranker.pairs:
        many["pattern"] = ["d"]
    many["features"] = ["once", len(columns.names)]
    if common:
        many |= {"told_common": ["h"], "denied_common": ["h"], "covered": ["once"]}
    shares: dict[str, list[int | str]] = {"support_share": ["n", "k"], "absence_share": ["m", "k"]}
    by_common = g.input("by_common", BOOL, ["k"]) if common else ""
    nothing, nowhere = np.zeros(0, dtype=np.float32), np.zeros((0, 0), dtype=np.float32)

    def of_all() -> list[str]:
        told = _told(g, case, ranker, evidence, columns, common)
        return [*(told[name] for name in many), *(g.constant(nowhere) for _ in shares)]

    def of_shown() -> list[str]:
        told = _shares(g, case, ranker, evidence, shown)
        if ranker.common and common:
            theirs = common.shares(observed, excluded, shown, ranker.common)
            told = [g.op("Where", by_common, *both) for both in zip(theirs, told, strict=True)]
        empty = (np.zeros((0, len(columns.names)), np.float32) if name == "features" else nothing for name in many)
        return [*map(g.constant, empty), *told]

    all_of_them = g.op("Equal", g.op("Size", shown), g.constant(np.array(0, dtype=np.int64)))
    outputs = g.choose(all_of_them, of_all, of_shown)
    for (name, shape), output in zip((many | shares).items(), outputs, strict=True):
        g.output(name, output, FLOAT, shape)
    return g.build()


class _Case(NamedTuple):
    """The inputs that are the case."""

    observed: str
    excluded: str
    numbers: str


def _told(
    g: GraphBuilder,
    case: _Case,
    ranker: HybridRanker,
    evidence: Evidence,
    columns: FeatureEncoder,
    common: CommonGraph | None,
) -> dict[str, str]:
    """What a case tells of all diseases, by the names of the outputs."""
    model = ranker.knowledge
    closure = evidence.closure(case.observed)
    told = evidence.together(closure[1])
    denied = g.constant(np.zeros(evidence.diseases, dtype=np.float32))
    if model.parameters.excluded_weight:
        denied = g.op("ReduceSum", evidence.absence(case.excluded), g.ints(0), keepdims=0)
    before = _known_before(g, case.observed, model.prior, model.breadth)
    row = _features(g, case, columns, closure[1])
    outputs = {"told": told, "denied": denied, "before": before, "features": row}
    speaks = g.op("ReduceMax", told, keepdims=1)
    if ranker.reranker and ranker.pairs:
        score = g.op("Sum", told, denied, before)
        pairs = PairGraph(evidence, ranker.pairs)
        outputs["pattern"] = pairs.share(ranker.reranker, (case.observed, closure), case.excluded, told, score)
    if common:
        of_common = common.told(case.observed, case.excluded)
        speaks = g.op("Max", speaks, of_common.pop("speaks"))
        outputs |= of_common
    return outputs | {"speaks": speaks}


def _shares(g: GraphBuilder, case: _Case, ranker: HybridRanker, evidence: Evidence, shown: str) -> list[str]:
    """What each finding adds to the score of the orphan ranking, observed [n, k] and excluded [m, k]."""
    support = evidence.shares(case.observed, evidence.closure(case.observed), shown)
    if ranker.knowledge.parameters.excluded_weight:
        absence = g.op("Gather", evidence.absence(case.excluded), shown, axis=1)
    else:
        shape = g.op("Concat", g.op("Shape", case.excluded), g.op("Shape", shown), axis=0)
        absence = g.zeros(shape, np.float32)
    weight = g.number(ranker.parameters.evidence)
    return [g.op("Mul", support, weight), g.op("Mul", absence, weight)]


def _features(g: GraphBuilder, case: _Case, columns: FeatureEncoder, implied: str) -> str:
    """The row of the cohort model, float32 [1, columns]; ``implied``: the observed findings and their ancestors."""

    def marked(names: tuple[str, ...], findings: str) -> str:
        """1 for each of ``names`` that is among the ``findings``, else 0."""
        ontology = columns.ontology
        place = np.full(len(ontology.terms), len(names), dtype=np.int64)
        place[[ontology.index[name] for name in names]] = np.arange(len(names))
        # One column more than there are names takes the findings that have none, and is cut off again.
        all_columns = g.op(
            "ScatterElements",
            g.constant(np.zeros(len(names) + 1, dtype=np.float32)),
            g.take(g.constant(place), findings),
            g.op("Expand", g.constant(np.ones(1, dtype=np.float32)), g.op("Shape", findings)),
            reduction="max",
        )
        return g.op("Slice", all_columns, g.ints(0), g.ints(len(names)))

    parts = [marked(columns.finding_features, implied)]
    if columns.excluded_features:
        parts.append(marked(columns.excluded_features, case.excluded))
    return g.op("Unsqueeze", g.op("Concat", *parts, case.numbers, axis=0), g.ints(0))


def _known_before(g: GraphBuilder, observed: str, prior: NDArray[np.float32], breadth: NDArray[np.float32]) -> str:
    """Score [D] before any of the observed findings [n, …] tells anything: the prior, less the breadth for each."""
    many = g.op("Gather", g.op("Shape", observed), g.ints(0))
    taken_off = g.op("Mul", g.cast(many, FLOAT), g.constant(breadth))
    return g.op("Sub", g.constant(prior), taken_off)


def ranker_graph(ranker: HybridRanker) -> onnx.ModelProto:
    """Probabilities of the catalogue for one case.

    Inputs: ``told``, ``denied`` and ``before`` [D] of the other graph, and where there is one ``pattern`` [D] of the
    re-ranker and ``probabilities`` [1, C] of the cohort model; where the catalogue has common diseases,
    ``told_common``, ``denied_common`` and ``covered`` of the other graph, ``circumstances`` int64 [kinds], rows of
    ``bundle.runtime.circumstances``, and ``explain`` bool, without which the shares are empty.
    Outputs: ``probability`` [D] and ``score`` [D]; parts of the score in nats, which add up to it with those of the
    findings: ``pattern_share``, ``cohort_share`` and ``prior_share`` [D], and with common diseases ``person_share``
    (age, sex, pregnancy, course) and ``setting_share`` (setting, region, and which of both rankings it is) [D], and
    ``by_common`` bool [D], whether the ranking of common diseases decides a disease's place.
    """
    g = GraphBuilder("ranker")
    parameters, diseases = ranker.parameters, len(ranker.knowledge.catalogue)
    a = g.number(parameters.evidence)
    told, denied, prior = (g.op("Mul", g.input(name, FLOAT, [diseases]), a) for name in ("told", "denied", "before"))
    nothing = g.constant(np.zeros(diseases, dtype=np.float32))
    pattern = g.op("Mul", g.input("pattern", FLOAT, [diseases]), a) if ranker.reranker else nothing
    cohort = nothing
    if ranker.cohort:
        learned = g.op("Squeeze", g.input("probabilities", FLOAT, [1, len(ranker.cohort.classes)]), g.ints(0))
        floored = g.op("Max", learned, g.number(parameters.floor))
        weighted = g.op("Mul", g.op("Log", floored), g.number(parameters.cohort))
        share = g.op("Add", weighted, g.number(parameters.offset))
        cohort = g.op("ScatterElements", cohort, g.constant(ranker.class_positions), share)
    shares = {"pattern": pattern, "cohort": cohort, "prior": prior}
    score = g.op("Sum", told, denied, *(share for share in shares.values() if share != nothing))
    sureness = g.number(parameters.level), g.number(parameters.slope)
    if ranker.common:
        raised = nothing
        if ranker.cohort:
            above = g.op("Log", g.op("Div", floored, g.number(parameters.floor)))
            raised = g.op("ScatterElements", nothing, g.constant(ranker.class_positions), above)
        mixture = MixtureGraph(g, ranker.common, diseases)
        shares, score, decided = mixture.mixed(shares, score, raised)
        g.output("by_common", decided, BOOL, [diseases])
        sureness = mixture.sureness(parameters)
    probability = _mixed(g, g.op("Softmax", score, axis=0), sureness, diseases)
    g.output("probability", probability, FLOAT, [diseases])
    g.output("score", score, FLOAT, [diseases])
    for name, share in shares.items():
        g.output(f"{name}_share", share, FLOAT, ["explained"])
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
