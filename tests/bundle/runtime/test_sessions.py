"""What a session of a graph keeps."""

import sys

import numpy as np
import onnx
from onnx import TensorProto, helper

from hoofbeat.bundle.runtime.sessions import run, session_of


def doubling() -> bytes:
    given, told = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [None]) for name in ("given", "told"))
    graph = helper.make_graph([helper.make_node("Add", ["given", "given"], ["told"])], "doubling", [given], [told])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model.SerializeToString()


def test_the_bytes_of_a_graph_are_let_go() -> None:
    graph = doubling()
    held = sys.getrefcount(graph)
    session = session_of(graph)
    assert sys.getrefcount(graph) == held
    assert run(session, given=np.float32([1, 2]))["told"].tolist() == [2, 4]
