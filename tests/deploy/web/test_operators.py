"""A graph with an operator that the runtime for the web lacks is found, and the operator named.

Mirrors: deploy/web/node.mjs
"""

import json
import subprocess
from pathlib import Path

import pytest

onnx = pytest.importorskip("onnx", reason="onnx is not installed: it writes the graphs")

NODE_RUNNER = Path(__file__).parents[3] / "deploy/web/node.mjs"


def write_graph(path: Path, operator: str, domain: str, kind: int) -> None:
    """One operator on a 2 × 2 matrix."""
    shape = [2, 2]
    node = onnx.helper.make_node(operator, ["x"], ["y"], domain=domain)
    value = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph([node], "small", [value("x", kind, shape)], [value("y", kind, None)])
    opsets = [onnx.helper.make_opsetid("", 20), *([onnx.helper.make_opsetid(domain, 1)] if domain else [])]
    onnx.save(onnx.helper.make_model(graph, opset_imports=opsets, ir_version=10), path)


def open_in_node(node: str, tools: Path, folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    order = folder / "order.json"
    order.write_text(json.dumps({"graphs": [name], "ids": [], "cases": []}))
    command = [node, str(NODE_RUNNER), str(tools), str(folder), str(order), str(folder / "answers.json")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("operator", "domain", "kind"),
    [
        pytest.param("Arachnodactyly", "org.example.invented", onnx.TensorProto.FLOAT, id="made-up operator"),
        pytest.param("Det", "", onnx.TensorProto.DOUBLE, id="operator without a kernel for its type"),
    ],
)
def test_an_operator_that_it_lacks_is_named(
    operator: str, domain: str, kind: int, node: str, tools: Path, tmp_path: Path
) -> None:
    write_graph(tmp_path / "findings.onnx", operator, domain, kind)
    done = open_in_node(node, tools, tmp_path, "findings")
    assert done.returncode == 1
    assert "findings.onnx cannot be opened by this runtime" in done.stderr
    assert operator in done.stderr


def test_an_operator_that_it_has_is_opened(node: str, tools: Path, tmp_path: Path) -> None:
    write_graph(tmp_path / "findings.onnx", "Det", "", onnx.TensorProto.FLOAT)
    done = open_in_node(node, tools, tmp_path, "findings")
    assert (done.returncode, done.stderr) == (0, "")
