"""The answer of the finding search in the shape of the API."""

from hoofbeat.bundle.runtime.ask import Answer
from hoofbeat.bundle.runtime.quantities import TypedMeasurement
from hoofbeat.serving.api.answers import FindingAnswer, TypedMeasurementAnswer


def finding_answer(answer: Answer) -> FindingAnswer:
    """One line of the search's answer."""
    return FindingAnswer(
        id=answer.id,
        names=answer.names,
        matched=answer.matched,
        score=round(answer.score, 4),
        kind="measurement" if answer.measurements else "finding",
        excluded=answer.excluded,
        weak=answer.weak,
        measurements=[_measurement(item) for item in answer.measurements],
    )


def _measurement(item: TypedMeasurement) -> TypedMeasurementAnswer:
    return TypedMeasurementAnswer(
        code=item.code,
        names=item.analyte.names,
        value=item.value,
        unit=item.unit,
        unit_typed=item.unit_typed,
    )
