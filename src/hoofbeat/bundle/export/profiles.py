"""Profiles as they travel in a bundle: a graph without inputs whose outputs are the arrays of a ``ProfileBook``."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from scipy import sparse

from hoofbeat.bundle.export.builder import FLOAT, INT64, GraphBuilder
from hoofbeat.bundle.runtime.profiles import CERTAINTY, ProfileBook
from hoofbeat.knowledge.closures import closure_matrix
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.profiles import Profiles

#: What fewer patients than this show is neither missed nor worth a question.
SMALLEST = 0.03

#: Frequencies travel in one byte.
_STEPS = 255


def profile_book(ontology: Ontology, profiles: Profiles) -> ProfileBook:
    """Profiles in the form that explanations and questions read, before and after export."""
    frequency = profiles.frequency.copy()
    log_absent = frequency.copy()
    log_absent.data = np.log1p(-np.minimum(frequency.data, CERTAINTY))
    closures = closure_matrix(ontology)
    climbed = log_absent @ closures
    shown = np.bincount(climbed.indices, -np.expm1(climbed.data), minlength=climbed.shape[1])
    frequency.data[frequency.data < SMALLEST] = 0
    frequency.eliminate_zeros()
    return ProfileBook(
        starts=frequency.indptr.astype(np.int64),
        findings=frequency.indices.astype(np.int32),
        frequencies=(_in_steps(frequency) / np.float32(_STEPS)).astype(np.float32),
        background=(shown / climbed.shape[0]).astype(np.float32),
        closure_starts=closures.indptr.astype(np.int64),
        closure=closures.indices.astype(np.int32),
    )


def profiles_graph(book: ProfileBook) -> onnx.ModelProto:
    """The book as a graph; ``runtime.bundle`` asks it once, at loading."""
    g = GraphBuilder("profiles")
    position = np.uint16 if len(book.background) < 2**16 else np.int32
    stored: Mapping[str, NDArray[Any]] = vars(book) | {
        "findings": book.findings.astype(position),
        "closure": book.closure.astype(position),
        "frequencies": np.round(book.frequencies * _STEPS).astype(np.uint8),
    }
    for name in ("starts", "findings", "closure_starts", "closure"):
        g.output(name, g.cast(g.constant(stored[name]), INT64), INT64, [len(stored[name])])
    share = g.op(
        "Div",
        g.cast(g.constant(stored["frequencies"]), FLOAT),
        g.constant(np.array(_STEPS, dtype=np.float32)),
    )
    g.output("frequencies", share, FLOAT, [len(book.frequencies)])
    g.output("background", g.constant(book.background), FLOAT, [len(book.background)])
    return g.build()


def _in_steps(frequency: sparse.csr_array) -> NDArray[np.float32]:
    return np.asarray(np.round(frequency.data * _STEPS), dtype=np.float32)
