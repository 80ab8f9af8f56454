"""The part of the API that says how to go on: what to ask next, when to stop, and who should see the patient."""

from fastapi import APIRouter, Request

from hoofbeat.domain.next_steps import NextSteps
from hoofbeat.serving.api.going_on_schemas import NextStepsRequest
from hoofbeat.serving.api.ranking import same_sitting
from hoofbeat.serving.api.responses import ASKS, BODY
from hoofbeat.serving.api.routes import Bundle
from hoofbeat.serving.http.body import StrictRoute

router = APIRouter(prefix="/v1", tags=["differential"], route_class=StrictRoute, responses=ASKS)


@router.post("/next-findings", summary="How to go on: ask, examine, test, stop, refer", responses=BODY)
def next_findings(asked: NextStepsRequest, request: Request, bundle: Bundle) -> NextSteps:
    """The findings whose answer is expected to tell most, by body system and by what it takes to learn them.

    `cost`: `ask` (patient, family or record tell), `examine` (at the bedside), `test` (laboratory, imaging, ECG, EEG,
    pathology). `stop` says that asking on would tell little, and `stop_reason` why. `referral` suggests who should see
    the patient: `now`, `soon`, or `genetics`, because of the diseases it names. `docs/going-on.md` says by
    which rules, and what was measured.
    """
    case = asked.case(request.app.state.settings.altitude)
    return same_sitting(
        request, bundle, lambda by: by.next_steps(case, circumstances=asked.circumstances, limit=asked.limit)
    )
