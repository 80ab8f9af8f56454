"""The last step of every answer: it leaves without the case's own id, and with one that it is traced by."""

from typing import Any

from hoofbeat.domain.differential import Differential
from hoofbeat.domain.prediction import new_prediction_id


def identified(answer: Differential, **changes: Any) -> Differential:
    """The answer as it is sent.

    Args:
        answer: what the bundle answered.
        changes: fields that are told otherwise.
    """
    named = {"case_id": None, "prediction_id": new_prediction_id(answer.bundle)}
    return answer.model_copy(update=named | changes)
