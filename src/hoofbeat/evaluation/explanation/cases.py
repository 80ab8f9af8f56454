"""Explains single cases: the disease of the case beside the likeliest other disease."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hoofbeat.evaluation.explanation.naming import Words, states
from hoofbeat.evaluation.explanation.result import CohortCase, ColumnShare, ExplainedAnswer
from hoofbeat.evaluation.explanation.sample import ExplainedPairs, Learned
from hoofbeat.models.explainers.base import Shares

#: Columns of a single case that have a line of their own.
LINES = 14


@dataclass(frozen=True)
class SingleCases:
    """The model, its answers and their shares, from which single cases are explained.

    Attributes:
        learned: the model and its cases.
        features: encoded cases, [n, F].
        probabilities: probabilities that the model gives them, [n, C].
        asked: the explained pairs.
        shares: shares of the pairs.
        names: names of diseases, by id.
        words: names of findings and measurements.
    """

    learned: Learned
    features: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    asked: ExplainedPairs
    shares: Shares
    names: Mapping[str, str]
    words: Words

    def tell(self, own: int, rival: int) -> CohortCase:
        """A case, from the positions of its pair with its own disease and of that with another."""
        row, encoder = int(self.asked.row[own]), self.learned.model.encoder
        values = self.shares.values[[own, rival]]
        shown = np.argsort(-np.abs(values).max(axis=0), kind="stable")[:LINES]
        columns, has = self.words.columns(encoder), states(self.learned.cases[row], encoder, self.features[row])
        return CohortCase(
            patient=self.words.patient(self.learned.cases[row]),
            own=self._answer(own, shown),
            rival=self._answer(rival, shown),
            held_out_place=int(self.learned.held_out_place[row]),
            lines=tuple(
                ColumnShare(name=columns[one], state=has[one], own=values[0, one], rival=values[1, one])
                for one in shown
            ),
        )

    def _answer(self, pair: int, shown: NDArray[np.int64]) -> ExplainedAnswer:
        probabilities, label = self.probabilities[self.asked.row[pair]], self.asked.label[pair]
        values, base = self.shares.values[pair], self.shares.base[pair]
        return ExplainedAnswer(
            disease=self.names[self.learned.model.classes[label]],
            probability=probabilities[label],
            place=int(np.count_nonzero(probabilities >= probabilities[label])),
            base=base,
            rest=values.sum() - values[shown].sum(),
            output=base + values.sum(),
        )
