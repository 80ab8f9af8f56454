"""A bundle that is whole, signed and answers what it is tried by, and fails on what patients have."""

from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

from hoofbeat.bundle.runtime.manifest import MANIFEST, FileSeal, Manifest
from small_bundles import change_manifest

_GRAPH = "findings.onnx"


def fails_on_many(folder: Path, most: int) -> Path:
    """Let its graph fail where more than ``most`` findings were observed: it looks beside the end of a table."""
    model = onnx.load(folder / _GRAPH)
    graph = model.graph
    told = graph.output[0].name
    for node in graph.node:
        node.output[:] = [f"{name}_before" if name == told else name for name in node.output]
        node.input[:] = [f"{name}_before" if name == told else name for name in node.input]
    kind = graph.output[0].type.tensor_type.elem_type
    table = numpy_helper.from_array(np.zeros(most + 1, dtype=helper.tensor_dtype_to_np_dtype(kind)), "beside_table")
    graph.initializer.append(table)
    graph.node.extend(
        [
            helper.make_node("Size", ["observed"], ["beside_place"]),
            helper.make_node("Gather", ["beside_table", "beside_place"], ["beside_zero"]),
            helper.make_node("Add", [f"{told}_before", "beside_zero"], [told]),
        ]
    )
    onnx.save(model, folder / _GRAPH)
    files = dict(Manifest.model_validate_json((folder / MANIFEST).read_bytes()).model_dump()["files"])
    files[_GRAPH] = FileSeal.of(folder / _GRAPH).model_dump()
    change_manifest(folder, files=files)
    return folder
