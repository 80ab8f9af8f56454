#!/usr/bin/env bash
# onnxruntime 1.32.0 (CPU): ReduceLogSumExp over a whole vector adds the exponentials one after the other in float32, while ReduceSum
# adds them in lanes. Of a million normally distributed scores it is off by 5e-4, five times as far as ReduceMax, Sub, Exp, ReduceSum,
# Log and Add one after the other; of twenty million equal numbers it gives the logarithm of 2^24, where the sum stops growing,
# and the six operators give the right one. The one operator takes four times as long as the six, too.
#
# Whoever normalises scores of a long catalogue in a graph would take the operator that exists for it: log-sum-exp is what a mixture of
# rankings, a softmax's denominator and a log-likelihood are made of.
#
# What we do: the graph that ranks writes the six operators (hoofbeat/bundle/export/common.py, `_log_sum_exp`).
source "$(dirname "$0")/in_fresh_environment.sh" onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6

python - <<'PYTHON'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

AXIS = numpy_helper.from_array(np.array([0]), "axis")


def session(*nodes):
    made = [helper.make_node(kind, given, [name], **more) for kind, given, name, more in nodes]
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n"])
    told = helper.make_tensor_value_info("told", TensorProto.FLOAT, [])
    graph = helper.make_graph(made, "g", [given], [told], [AXIS])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


whole = {"keepdims": 0}
operator = session(("ReduceLogSumExp", ["x", "axis"], "told", whole))
written = session(
    ("ReduceMax", ["x", "axis"], "largest", whole),
    ("Sub", ["x", "largest"], "below", {}),
    ("Exp", ["below"], "shares", {}),
    ("ReduceSum", ["shares", "axis"], "sum", whole),
    ("Log", ["sum"], "log", {}),
    ("Add", ["log", "largest"], "told", {}),
)


def errors(x):
    exact = np.log(np.exp(x.astype(np.float64) - x.max()).sum()) + x.max()
    return [float(one.run(None, {"x": x})[0] - exact) for one in (operator, written)]


print(f"onnxruntime {onnxruntime.__version__}, errors of ReduceLogSumExp and of the six operators:")
drawn = errors((np.random.default_rng(0).normal(size=10**6) * 5).astype(np.float32))
print(f"  a million scores drawn: {drawn[0]:.1e}, {drawn[1]:.1e}")
assert abs(drawn[0]) > 2e-4 > abs(drawn[1])
equal = errors(np.zeros(2 * 10**7, np.float32))
print(f"  twenty million zeros: {equal[0]:.3f}, {equal[1]:.1e}; the logarithm of 2^24 is off by {np.log(2**24 / 2e7):.3f}")
assert abs(equal[0] - np.log(2**24 / 2e7)) < 1e-4 > abs(equal[1])
PYTHON
