#!/usr/bin/env bash
# onnxruntime 1.32.0 (CPU): a graph of two outputs is asked for one of them. Both are computed, and they are as well with
# RunOptions.only_execute_path_to_fetches, which the API's description says is there for just this: the option is accepted, can be
# read back, and has no effect. Its maintainers say that only training builds know it (issue 16013 of microsoft/onnxruntime, 2023).
#
# Whoever puts explanations beside a prediction and leaves them out of the outputs pays for them with every answer: the shares of
# ours took a quarter of the graph that ranks.
#
# What we do: what nobody reads stands in the branch of an If, by an input that says whether it is wanted; that does skip it.
source "$(dirname "$0")/in_fresh_environment.sh" onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6

python - <<'PYTHON'
import json

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

SIDE = 200


def tensor(name, kind=TensorProto.FLOAT, shape=(SIDE, SIDE)):
    return helper.make_tensor_value_info(name, kind, shape)


def computed(nodes, inputs, outputs, **given):
    """Names of the nodes that ran when only `cheap` was asked for."""
    graph = helper.make_graph(nodes, "g", inputs, outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    settings = onnxruntime.SessionOptions()
    settings.enable_profiling = True
    session = onnxruntime.InferenceSession(model.SerializeToString(), settings, providers=["CPUExecutionProvider"])
    options = onnxruntime.RunOptions()
    options.only_execute_path_to_fetches = True
    assert options.only_execute_path_to_fetches
    session.run(["cheap"], {"a": np.ones((SIDE, SIDE), np.float32), **given}, options)
    with open(session.end_profiling(), encoding="utf-8") as stream:
        events = json.load(stream)
    return {event["name"].removesuffix("_kernel_time") for event in events if event["name"].endswith("_kernel_time")}


cheap = helper.make_node("Neg", ["a"], ["cheap"], name="cheap")
dear = helper.make_node("MatMul", ["a", "a"], ["dear"], name="dear")
plain = computed([cheap, dear], [tensor("a")], [tensor("cheap"), tensor("dear")])
print(f"onnxruntime {onnxruntime.__version__}, asked for 'cheap' alone; computed: {sorted(plain)}")

then = helper.make_graph([helper.make_node("MatMul", ["a", "a"], ["product"], name="dear")], "then", [], [tensor("product")])
other = helper.make_graph([helper.make_node("Identity", ["a"], ["same"], name="same")], "else", [], [tensor("same")])
chosen = helper.make_node("If", ["wanted"], ["dear"], name="if", then_branch=then, else_branch=other)
wanted = tensor("wanted", TensorProto.BOOL, [])
guarded = computed([cheap, chosen], [tensor("a"), wanted], [tensor("cheap"), tensor("dear")], wanted=np.array(False))
print(f"behind an If that is false; computed: {sorted(guarded)}")

assert plain == {"cheap", "dear"}
assert "dear" not in guarded and "cheap" in guarded
PYTHON
