"""What came before in a batch, in 8 bytes a row."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Keys = npt.NDArray[np.uint64]

#: So many sorted runs are searched one by one before they are merged.
_RUNS = 8


def keys_of(texts: pa.Array) -> Keys:
    """Make 64-bit keys of texts; two of a million differ in theirs but for one chance in 30 million."""
    return pd.util.hash_array(texts.to_numpy(zero_copy_only=False).astype(object), categorize=False)


class SeenKeys:
    """Remembers keys from one part of a batch to the next."""

    def __init__(self) -> None:
        self._runs: list[Keys] = []

    def repeats(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Mark the keys that came before, in an earlier call or earlier in this one, and remember them all."""
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        known = np.zeros(len(keys), bool)
        known[1:] = ordered[1:] == ordered[:-1]
        for run in self._runs:  # searched in order: neighbours lie close in memory
            places = np.minimum(np.searchsorted(run, ordered), len(run) - 1)
            known |= run[places] == ordered
        if len(keys):
            self._runs.append(ordered)
        if len(self._runs) > _RUNS:
            self._runs = [np.sort(np.concatenate(self._runs))]
        repeated = np.empty(len(keys), bool)
        repeated[order] = known
        return repeated
