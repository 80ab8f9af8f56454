"""A few words for writing ONNX graphs by hand: constants, nodes, and the expansion of compressed sparse rows."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

#: Newest operator set that every converter of the cohort models writes; ScatterElements takes ``max`` from 18 on.
OPSET = 18

FLOAT, INT64, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL


class GraphBuilder:
    """Collects nodes and constants; every method returns the name of the tensor it makes."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._count = 0

    def input(self, name: str, kind: int, shape: Sequence[int | str]) -> str:
        """Declare an input."""
        self._inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def output(self, name: str, tensor: str, kind: int, shape: Sequence[int | str]) -> None:
        """Give a tensor to the world under a name."""
        self._nodes.append(helper.make_node("Identity", [tensor], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, kind, shape))

    def constant(self, value: NDArray[Any]) -> str:
        """Store an array in the graph."""
        name = self._fresh("c")
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def ints(self, *values: int) -> str:
        """Store a vector of int64."""
        return self.constant(np.array(values, dtype=np.int64))

    def number(self, value: float) -> str:
        """Store one float32."""
        return self.constant(np.array(value, dtype=np.float32))

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Apply an operator with one output."""
        name = self._fresh(kind.lower())
        self._nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def several(self, kind: str, outputs: int, *inputs: str, **attributes: Any) -> list[str]:
        """Apply an operator with so many outputs."""
        names = [self._fresh(kind.lower()) for _ in range(outputs)]
        self._nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names

    def choose(
        self, condition: str, then: Callable[[], Sequence[str]], otherwise: Callable[[], Sequence[str]]
    ) -> list[str]:
        """Compute one of two lists of float32 tensors; nothing is computed for the other."""
        branches = {}
        for label, write in (("then_branch", then), ("else_branch", otherwise)):
            outside, self._nodes = self._nodes, []
            made = [self.op("Identity", tensor) for tensor in write()]
            outputs = [helper.make_tensor_value_info(name, FLOAT, None) for name in made]
            branches[label] = helper.make_graph(self._nodes, label, [], outputs)
            self._nodes = outside
        names = [self._fresh("if") for _ in made]
        self._nodes.append(helper.make_node("If", [condition], names, **branches))
        return names

    def cast(self, tensor: str, kind: int) -> str:
        """Change the element type."""
        return self.op("Cast", tensor, to=kind)

    def expand_rows(self, starts: str, rows: str) -> tuple[str, str]:
        """Walk compressed sparse rows: for each of ``rows`` [n] its stored elements, one after another.

        Args:
            starts: int64 [R + 1], where each row starts.
            rows: int64 [n], rows to walk; a row may be empty, and so may the list.

        Returns:
            ``owner`` int64 [m], which of the n rows each element belongs to, and ``element`` int64 [m],
            where it is stored.
        """
        begins = self.take(starts, rows)
        ends = self.take(starts, self.op("Add", rows, self.ints(1)))
        lengths = self.op("Sub", ends, begins)
        finished = self.op("CumSum", lengths, self.constant(np.array(0, dtype=np.int64)))
        total = self.op("ReduceSum", lengths, keepdims=1)
        # A one where each row has ended: summed up, they count the rows that ended before an element.
        marks = self.op(
            "ScatterElements",
            self.zeros(self.op("Add", total, self.ints(1)), np.int64),
            finished,
            self.op("Expand", self.ints(1), self.op("Shape", rows)),
            reduction="add",
        )
        counted = self.op("CumSum", marks, self.constant(np.array(0, dtype=np.int64)))
        owner = self.op("Slice", counted, self.ints(0), total)
        place = self.counting(total)
        # Where the row's stored elements start, less what was walked before it: one gather instead of two.
        shift = self.op("Sub", begins, self.op("Sub", finished, lengths))
        element = self.op("Add", place, self.take(shift, owner))
        return owner, element

    def counting(self, many: str) -> str:
        """0, 1, … below ``many`` [1]: int64 [many]."""
        zero, one = (self.constant(np.array(value, dtype=np.int64)) for value in (0, 1))
        return self.op("Range", zero, self.op("Squeeze", many), one)

    def take(self, values: str, places: str) -> str:
        """The values [n] at some places [m]; ONNX Runtime does it ten times as fast as the general ``Gather``."""
        return self.op("GatherElements", values, places, axis=0)

    def zeros(self, shape: str, dtype: type[np.generic]) -> str:
        """Zeros of a shape known only at run time."""
        value = numpy_helper.from_array(np.zeros(1, dtype=dtype))
        return self.op("ConstantOfShape", shape, value=value)

    def build(self) -> onnx.ModelProto:
        """Assemble and check the model."""
        graph = helper.make_graph(self._nodes, self._name, self._inputs, self._outputs, self._constants)
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(graph, opset_imports=[opset], producer_name="hoofbeat", ir_version=9)
        onnx.checker.check_model(model, full_check=True)
        return model

    def _fresh(self, stem: str) -> str:
        self._count += 1
        return f"{stem}_{self._count}"
