#!/usr/bin/env bash
# onnxruntime 1.32.0 (CPU): a session made from the bytes of a graph keeps these bytes for as long as it lives, beside the weights
# that it has copied out of them, although every provider that could be fallen back to is in use. A graph of 64 MB takes 128 MB
# until the session goes; made from a file it takes half of that, and answers the same. Its source has a remark that this is bad.
#
# Whoever checks a graph's bytes before using them (a signature, a checksum) hands over bytes, and pays for each graph twice:
# a tenth of the memory of our service.
#
# What we do: the session is told to let go of them (hoofbeat/bundle/runtime/sessions.py; a test counts who holds them).
source "$(dirname "$0")/in_fresh_environment.sh" onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6

python - <<'PYTHON'
import sys

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

SIDE = 4096
weights = numpy_helper.from_array(np.ones((SIDE, SIDE), np.float32), "weights")
given, told = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, SIDE]) for name in ("given", "told"))
nodes = [helper.make_node("MatMul", ["given", "weights"], ["told"])]
graph = helper.make_graph(nodes, "g", [given], [told], [weights])
data = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9).SerializeToString()
with open("graph.onnx", "wb") as stream:
    stream.write(data)
del weights, nodes, graph


def answer(session):
    return session.run(None, {"given": np.ones((1, SIDE), np.float32)})[0][0, 0]


before = sys.getrefcount(data)
of_bytes = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
holding = sys.getrefcount(data) - before
of_file = onnxruntime.InferenceSession("graph.onnx", providers=["CPUExecutionProvider"])
print(f"onnxruntime {onnxruntime.__version__}: {len(data) / 1e6:.0f} MB of graph, held {holding} time(s) more after the session was made")
assert answer(of_bytes) == answer(of_file) == SIDE
assert holding == 1

held = [name for name, value in vars(of_bytes).items() if value is data]
print(f"held as {held}; the session of a file holds {[name for name in held if vars(of_file)[name] is not None]}")
del of_bytes
print(f"after the session is gone: {sys.getrefcount(data) - before} time(s)")
assert sys.getrefcount(data) == before
PYTHON
