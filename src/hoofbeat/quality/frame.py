"""The table the expectations speak of: the columns that a suite's rules ask for, and no other."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.types import union_categoricals

from hoofbeat.quality.columns import compute
from hoofbeat.quality.rows import Rows
from hoofbeat.quality.rules import Layer, Rule

#: The arguments of an expectation that name one column, or a list of them.
_NAMING = ("column", "column_A", "column_B", "column_list", "column_set")


def columns_of(rules: Iterable[Rule]) -> tuple[str, ...]:
    """List the columns that rules name, each once; the first one given stands for a rule that names none."""
    named: dict[str, None] = {}
    for rule in rules:
        for argument in _NAMING:
            given = rule.kwargs.get(argument, ())
            named.update(dict.fromkeys([given] if isinstance(given, str) else map(str, given)))
    return tuple(named)


class FrameBuilder:
    """Lays out the rows of one layer for its rules, part by part of a batch.

    Args:
        layer: layer of the rows.
        rules: rules that will be checked on them.
        names_nobody: codes of a site's own whose numbers the hospital says are quantities.
    """

    def __init__(self, layer: Layer, rules: Sequence[Rule], names_nobody: frozenset[str] = frozenset()) -> None:
        self.layer = layer
        self.columns = columns_of(rules)
        self._names_nobody = names_nobody
        self._seen: dict[str, Any] = {}

    def build(self, batch: pa.RecordBatch) -> pd.DataFrame:
        """One row a record or case, one column for each that the rules name."""
        rows = Rows(batch, self._seen, self._names_nobody)
        return pd.DataFrame({column: compute(self.layer, column, rows) for column in self.columns})


def join(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put frames of the same columns one under the other, texts kept once each."""
    if len(frames) == 1:
        return frames[0]
    return pd.DataFrame({column: _joined([frame[column] for frame in frames]) for column in frames[0].columns})


def _joined(parts: list[pd.Series]) -> Any:
    if isinstance(parts[0].dtype, pd.CategoricalDtype):
        return union_categoricals(parts)
    return np.concatenate([part.to_numpy() for part in parts])
