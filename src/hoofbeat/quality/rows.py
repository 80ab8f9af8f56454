"""Rows of the lake as arrays: lists flattened once, each distinct text judged once, no row made an object."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hoofbeat.quality.seen import SeenKeys

Numbers = npt.NDArray[Any]
Memory = TypeVar("Memory")


def plain(array: Any) -> Numbers:
    """An Arrow array as NumPy's, copied where its layout is another."""
    numbers: Numbers = array.to_numpy(zero_copy_only=False)
    return numbers


class Items(NamedTuple):
    """The entries of a list column, one after another.

    Attributes:
        row: the row each stands in.
        code: the position of each in ``texts``.
        texts: the distinct entries.
    """

    row: npt.NDArray[np.int64]
    code: npt.NDArray[np.int64]
    texts: list[str]


class Rows:
    """A part of a batch.

    Args:
        batch: rows of one table of the lake.
        seen: what came before in the batch, by the name of the column that asks.
        names_nobody: codes of a site's own whose numbers the hospital says are quantities.
    """

    def __init__(self, batch: pa.RecordBatch, seen: dict[str, Any], names_nobody: frozenset[str] = frozenset()) -> None:
        self.batch = batch
        self.names_nobody = names_nobody
        self._seen = seen

    def __len__(self) -> int:
        return int(self.batch.num_rows)

    def memory(self, name: str, make: Callable[[], Memory]) -> Memory:
        """What one column remembers across the parts of a batch, made when it is first asked for."""
        if name not in self._seen:
            self._seen[name] = make()
        remembered: Memory = self._seen[name]
        return remembered

    def column(self, name: str) -> pa.Array:
        """A column as it is."""
        return self.batch.column(name)

    def floats(self, name: str) -> Numbers:
        """A column of numbers, ``NaN`` where there is none."""
        return plain(pc.cast(self.column(name), pa.float64()))

    def texts(self, name: str) -> pd.Categorical:
        """A column of texts, each distinct one kept once."""
        encoded = self.column(name).dictionary_encode()
        codes = plain(encoded.indices.fill_null(-1))
        return pd.Categorical.from_codes(codes, encoded.dictionary.to_pylist())

    def lengths(self, name: str) -> Numbers:
        """How many entries each list of a column has."""
        return plain(pc.list_value_length(self.column(name)))

    def mismatches(self, name: str, form: str) -> Numbers:
        """1 where a text has not the form, else 0; nothing stated has no form to break."""
        matched = pc.match_substring_regex(self.column(name), form)
        return plain(pc.invert(matched).fill_null(False)).astype(np.int8)

    def per_row(self, rows: npt.NDArray[np.int64]) -> Numbers:
        """Count how often each row is named."""
        return np.bincount(rows, minlength=len(self)).astype(np.int32)

    def repeats(self, name: str, keys: npt.NDArray[np.uint64]) -> Numbers:
        """1 where a key came before in the batch, else 0."""
        return self.memory(name, SeenKeys).repeats(keys).astype(np.int8)

    @cached_property
    def observed(self) -> Items:
        """The ids of observed findings."""
        return items(self.column("observed"))

    @cached_property
    def excluded(self) -> Items:
        """The ids of excluded findings."""
        return items(self.column("excluded"))

    @cached_property
    def measurement_rows(self) -> npt.NDArray[np.int64]:
        """The row that each measurement stands in."""
        return plain(pc.list_parent_indices(self.column("measurements"))).astype(np.int64)

    def measured(self, field: str) -> pa.Array:
        """One field (``code``, ``value``, ``unit``) of all measurements, one after another."""
        return pc.struct_field(pc.list_flatten(self.column("measurements")), field)


def items(lists: pa.Array) -> Items:
    """Flatten a column of lists of texts; an entry that is null reads as an empty text."""
    encoded = pc.list_flatten(lists).fill_null("").dictionary_encode()
    return Items(
        row=plain(pc.list_parent_indices(lists)).astype(np.int64),
        code=plain(encoded.indices).astype(np.int64),
        texts=encoded.dictionary.to_pylist(),
    )


def judge(texts: pa.Array, wrong: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
    """Say of each text whether it is wrong, asking once for each distinct one; nothing stated is not wrong."""
    encoded = texts.dictionary_encode()
    verdicts = np.array([*map(wrong, encoded.dictionary.to_pylist()), False], bool)
    return verdicts[plain(encoded.indices.fill_null(len(verdicts) - 1))]


def breaks(form: re.Pattern[str]) -> Callable[[str], bool]:
    """Make the judge of a form."""
    return lambda text: form.fullmatch(text) is None
