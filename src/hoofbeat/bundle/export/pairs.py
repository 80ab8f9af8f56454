"""Writes the re-ranker into a graph: the columns of ``models.pairs`` for the best candidates, then the committee.

As there, every number is a multiple of a power of two, or one quotient of two such: sums are exact, and the columns do
not depend on the order of summation.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.export.builder import FLOAT, INT64
from hoofbeat.bundle.export.evidence import Evidence, narrow
from hoofbeat.bundle.export.networks import committee
from hoofbeat.knowledge.closures import closure_matrix
from hoofbeat.models.pairs import FREQUENCY_STEP, IC_STEP, SHOWN, SUPPORTED, PairWorld
from hoofbeat.models.reranker import CANDIDATES, Reranker


class _Table(NamedTuple):
    """Postings of the candidates for the findings of a case.

    Attributes:
        row: row of each finding of the ontology, int64 [T].
        llr: float32 [rows, K].
        frequency: float32 [rows, K], in steps.
    """

    row: str
    llr: str
    frequency: str


class PairGraph:
    """Writes the re-ranker's share of the score into a graph that has the evidence already.

    Args:
        evidence: postings and closures of the same model.
        world: knowledge the pairs are made from.
    """

    def __init__(self, evidence: Evidence, world: PairWorld) -> None:
        self.g, self.evidence, self.world = evidence.g, evidence, world
        self.first = self.g.ints(0)
        self.information = self.g.constant(world.information)

    def share(self, reranker: Reranker, walk: tuple[str, tuple[str, str]], excluded: str, told: str, score: str) -> str:
        """What re-ranking adds to each disease's score: float32 [D], the same for all beyond the candidates.

        Args:
            reranker: fitted.
            walk: positions of the observed findings, int64 [n], and their closure.
            excluded: positions, int64 [m].
            told: sum of what the observed findings tell of each disease, [D].
            score: score of the knowledge model, [D].
        """
        g = self.g
        count = min(CANDIDATES, len(self.world.facts))
        values, chosen = g.several("TopK", 2, score, g.ints(count), axis=0, largest=1, sorted=1)
        observed, closure = walk
        asked = self.evidence.closure(excluded)
        of_candidates = self._of_candidates(g.op("Concat", closure[1], asked[1], axis=0), chosen)
        parts = [
            values,
            g.constant(np.arange(count, dtype=np.float32)),
            *self._of_observed(observed, closure, chosen, of_candidates),
            g.op("Gather", told, chosen),
            *self._of_excluded(excluded, asked, chosen, of_candidates),
            *self._of_profile(closure[1], chosen),
            g.op("Gather", g.constant(self.world.model.breadth), chosen),
            *self._of_case(observed, excluded, chosen),
        ]
        columns = [g.op("Unsqueeze", part, g.ints(1)) for part in parts]
        facts = g.op("Gather", g.constant(self.world.facts), chosen)
        table = g.op("Concat", *columns, facts, axis=1)
        gain = committee(g, reranker, table)
        below = g.op("Sub", gain, g.op("ReduceMax", gain, keepdims=1))
        first, last = (g.op("Slice", values, g.ints(i), g.ints(i + 1)) for i in (0, count - 1))
        best = g.op("Add", first, below)
        beyond = g.op("Sub", g.op("ReduceMin", best, keepdims=1), last)
        everyone = g.op("Expand", beyond, g.op("Shape", score))
        return g.op("ScatterElements", everyone, chosen, g.op("Sub", best, values))

    def _of_candidates(self, findings: str, chosen: str) -> _Table:
        """Postings of the candidates for some of the findings, which may repeat."""
        g, terms = self.g, len(self.world.information)
        count, many = g.op("Shape", chosen), g.op("Shape", findings)
        # Where each finding stands in the table; those that nobody asked of share the row behind the last.
        row = g.op(
            "ScatterElements",
            g.op("Expand", many, g.ints(terms)),
            findings,
            g.counting(many),
        )
        starts, stated, observed, frequency = self._by_disease()
        owner, element = g.expand_rows(g.constant(starts), chosen)
        of_row = g.take(row, g.cast(g.take(g.constant(narrow(stated, terms)), element), INT64))
        place = g.op("Add", g.op("Mul", of_row, count), owner)
        shape = g.op("Concat", g.op("Add", many, g.ints(1)), count, axis=0)
        size = g.op("ReduceProd", shape, keepdims=1)

        def laid_out(stored: str) -> str:
            values = g.cast(g.take(stored, element), FLOAT)
            flat = g.op("ScatterElements", g.zeros(size, np.float32), place, values)
            return g.op("Reshape", flat, shape)

        return _Table(
            row, laid_out(g.constant(observed.astype(np.float16))), laid_out(g.constant(_quantised(frequency)))
        )

    def _by_disease(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
        """The postings sorted by disease: where each begins, findings, LLR, frequency."""
        postings = self.world.model.postings
        order = np.argsort(postings.diseases, kind="stable")
        findings = np.repeat(np.arange(len(postings.starts) - 1), np.diff(postings.starts))
        counts = np.bincount(postings.diseases, minlength=len(self.world.facts))
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return starts, findings[order], postings.observed[order], postings.frequency[order]

    def _of_observed(self, observed: str, closure: tuple[str, str], chosen: str, table: _Table) -> list[str]:
        g = self.g
        evidence = self._with_zeros(self._support(observed, closure, chosen, table), chosen)
        rows = g.op("Gather", table.row, observed)
        own = g.op("Gather", table.llr, rows)
        frequency = self._scaled(g.op("Gather", table.frequency, rows))
        many = self._at_least_one(observed)
        total = self._sum(evidence)
        supported = self._sum(self._above(evidence, SUPPORTED))
        stated = self._sum(self._above(own, 0.0))
        return [
            total,
            g.op("Div", total, many),
            g.op("ReduceMax", evidence, self.first, keepdims=0),
            g.op("Div", supported, many),
            stated,
            g.op("Div", stated, many),
            g.op("Div", self._sum(own), many),
            g.op("Div", self._sum(frequency), many),
        ]

    def _of_excluded(self, excluded: str, closure: tuple[str, str], chosen: str, table: _Table) -> list[str]:
        g = self.g
        asked = self._support(excluded, closure, chosen, table)
        own = g.op("Gather", table.frequency, g.op("Gather", table.row, excluded))
        frequency = self._scaled(self._with_zeros(own, chosen))
        few = self._at_least_one(excluded)
        total, stated = self._sum(asked), self._sum(self._above(frequency, 0.0))
        return [
            total,
            g.op("Div", total, few),
            stated,
            g.op("Div", stated, few),
            g.op("ReduceMax", frequency, self.first, keepdims=0),
        ]

    def _support(self, findings: str, closure: tuple[str, str], chosen: str, table: _Table) -> str:
        """The best LLR over each finding and its ancestors, for each candidate: float32 [findings, K]."""
        g, (owner, walked) = self.g, closure
        above = g.op("Gather", table.llr, g.op("Gather", table.row, walked))
        return g.op(
            "ScatterElements",
            g.zeros(g.op("Concat", g.op("Shape", findings), g.op("Shape", chosen), axis=0), np.float32),
            g.op("Expand", g.op("Unsqueeze", owner, g.ints(1)), g.op("Shape", above)),
            above,
            axis=0,
            reduction="max",
        )

    def _of_profile(self, implied: str, chosen: str) -> list[str]:
        """How much of each candidate's profile the case shows."""
        g, profile = self.g, self.world.profile
        owner, element = g.expand_rows(g.constant(profile.indptr.astype(np.int64)), chosen)
        stated = g.constant(narrow(profile.indices, profile.shape[1]))
        terms = g.cast(g.take(stated, element), INT64)
        frequency = self._scaled(g.take(g.constant(_quantised(profile.data)), element))
        match = g.take(self._matched(implied), terms)
        enough = g.op("Mul", g.number(SHOWN), g.take(self.information, terms))
        is_shown = g.cast(g.op("GreaterOrEqual", match, enough), FLOAT)
        weighted, plain, frequencies = (g.op("Gather", g.constant(part), chosen) for part in self.world.expected)

        def summed(values: str) -> str:
            return g.op("ScatterElements", g.zeros(g.op("Shape", chosen), np.float32), owner, values, reduction="add")

        def share(part: str, whole: str) -> str:
            return g.op("Div", part, g.op("Max", whole, g.number(IC_STEP)))

        return [
            share(summed(g.op("Mul", frequency, match)), weighted),
            share(summed(match), plain),
            g.op("Sub", frequencies, summed(g.op("Mul", frequency, is_shown))),
        ]

    def _matched(self, implied: str) -> str:
        """Of each finding the most informative of its ancestors, or itself, that the case implies: nats, float32 [T].

        What the case implies writes into what stands below it. The other way round, each finding of 200 profiles asked
        all its ancestors: ten times as many.
        """
        g, terms = self.g, len(self.world.information)
        closures = closure_matrix(self.world.model.ontology)
        above, below = closures.indices, np.repeat(np.arange(terms), np.diff(closures.indptr))
        tells = self.world.information[above] > 0  # what tells nothing is above nearly all, and raises none
        order = np.argsort(above[tells], kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(above[tells], minlength=terms))])
        once = g.op("Unique", implied)
        owner, element = g.expand_rows(g.constant(starts.astype(np.int64)), once)
        return g.op(
            "ScatterElements",
            g.constant(np.zeros(terms, dtype=np.float32)),
            g.cast(g.take(g.constant(narrow(below[tells][order], terms)), element), INT64),
            g.take(g.take(self.information, once), owner),
            reduction="max",
        )

    def _of_case(self, observed: str, excluded: str, chosen: str) -> list[str]:
        g = self.g
        information = g.op("ReduceSum", g.op("Gather", self.information, observed), keepdims=1)
        of_case = (
            g.cast(g.op("Shape", observed), FLOAT),
            g.cast(g.op("Shape", excluded), FLOAT),
            g.op("Div", information, self._at_least_one(observed)),
        )
        return [g.op("Expand", value, g.op("Shape", chosen)) for value in of_case]

    def _with_zeros(self, matrix: str, chosen: str) -> str:
        """A row of zeros above: a maximum over no finding is 0."""
        g = self.g
        zeros = g.zeros(g.op("Concat", g.ints(1), g.op("Shape", chosen), axis=0), np.float32)
        return g.op("Concat", zeros, matrix, axis=0)

    def _sum(self, matrix: str) -> str:
        return self.g.op("ReduceSum", matrix, self.first, keepdims=0)

    def _above(self, matrix: str, limit: float) -> str:
        return self.g.cast(self.g.op("Greater", matrix, self.g.number(limit)), FLOAT)

    def _at_least_one(self, findings: str) -> str:
        return self.g.op("Max", self.g.cast(self.g.op("Shape", findings), FLOAT), self.g.number(1.0))

    def _scaled(self, steps: str) -> str:
        """Frequencies from their number of steps."""
        return self.g.op("Mul", self.g.cast(steps, FLOAT), self.g.number(FREQUENCY_STEP))


def _quantised(frequency: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Frequencies as a number of steps, 1 to 255."""
    return np.round(frequency / FREQUENCY_STEP).astype(np.uint8)
