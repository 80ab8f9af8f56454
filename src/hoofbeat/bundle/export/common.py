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


def write_evidence(g: GraphBuilder, evidence: CommonEvidence, observed: str, excluded: str) -> None:
    """Outputs ``observed_common`` [n, H], ``excluded_common`` [m, H] and ``covered`` [1] of the graph of findings."""
    width = evidence.observed.shape[1]
    asked = g.op("Gather", g.constant(evidence.observed_row), observed)
    denied = g.op("Gather", g.constant(evidence.denied_row), excluded)
    for name, rows, table, many in (
        ("observed_common", asked, evidence.observed, "n"),
        ("excluded_common", denied, evidence.denied, "m"),
    ):
        # Whole steps in two bytes each: half of what floats would take.
        told = g.cast(g.op("Gather", g.constant(np.round(table / STEP).astype(np.int16)), rows), FLOAT)
        g.output(name, g.op("Mul", told, g.number(STEP)), FLOAT, [many, width])
    known = g.op("Gather", g.constant(evidence.covered), observed)
    many = g.cast(g.op("Squeeze", g.op("Shape", observed)), FLOAT)
    share = g.op("Div", g.op("ReduceSum", known, keepdims=0), g.op("Max", many, g.number(1)))
    nobody = g.op("Equal", many, g.number(0))
    g.output("covered", g.op("Where", nobody, g.number(1), share), FLOAT, [1])


def summed(g: GraphBuilder, shares: Mapping[str, str]) -> str:
    """Score of every disease out of the shares of the findings, [n, D] and [m, D], and of all else, [D]."""
    axis = g.ints(0)
    of_findings = [g.op("ReduceSum", shares[name], axis, keepdims=0) for name in ("support", "absence")]
    return g.op("Sum", *of_findings, *(share for name, share in shares.items() if name not in ("support", "absence")))


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
        self._observed = g.input("observed_common", FLOAT, ["n", width])
        self._excluded = g.input("excluded_common", FLOAT, ["m", width])
        self._covered = g.input("covered", FLOAT, [1])
        self._rows = g.input("circumstances", INT64, [len(ROWS)])
        self._explain = g.input("explain", BOOL, [])
        self._positions = g.constant(model.positions)
        kinds = list(ROWS)
        at = {
            name: g.ints(*(kinds.index(kind) for kind in kinds if (kind in PERSON) is of_person))
            for name, of_person in (("person", True), ("setting", False))
        }
        self._kinds = {name: g.op("Gather", self._rows, place) for name, place in at.items()}
        of_setting = g.op("Gather", self._rows, g.constant(np.array(kinds.index("setting"))))
        self._setting = g.op("Sub", of_setting, g.constant(np.array(row("setting", next(iter(Setting))))))

    def mixed(self, orphan: Mapping[str, str], raised: str) -> tuple[dict[str, str], str]:
        """What each kind of evidence adds to every disease, by the ranking that decides its place; and the score, [D].

        Args:
            orphan: shares of the orphan ranking, by name.
            raised: what the cohort model adds to a common disease, [D].
        """
        g, parameters = self.g, self.model.parameters
        axis, sharpness = g.ints(0), g.number(parameters.sharpness)
        ours = dict(orphan) | {name: self._stand(name, self.model.orphan_person) for name in self._kinds}
        ours["setting"] = g.op(
            "Add", ours["setting"], g.constant(np.where(self.model.profiled, 0, UNKNOWN).astype(np.float32))
        )
        theirs = {
            "support": g.op("Mul", self._observed, sharpness),
            "absence": g.op("Mul", self._excluded, sharpness),
            "cohort": g.op("Mul", g.op("Gather", raised, self._positions), g.number(parameters.cohort)),
            **{name: self._stand(name, self.model.person) for name in self._kinds},
        }
        of_orphan, of_common = (summed(g, shares) for shares in (ours, theirs))
        evidence = [g.op("ReduceLogSumExp", score, axis, keepdims=0) for score in (of_orphan, of_common)]
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
        for shares, less in zip((ours, theirs), taken_off, strict=True):
            shares["setting"] = g.op("Sub", shares["setting"], less)
        ours_score, theirs_score = g.op("Sub", of_orphan, taken_off[0]), g.op("Sub", of_common, taken_off[1])
        nowhere = g.constant(np.full(self.diseases, 2 * UNKNOWN, dtype=np.float32))
        laid = g.op("ScatterElements", nowhere, self._positions, theirs_score)
        decided = g.op("Greater", laid, ours_score)
        # Whichever outputs are asked for, ONNX Runtime computes all: what nobody reads is left out by an If.
        chosen = g.choose(
            self._explain,
            lambda: [self._chosen(decided, share, theirs.get(name)) for name, share in ours.items()],
            lambda: [
                g.constant(np.zeros((0, self.diseases) if name in ("support", "absence") else 0, dtype=np.float32))
                for name in ours
            ],
        )
        return dict(zip(ours, chosen, strict=True)), g.op("Max", laid, ours_score)

    def sureness(self, parameters: HybridParameters) -> tuple[str, str]:
        """(l, m) of the first answer: those of the parameters for genetics, and the mixture's own elsewhere."""
        table = np.array([self.model.parameters.sureness.get(s, (parameters.level, parameters.slope)) for s in Setting])
        level, slope = (
            self.g.op("Gather", self.g.constant(column.astype(np.float32)), self._setting) for column in table.T
        )
        return level, slope

    def _stand(self, name: str, table: NDArray[np.float32]) -> str:
        """Sum of the table's rows that the case stands in, of one kind of evidence."""
        stood = self.g.op("Gather", self.g.constant(table.astype(np.float16)), self._kinds[name])
        return self.g.op("ReduceSum", self.g.cast(stood, FLOAT), self.g.ints(0), keepdims=0)

    def _chosen(self, decided: str, ours: str, theirs: str | None) -> str:
        """A share of the ranking that decides each disease's place; both [D], or both [n, D] and [n, H]."""
        g = self.g
        if theirs is None:
            return g.op("Where", decided, g.number(0), ours)
        # Few diseases are common: writing their columns takes a fraction of the time of choosing among all.
        kept = g.op("Gather", ours, self._positions, axis=-1)
        written = g.op("Where", g.op("Gather", decided, self._positions), theirs, kept)
        places = g.op("Expand", self._positions, g.op("Shape", written))
        return g.op("ScatterElements", ours, places, written, axis=-1)
