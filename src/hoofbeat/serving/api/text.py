"""The part of the API that reads notes: findings with their places, and from the text to the differential."""

from fastapi import APIRouter, Request

from hoofbeat.serving.api.extracted import case_of, extraction_answer
from hoofbeat.serving.api.note_schemas import (
    ExtractionAnswer,
    ExtractionRequest,
    NoteDifferential,
    NoteDifferentialRequest,
)
from hoofbeat.serving.api.predictions import identified
from hoofbeat.serving.api.responses import ASKS, BODY
from hoofbeat.serving.api.routes import Answers, Metrics
from hoofbeat.serving.http.body import StrictRoute
from hoofbeat.serving.http.problems import FieldProblem, Refusal
from hoofbeat.serving.turns import scoring
from hoofbeat.timings import timed

router = APIRouter(prefix="/v1", route_class=StrictRoute, responses=ASKS)


@router.post("/extraction", summary="Read findings from a note", tags=["text"], responses=BODY)
def extraction(asked: ExtractionRequest, answers: Answers) -> ExtractionAnswer:
    """Findings in English or Spanish with the words they came from, measurements, age and sex.

    Denied, uncertain and past findings and those of relatives are told apart. Everything is a proposal: a person should
    confirm it. The first note after a bundle was loaded takes some seconds.
    """
    with timed("read"):
        read = answers.extractor.extract(asked.text, asked.lang)
    return extraction_answer(read, answers.diagnoser.lexicon, answers.diagnoser.version)


@router.post("/differential/text", summary="From a note to the differential", tags=["differential"], responses=BODY)
def text_differential(
    asked: NoteDifferentialRequest, request: Request, answers: Answers, metrics: Metrics
) -> NoteDifferential:
    """Read a note and rank diseases for the case that it tells, unconfirmed.

    Present findings are observed, absent ones excluded; `warnings` says how many were left out as uncertain, past or of
    relatives. `age` and `sex` of the request count before those of the note.
    """
    diagnoser = answers.diagnoser
    with timed("read"):
        read = answers.extractor.extract(asked.text, asked.lang)
    case, warnings = case_of(read, asked, request.app.state.settings.altitude)
    if not case.findings and not case.measurements:
        raise Refusal(422, "The request cannot be used as it is.", [_nothing_told(warnings)])
    with scoring(request):
        answer = diagnoser.differential(
            case, circumstances=asked.circumstances, top=asked.top, explain=asked.explain, grouped=asked.grouped
        )
    answer = identified(answer, warnings=(*warnings, *answer.warnings))
    metrics.differential(diagnoser, case, answer)
    return NoteDifferential(
        extraction=extraction_answer(read, diagnoser.lexicon, diagnoser.version), differential=answer
    )


def _nothing_told(warnings: list[str]) -> FieldProblem:
    only = f" ({'; '.join(warnings)})" if warnings else ""
    return FieldProblem(
        field="text",
        message=f"it tells of no finding that is present or absent, and of no measurement{only}",
        hint="name what the patient has in English or Spanish; /v1/extraction shows what is read",
    )
