"""The part of the API that explains named diseases, wherever they stand."""

from fastapi import APIRouter, Request

from hoofbeat.domain.next_steps import ExplainedDiseases
from hoofbeat.serving.api.going_on_schemas import ExplanationRequest
from hoofbeat.serving.api.ranking import same_sitting
from hoofbeat.serving.api.responses import ASKS, BODY
from hoofbeat.serving.api.routes import Bundle
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.http.body import StrictRoute
from hoofbeat.serving.http.problems import FieldProblem, Refusal

router = APIRouter(prefix="/v1", tags=["differential"], route_class=StrictRoute, responses=ASKS)


@router.post("/explanation", summary="What speaks for and against named diseases", responses=BODY)
def explained(asked: ExplanationRequest, request: Request, bundle: Bundle) -> ExplainedDiseases:
    """Rank, probability and evidence of diseases that somebody thinks of, wherever they stand among all.

    Each is the line that an ungrouped differential of the same case has for it; two of them can so be compared finding
    by finding.
    """
    case = asked.case(request.app.state.settings.altitude)

    def explain(by: Diagnoser) -> ExplainedDiseases:
        if unknown := [place for place, any_id in enumerate(asked.diseases) if not by.knows(any_id)]:
            raise Refusal(422, "The request cannot be used as it is.", [_unknown(place) for place in unknown])
        return by.explain(case, asked.diseases, circumstances=asked.circumstances)

    return same_sitting(request, bundle, explain)


def _unknown(place: int) -> FieldProblem:
    return FieldProblem(
        field=f"diseases[{place}]",
        message="the catalogue has no disease of this id",
        hint="find it by name: /v1/diseases?q=…",
    )
