"""Rows shown to the quality gate while they pass by."""

import pyarrow as pa

from hoofbeat.quality.gate import CASES_AT_ONCE, Failure, LayerCheck, QualityGate
from hoofbeat.quality.rules import Layer


class GateFeed:
    """Hands the rows of one source to the gate, many at once: a call costs milliseconds, however few they are.

    Nothing is begun before there is a row: Great Expectations takes seconds to load.

    Args:
        gate: gate of the batch.
        layer: whose table the rows are of.
        source: name of the source.
    """

    def __init__(self, gate: QualityGate, layer: Layer, source: str) -> None:
        self._gate = gate
        self._layer = layer
        self._source = source
        self._waiting: list[pa.RecordBatch] = []
        self._count = 0
        self._check: LayerCheck | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        """Take rows."""
        self._waiting.append(batch)
        self._count += batch.num_rows
        if self._count >= CASES_AT_ONCE:
            self._hand_over()

    def finish(self) -> tuple[Failure, ...]:
        """Hand over the rest, and hear what was found.

        Returns:
            The warnings.

        Raises:
            QualityError: a critical expectation failed.
        """
        if self._count:
            self._hand_over()
        return () if self._check is None else self._check.finish()

    def _hand_over(self) -> None:
        if self._check is None:
            self._check = self._gate.begin(self._layer, self._source)
        (rows,) = pa.Table.from_batches(self._waiting).combine_chunks().to_batches()
        self._check.add(rows)
        self._waiting, self._count = [], 0
