"""Cohort models as ONNX graphs: ``features`` float32 [n, F] in, ``probabilities`` float32 [n, C] out."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from hoofbeat.models.candidates import records

if TYPE_CHECKING:
    import onnx

#: Pinned, so that the same model gives the same graph, and graphs can be merged into one.
OPSET = {"": 17, "ai.onnx.ml": 3}


def to_onnx(pipeline: Pipeline, n_features: int) -> "onnx.ModelProto":
    """Convert a fitted pipeline of :func:`hoofbeat.models.candidates.build`.

    Args:
        pipeline: fitted on labels 0 … C-1.
        n_features: F, the columns it was fitted on.

    Returns:
        A graph with the one input ``features`` and the one output ``probabilities``, at ``OPSET``.
    """
    import onnx
    from skl2onnx import convert_sklearn
    from skl2onnx.common.data_types import FloatTensorType
    from skl2onnx.helpers.onnx_helper import select_model_inputs_outputs

    _register_converters()
    converted = convert_sklearn(
        pipeline,
        name="cohort",  # else a random one, and the same model would never have the same checksum
        initial_types=[("features", FloatTensorType([None, n_features]))],
        target_opset=OPSET,
        options={id(pipeline[-1]): {"zipmap": False}},
    )
    model: onnx.ModelProto = select_model_inputs_outputs(converted, "probabilities")
    shape: list[str | int | None] = ["n", len(pipeline.classes_)]
    model.graph.output[0].CopyFrom(onnx.helper.make_tensor_value_info("probabilities", onnx.TensorProto.FLOAT, shape))
    # Converters note the oldest opset that has their operators; they wrote for the pinned one.
    del model.opset_import[:]
    model.opset_import.extend(onnx.helper.make_opsetid(domain, version) for domain, version in OPSET.items())
    used = {name for node in model.graph.node for name in node.input}
    unused = [initializer for initializer in model.graph.initializer if initializer.name not in used]
    for initializer in unused:  # those of the label that was cut off
        model.graph.initializer.remove(initializer)
    onnx.checker.check_model(model)
    return model


def parity(model: "onnx.ModelProto", pipeline: Pipeline, features: NDArray[np.float32]) -> float:
    """Largest absolute difference of probability between graph and pipeline over ``features`` [n, F]."""
    import onnxruntime

    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (answer,) = session.run(["probabilities"], {"features": features})
    return float(np.abs(answer - pipeline.predict_proba(features)).max())


@cache
def _register_converters() -> None:
    """Teach skl2onnx our scaler and our imputer, and what the candidates have to teach it."""
    from skl2onnx import update_registered_converter
    from skl2onnx.operator_converters.imputer_op import convert_sklearn_imputer
    from skl2onnx.operator_converters.scaler_op import convert_sklearn_scaler
    from skl2onnx.shape_calculators.imputer import calculate_sklearn_imputer_output_shapes
    from skl2onnx.shape_calculators.scaler import calculate_sklearn_scaler_output_shapes

    from hoofbeat.features.filling import NumberImputer
    from hoofbeat.features.scaling import NumberScaler

    update_registered_converter(
        NumberImputer, "SklearnImputer", calculate_sklearn_imputer_output_shapes, convert_sklearn_imputer
    )
    update_registered_converter(
        NumberScaler,
        "SklearnRobustScaler",
        calculate_sklearn_scaler_output_shapes,
        convert_sklearn_scaler,
        options={"div": ["std", "div", "div_cast"]},
    )
    for record in records().values():
        if record.teach_converter:
            record.teach_converter()
