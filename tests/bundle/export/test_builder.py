"""Walking compressed sparse rows in ONNX Runtime, against the same walk in NumPy."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hoofbeat.bundle.export.builder import BOOL, FLOAT, INT64, OPSET, GraphBuilder


@cache
def walker() -> Any:
    g = GraphBuilder("walk")
    owner, element = g.expand_rows(g.input("starts", INT64, ["R"]), g.input("rows", INT64, ["n"]))
    g.output("owner", owner, INT64, ["m"])
    g.output("element", element, INT64, ["m"])
    return onnxruntime.InferenceSession(g.build().SerializeToString(), providers=["CPUExecutionProvider"])


@st.composite
def walks(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Lengths of stored rows, many of them empty, and rows to walk, some of them again and again."""
    lengths = draw(st.lists(st.sampled_from([0, 0, 1, 2, 7]), min_size=1, max_size=12))
    return lengths, draw(st.lists(st.integers(0, len(lengths) - 1), max_size=20))


@given(walks())
@example(([0], []))
@example(([3], []))
@example(([0, 0], [1, 0, 1]))
@example(([0, 2, 0], [0, 1, 1, 2, 1, 0]))
@example(([5], [0, 0, 0]))
def test_walks_as_numpy_does(walk: tuple[Sequence[int], Sequence[int]]) -> None:
    lengths, rows = walk
    starts = np.cumsum([0, *lengths]).astype(np.int64)
    owner, element = walker().run(None, {"starts": starts, "rows": np.array(rows, dtype=np.int64)})
    expected = [(n, place) for n, row in enumerate(rows) for place in range(starts[row], starts[row + 1])]
    assert list(zip(owner.tolist(), element.tolist(), strict=True)) == expected


def test_builds_a_model_of_its_operator_set() -> None:
    g = GraphBuilder("half")
    x = g.input("x", FLOAT, ["n"])
    g.output("y", g.op("Mul", x, g.constant(np.array(0.5, dtype=np.float32))), FLOAT, ["n"])
    model = g.build()
    assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", OPSET)]
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    np.testing.assert_array_equal(session.run(["y"], {"x": np.array([1, 3], dtype=np.float32)})[0], [0.5, 1.5])


def test_refuses_a_graph_that_does_not_hang_together() -> None:
    g = GraphBuilder("broken")
    g.output("y", "nowhere", FLOAT, ["n"])
    with pytest.raises(onnx.checker.ValidationError, match="nowhere"):
        g.build()


def test_only_the_chosen_of_two_lists_is_computed() -> None:
    g = GraphBuilder("choice")
    asked, rows = g.input("asked", BOOL, []), g.input("rows", INT64, ["n"])
    values = g.constant(np.arange(3, dtype=np.float32))
    # Rows that are not there: computing them would raise.
    told, twice = g.choose(
        asked,
        lambda: [g.take(values, rows), g.op("Add", g.take(values, rows), g.take(values, rows))],
        lambda: [g.constant(np.zeros(0, dtype=np.float32))] * 2,
    )
    g.output("told", told, FLOAT, ["told"])
    g.output("twice", twice, FLOAT, ["told"])
    session: Any = onnxruntime.InferenceSession(g.build().SerializeToString(), providers=["CPUExecutionProvider"])
    told_, twice_ = session.run(None, {"asked": np.array(True), "rows": np.array([2, 1])})
    assert told_.tolist() == [2, 1]
    assert twice_.tolist() == [4, 2]
    assert [each.size for each in session.run(None, {"asked": np.array(False), "rows": np.array([7])})] == [0, 0]
