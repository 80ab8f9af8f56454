"""Answers of the service without what no two of them share."""

from typing import Any

from hoofbeat.domain.prediction import read_prediction_id, short_of


def untraced(answer: dict[str, Any]) -> dict[str, Any]:
    """A differential without its id, which must name the bundle that answered."""
    rest = dict(answer)
    assert read_prediction_id(rest.pop("prediction_id")).short == short_of(answer["bundle"])
    return rest
