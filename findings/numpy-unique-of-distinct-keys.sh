#!/usr/bin/env bash
# NumPy 2.4.6: `np.unique` of integers is many times slower where nearly all of them differ than the same call that returns
# more (`return_index=True`), and a hundred times slower where they are sorted already.
#
# Alone it counts by hashing; with an index it sorts. Positions in a sparse matrix (disease × finding), row keys of a lake and
# publication numbers are such keys: distinct, and mostly in order. One differential's worth is nothing, a catalogue's is seconds.
#
# What we do: postings, which rise row by row, are looked for with `searchsorted` (`models/knowledge_model.py`); `np.isin` hashes too.
source "$(dirname "$0")/in_fresh_environment.sh" numpy==2.4.6

python - <<'PYTHON'
from functools import partial
from time import process_time

import numpy as np


def seconds(work):
    """The best of five, in processor time."""
    taken = []
    for _ in range(5):
        start = process_time()
        work()
        taken.append(process_time() - start)
    return min(taken)


print("NumPy", np.__version__)
ordered = np.arange(1_500_000, dtype=np.int64) * 7919
for name, keys, times in (
    ("in order", ordered, 20),
    ("in any order", np.random.default_rng(0).permutation(ordered), 2),
):
    alone, indexed = seconds(partial(np.unique, keys)), seconds(partial(np.unique, keys, return_index=True))
    print(f"1.5 million distinct int64 {name}: {alone:.2f} s alone, {indexed:.3f} s with an index")
    assert alone > times * indexed
PYTHON
