"""The graphs of a bundle, run by ONNX Runtime."""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

Array = NDArray[np.float32]


def session_of(graph: bytes | Path) -> Any:
    """A session of a graph; threads may share it."""
    options = onnxruntime.SessionOptions()
    # One case is little work: threads would cost more than they give, and requests already run side by side.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # An arena never gives back what the largest case needed, and asks for more than that. Without one, cases of up to
    # some thirty findings take as long.
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    # It keeps the graph's bytes, a tenth of a service's memory, to begin anew with another provider. There is none.
    session._model_bytes = None
    return session


def run(session: Any, **inputs: NDArray[Any]) -> dict[str, Array]:
    """Outputs of a graph by name."""
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs), strict=True))
