"""The common diseases in the graphs: their evidence, and the mixture of both rankings (formulas: ``models.common``)."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.export.builder import BOOL, FLOAT, INT64, GraphBuilder
from hoofbeat.bundle.runtime.circumstances import ROWS, row
from hoofbeat.domain.circumstances import Setting
from hoofbeat.models.common.evidence import STEP, CommonEvidence
from hoofbeat.models.common.mixture import LARGEST, UNKNOWN
from hoofbeat.models.common.model import CommonModel
from hoofbeat.models.hybrid import HybridParameters

#: Kinds of circumstances that speak of the person; the others speak of the place.
PERSON = ("age", "sex", "pregnancy", "course")


class CommonGraph:
    """Writes the evidence of the common diseases into the graph of findings.

    Args:
        g: the graph.
        evidence: tables of what each finding says of the H common diseases.
    """

    def __init__(self, g: GraphBuilder, evidence: CommonEvidence) -> None:
        self.g = g
        self._covered = g.constant(evidence.covered)
        self._row = {"told": g.constant(evidence.observed_row), "denied": g.constant(evidence.denied_row)}
        # Whole steps in two bytes each: half of what floats would take.
        tables = {"told": evidence.observed, "denied": evidence.denied}
        self._steps = {name: g.constant(np.round(table / STEP).astype(np.int16)) for name, table in tables.items()}

    def told(self, observed: str, excluded: str) -> dict[str, str]:
        """``told_common`` and ``denied_common`` [H], ``covered`` and ``speaks`` [1] of the graph of findings."""
        g, axis = self.g, self.g.ints(0)
        asked, denied = self._of("told", observed), self._of("denied", excluded)
        known = g.take(self._covered, observed)
        many = g.cast(g.op("Squeeze", g.op("Shape", observed)), FLOAT)
        share = g.op("Div", g.op("ReduceSum", known, keepdims=0), g.op("Max", many, g.number(1)))
        nobody = g.op("Equal", many, g.number(0))
        return {
            "told_common": g.op("ReduceSum", asked, axis, keepdims=0),
            "denied_common": g.op("ReduceSum", denied, axis, keepdims=0),
            "covered": g.op("Where", nobody, g.number(1), share),
            "speaks": g.op("Unsqueeze", g.op("ReduceSum", g.op("Relu", asked), keepdims=0), axis),
        }

    def shares(self, observed: str, excluded: str, shown: str, model: CommonModel) -> list[str]:
        """Shares of the score of the ``shown`` diseases [k], observed [n, k] and excluded [m, k]; any if not common."""
        g = self.g
        place = np.zeros(model.orphan_person.shape[1], dtype=np.int64)
        place[model.positions] = np.arange(len(model.positions))
        columns = g.take(g.constant(place), shown)
        told = self._of("told", observed), self._of("denied", excluded)
        sharpness = g.number(model.parameters.sharpness)
        return [g.op("Mul", g.op("Gather", each, columns, axis=1), sharpness) for each in told]

    def _of(self, name: str, findings: str) -> str:
        """What each of the findings says, float32 [findings, H], in nats."""
        g = self.g
        rows = g.op("Gather", self._row[name], findings)
        return g.op("Mul", g.cast(g.op("Gather", self._steps[name], rows), FLOAT), g.number(STEP))


class MixtureGraph:
    """Writes the mixture into the graph that ranks.

    Args:
        g: the graph.
        model: the common diseases.
        diseases: D, entries of the catalogue.
    """

    def __init__(self, g: GraphBuilder, model: CommonModel, diseases: int) -> None:
        self.g, self.model, self.diseases = g, model, diseases
        width = len(model.positions)
        self._findings = [g.input(name, FLOAT, [width]) for name in ("told_common", "denied_common")]
        self._covered = g.input("covered", FLOAT, [1])
        self._rows = g.input("circumstances", INT64, [len(ROWS)])
        self._explain = g.input("explain", BOOL, [])
        self._positions = g.constant(model.positions)
        kinds = list(ROWS)
        self._at = {
            name: [kinds.index(kind) for kind in kinds if (kind in PERSON) is of_person]
            for name, of_person in (("person", True), ("setting", False))
        }
        self._kinds = {name: g.op("Gather", self._rows, g.ints(*places)) for name, places in self._at.items()}
        of_setting = g.op("Gather", self._rows, g.constant(np.array(kinds.index("setting"))))
        self._setting = g.op("Sub", of_setting, g.constant(np.array(row("setting", next(iter(Setting))))))

    def mixed(self, orphan: Mapping[str, str], score: str, raised: str) -> tuple[dict[str, str], str, str]:
        """Both rankings in one.

        Args:
            orphan: what all but the findings adds to the orphan ranking, by name, [D].
            score: sum of these, and of what the findings add.
            raised: what the cohort model adds to a common disease, [D].

        Returns:
            What each kind of evidence but the findings adds to every disease, by the ranking that decides its place;
            the score, [D]; and whether that of the common diseases decides, bool [D].
        """
        g, parameters = self.g, self.model.parameters
        sharpness = g.number(parameters.sharpness)
        added = {name: self._stand(name, self.model.orphan_person) for name in self._kinds}
        added["setting"] = g.op(
            "Add", added["setting"], g.constant(np.where(self.model.profiled, 0, UNKNOWN).astype(np.float32))
        )
        ours = dict(orphan) | added
        theirs = {
            "cohort": g.op("Mul", g.take(raised, self._positions), g.number(parameters.cohort)),
            **{name: self._stand(name, self.model.person) for name in self._kinds},
        }
        of_findings = g.op("Mul", g.op("Sum", *self._findings), sharpness)
        of_orphan, of_common = g.op("Sum", score, *added.values()), g.op("Sum", of_findings, *theirs.values())
        evidence = [self._log_sum_exp(score) for score in (of_orphan, of_common)]
        level = g.op(
            "Gather", g.constant(np.array([parameters.level[s] for s in Setting], dtype=np.float32)), self._setting
        )
        against, more = (
            g.op("Mul", evidence[0], g.number(-parameters.orphan_evidence)),
            g.op("Mul", evidence[1], g.number(parameters.common_evidence)),
        )
        lacking = g.op("Mul", g.op("Sub", self._covered, g.number(1)), g.number(parameters.covered))
        odds = g.op("Clip", g.op("Sum", level, against, more, lacking), g.number(-LARGEST), g.number(LARGEST))
        taken_off = (
            g.op("Add", evidence[0], g.op("Softplus", odds)),
            g.op("Add", evidence[1], g.op("Softplus", g.op("Neg", odds))),
        )
        for side, less in zip((ours, theirs), taken_off, strict=True):
            side["setting"] = g.op("Sub", side["setting"], less)
        ours_score, theirs_score = g.op("Sub", of_orphan, taken_off[0]), g.op("Sub", of_common, taken_off[1])
        nowhere = g.constant(np.full(self.diseases, 2 * UNKNOWN, dtype=np.float32))
        laid = g.op("ScatterElements", nowhere, self._positions, theirs_score)
        decided = g.op("Greater", laid, ours_score)
        # Whichever outputs are asked for, ONNX Runtime computes all: what nobody reads is left out by an If.
        shares = g.choose(
            self._explain,
            lambda: self._chosen(ours, theirs, decided),
            lambda: [g.constant(np.zeros(0, dtype=np.float32)) for _ in ours],
        )
        return dict(zip(ours, shares, strict=True)), g.op("Max", laid, ours_score), decided

    def sureness(self, parameters: HybridParameters) -> tuple[str, str]:
        """(l, m) of the first answer: those of the parameters for genetics, and the mixture's own elsewhere."""
        table = np.array([self.model.parameters.sureness.get(s, (parameters.level, parameters.slope)) for s in Setting])
        level, slope = (
            self.g.op("Gather", self.g.constant(column.astype(np.float32)), self._setting) for column in table.T
        )
        return level, slope

    def _stand(self, name: str, table: NDArray[np.float32]) -> str:
        """Sum of the table's rows that the case stands in, of one kind of evidence."""
        g = self.g
        stood = g.cast(g.op("Gather", g.constant(table.astype(np.float16)), self._kinds[name]), FLOAT)
        # A product with ones: a third of the time in which ONNX Runtime adds up a few rows.
        ones = g.constant(np.ones((1, len(self._at[name])), dtype=np.float32))
        return g.op("Squeeze", g.op("MatMul", ones, stood), g.ints(0))

    def _chosen(self, ours: Mapping[str, str], theirs: Mapping[str, str], decided: str) -> list[str]:
        """Each share of the ranking that decides a disease's place, [D], of ours [D] and theirs [H]."""
        g = self.g
        of_theirs = g.take(decided, self._positions)
        not_theirs = g.op("Sub", g.number(1), g.cast(decided, FLOAT))

        def chosen(name: str, share: str) -> str:
            if name not in theirs:
                return g.op("Mul", share, not_theirs)
            # Few diseases are common: writing theirs takes a fraction of the time of choosing among all.
            written = g.op("Where", of_theirs, theirs[name], g.take(share, self._positions))
            return g.op("ScatterElements", share, self._positions, written)

        return [chosen(name, share) for name, share in ours.items()]

    def _log_sum_exp(self, score: str) -> str:
        """The log Σ exp of a score [n], in a quarter of the time of the operator of that name."""
        g, axis = self.g, self.g.ints(0)
        largest = g.op("ReduceMax", score, axis, keepdims=0)
        summed = g.op("ReduceSum", g.op("Exp", g.op("Sub", score, largest)), axis, keepdims=0)
        return g.op("Add", g.op("Log", summed), largest)
