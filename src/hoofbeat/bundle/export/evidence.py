"""The knowledge model's postings as tensors of a graph, and how they are laid out over the catalogue."""

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.export.builder import FLOAT, INT64, GraphBuilder
from hoofbeat.models.knowledge_model import KnowledgeModel


class Evidence:
    """Stores postings and closures once, and writes the nodes that read them.

    Args:
        g: the graph that is being written.
        model: whose postings they are.
    """

    def __init__(self, g: GraphBuilder, model: KnowledgeModel) -> None:
        self.g, self.model = g, model
        self.diseases = len(model.catalogue)
        closures = [model.ontology.ancestors(position) for position in range(len(model.ontology.terms))]
        self._closure_starts = g.constant(np.cumsum([0, *map(len, closures)]).astype(np.int64))
        self._closures = g.constant(narrow(np.concatenate(closures), len(closures)))
        self._starts = g.constant(model.postings.starts)
        self._stored = g.constant(narrow(model.postings.diseases, self.diseases))
        # Halved in size: these values are exact in half precision.
        self._added = g.constant(model.postings.added.astype(np.float16))

    def closure(self, findings: str) -> tuple[str, str]:
        """For each of the findings itself and its ancestors: which finding, and the ancestor's position."""
        owner, element = self.g.expand_rows(self._closure_starts, findings)
        return owner, self.g.cast(self.g.take(self._closures, element), INT64)

    def together(self, walked: str) -> str:
        """What the ``walked`` findings add, each once, however often it was walked: float32 [D]."""
        g = self.g
        once = g.op("Unique", walked)
        alone = g.zeros(g.op("Shape", once), np.int64)
        told = self.lay_out(g.ints(0), (alone, once), self._added)
        return g.op("Squeeze", told, g.ints(0))

    def shares(self, rows: str, walked: tuple[str, str]) -> str:
        """The same, what each finding adds divided evenly among the ``rows`` that walked it: float32 [rows, D]."""
        g, (_, finding) = self.g, walked
        ones = g.op("Expand", g.constant(np.ones(1, dtype=np.float32)), g.op("Shape", finding))
        nobody = g.constant(np.zeros(len(self.model.ontology.terms), dtype=np.float32))
        walkers = g.op("ScatterElements", nobody, finding, ones, reduction="add")
        return self.lay_out(rows, walked, self._added, g.op("Div", ones, g.take(walkers, finding)))

    def matrix(self, rows: str) -> str:
        """The shape [rows, D]."""
        return self.g.op("Concat", self.g.op("Shape", rows), self.g.ints(self.diseases), axis=0)

    def lay_out(self, rows: str, walked: tuple[str, str], values: str, scale: str | None = None) -> str:
        """Postings of the ``walked`` findings (owner, finding) as float32 [rows, D]; those that meet are added.

        Args:
            rows: findings, [n].
            walked: which row each belongs to, and whose postings are read.
            values: stored beside the postings, of any type.
            scale: factor on what each walked finding says, float32.
        """
        g = self.g
        owner, finding = walked
        of_walked, posting = g.expand_rows(self._starts, finding)
        first = g.take(g.op("Mul", owner, g.ints(self.diseases)), of_walked)
        place = g.op("Add", first, g.cast(g.take(self._stored, posting), INT64))
        size = g.op("Mul", g.op("Shape", rows), g.ints(self.diseases))
        value = g.cast(g.take(values, posting), FLOAT)
        if scale:
            value = g.op("Mul", value, g.take(scale, of_walked))
        flat = g.op("ScatterElements", g.zeros(size, np.float32), place, value, reduction="add")
        return g.op("Reshape", flat, self.matrix(rows), allowzero=1)

    def themselves(self, findings: str) -> tuple[str, str]:
        """The findings as their own walk: no ancestor is read."""
        g = self.g
        zero, one = (g.constant(np.array(value, dtype=np.int64)) for value in (0, 1))
        return g.op("Range", zero, g.op("Squeeze", g.op("Shape", findings)), one), findings


def narrow(positions: NDArray[np.integer], size: int) -> NDArray[np.integer]:
    """Positions below ``size`` in the fewest bits that hold them."""
    return positions.astype(np.uint16 if size < 2**16 else np.int32)
