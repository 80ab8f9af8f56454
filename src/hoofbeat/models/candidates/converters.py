"""How skl2onnx is taught to write an estimator."""

from typing import Any


def teach(estimator: type, alias: str, converter: Any) -> None:
    """Have skl2onnx write classifiers of a class by a converter.

    Args:
        estimator: the class.
        alias: the name skl2onnx knows it by; any other if it does not.
        converter: a function of scope, operator and container, as skl2onnx calls it.
    """
    from skl2onnx import update_registered_converter
    from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes

    update_registered_converter(
        estimator,
        alias,
        calculate_linear_classifier_output_shapes,
        converter,
        options={"nocl": [True, False], "zipmap": [True, False, "columns"]},
    )
