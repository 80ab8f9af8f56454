"""The knowledge model's postings as tensors of a graph, and how they are laid out over the catalogue."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.export.builder import FLOAT, INT64, GraphBuilder
from hoofbeat.knowledge.closures import closure_matrix
from hoofbeat.models.knowledge_model import LLR_STEP, KnowledgeModel


class _Stored(NamedTuple):
    """Postings in a graph: where those of each finding begin, their diseases, and a value of each."""

    starts: str
    diseases: str
    values: str


#: Findings that more than one disease in so many has are stored as whole rows: to add up rows takes a fraction of the
#: time of scattering postings.
OFTEN = 12

#: Steps that a byte holds: rows of bytes are added up by a product of integers, in a quarter of the time of floats.
_MOST_STEPS = 255


class Evidence:
    """Stores postings and closures once, and writes the nodes that read them.

    Args:
        g: the graph that is being written.
        model: whose postings they are.
    """

    def __init__(self, g: GraphBuilder, model: KnowledgeModel) -> None:
        self.g, self.model = g, model
        self.diseases = len(model.catalogue)
        postings, closures, many = model.postings, closure_matrix(model.ontology), len(model.ontology.terms)
        self._closure_starts = g.constant(closures.indptr.astype(np.int64))
        self._closures = g.constant(narrow(closures.indices, many))
        findings = np.repeat(np.arange(many), np.diff(postings.starts))
        steps = np.round(postings.added / LLR_STEP).astype(np.int16)
        told = steps > 0
        often = np.bincount(findings[told], minlength=many) * OFTEN > self.diseases
        often[findings[steps > _MOST_STEPS]] = False
        self._rows = int(often.sum())
        row = np.where(often, np.cumsum(often) - 1, self._rows)
        # One row more than there are: a finding that has none reads nothing but zeros there.
        whole = np.zeros((self._rows + 1, self.diseases), dtype=np.uint8)
        in_rows = often[findings]
        kept = told & in_rows
        whole[row[findings[kept]], postings.diseases[kept]] = steps[kept]
        self._row, self._whole = g.constant(row.astype(np.int64)), g.constant(whole)
        self._few = self._store(findings, told & ~in_rows, steps)

    def _store(self, findings: NDArray[np.int64], kept: NDArray[np.bool_], values: NDArray[np.generic]) -> _Stored:
        """The postings that are ``kept``, with one of their values."""
        counts = np.bincount(findings[kept], minlength=len(self.model.ontology.terms))
        return _Stored(
            self.g.constant(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)),
            self.g.constant(narrow(self.model.postings.diseases[kept], self.diseases)),
            self.g.constant(values[kept]),
        )

    def closure(self, findings: str) -> tuple[str, str]:
        """For each of the findings itself and its ancestors: which finding, and the ancestor's position."""
        owner, element = self.g.expand_rows(self._closure_starts, findings)
        return owner, self.g.cast(self.g.take(self._closures, element), INT64)

    def together(self, walked: str) -> str:
        """What the ``walked`` findings add, each once, however often it was walked: float32 [D]."""
        g = self.g
        once = g.op("Unique", walked)
        row = g.take(self._row, once)
        # The row of zeros as well: without any there would be nothing to multiply.
        rows = g.op("Concat", g.op("Compress", row, g.op("Less", row, g.ints(self._rows))), g.ints(self._rows), axis=0)
        each = g.op("Expand", g.constant(np.ones(1, np.uint8)), g.op("Concat", g.ints(1), g.op("Shape", rows), axis=0))
        whole = g.cast(g.op("MatMulInteger", each, g.op("Gather", self._whole, rows)), FLOAT)
        whole = g.op("Squeeze", whole, g.ints(0))
        _, posting = g.expand_rows(self._few.starts, once)
        place, value = self._read(self._few, posting)
        steps = g.op("ScatterElements", whole, place, value, reduction="add")
        return g.op("Mul", steps, g.number(LLR_STEP))

    def shares(self, rows: str, walked: tuple[str, str], shown: str) -> str:
        """The same of the ``shown`` diseases [k], divided evenly among the ``rows`` that walk: float32 [rows, k]."""
        g, (owner, finding) = self.g, walked
        once, _, which, walkers = g.several("Unique", 4, finding)
        row, columns = g.take(self._row, once), g.op("Shape", shown)
        whole = g.cast(g.op("Gather", g.op("Gather", self._whole, row), shown, axis=1), FLOAT)
        # Where each disease stands among those shown; the others share the column behind the last.
        column = g.op("ScatterElements", g.op("Expand", columns, g.ints(self.diseases)), shown, g.counting(columns))
        of_once, posting = g.expand_rows(self._few.starts, once)
        place, value = self._read(self._few, posting)
        wider = g.op("Add", columns, g.ints(1))
        place = g.op("Add", g.op("Mul", of_once, wider), g.take(column, place))
        shape = g.op("Concat", g.op("Shape", once), wider, axis=0)
        flat = g.op("ScatterElements", g.zeros(g.op("ReduceProd", shape), np.float32), place, value)
        few = g.op("Slice", g.op("Reshape", flat, shape, allowzero=1), g.ints(0), columns, g.ints(1))
        told = g.op("Mul", g.op("Add", whole, few), g.number(LLR_STEP))
        each = g.op("Div", g.number(1), g.cast(g.take(walkers, which), FLOAT))
        many = g.op("Concat", g.op("Shape", rows), g.op("Shape", once), axis=0)
        place = g.op("Add", g.op("Mul", owner, g.op("Shape", once)), which)
        parts = g.op("ScatterElements", g.zeros(g.op("ReduceProd", many), np.float32), place, each)
        return g.op("MatMul", g.op("Reshape", parts, many, allowzero=1), told)

    def absence(self, findings: str) -> str:
        """What excluded findings say of every disease: float32 [findings, D]."""
        g, postings = self.g, self.model.postings
        owners = np.repeat(np.arange(len(postings.starts) - 1), np.diff(postings.starts))
        # Halved in size: these values are exact in half precision.
        stored = self._store(owners, postings.excluded != 0, postings.excluded.astype(np.float16))
        owner, posting = g.expand_rows(stored.starts, findings)
        place, value = self._read(stored, posting)
        place = g.op("Add", g.op("Mul", owner, g.ints(self.diseases)), place)
        shape = g.op("Concat", g.op("Shape", findings), g.ints(self.diseases), axis=0)
        flat = g.op("ScatterElements", g.zeros(g.op("ReduceProd", shape), np.float32), place, value)
        return g.op("Reshape", flat, shape, allowzero=1)

    def _read(self, stored: _Stored, posting: str) -> tuple[str, str]:
        """Diseases and values of some postings."""
        diseases, values = self.g.take(stored.diseases, posting), self.g.take(stored.values, posting)
        return self.g.cast(diseases, INT64), self.g.cast(values, FLOAT)


def narrow(positions: NDArray[np.integer], size: int) -> NDArray[np.integer]:
    """Positions below ``size`` in the fewest bits that hold them."""
    return positions.astype(np.uint16 if size < 2**16 else np.int32)
