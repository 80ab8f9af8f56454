"""The part of the API that keeps cases: register, list, open, confirm, correct, withdraw.

A change names in its body the ``revision`` that it was made on; where the case has changed since, 409 refuses it.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from hoofbeat.cases.records import Status
from hoofbeat.serving.api.routes import Metrics
from hoofbeat.serving.cases.access import CaseKeeping, case_keeping, told, who_acts
from hoofbeat.serving.cases.answers import CaseLine, CaseListAnswer, KeptCaseAnswer, case_answer
from hoofbeat.serving.cases.schemas import CaseRequest, ConfirmationRequest, CorrectionRequest, WithdrawalRequest
from hoofbeat.serving.cases.site_ids import require_known
from hoofbeat.serving.http.body import StrictRoute
from hoofbeat.serving.http.problems import Problem

_BODY: dict[int | str, dict[str, Any]] = {
    413: {"model": Problem, "description": "The body is larger than the service reads."},
    415: {"model": Problem, "description": "The body is not sent as JSON."},
}
_CHANGE: dict[int | str, dict[str, Any]] = {
    **_BODY,
    409: {"model": Problem, "description": "The case has changed since this revision, or may not change in this way."},
}

router = APIRouter(
    prefix="/v1/cases",
    tags=["cases"],
    route_class=StrictRoute,
    responses={
        404: {"model": Problem, "description": "This service keeps no cases, or none of this id."},
        422: {"model": Problem, "description": "The request cannot be used; each field says how to mend it."},
        503: {"model": Problem, "description": "The database does not answer, or no bundle is loaded."},
    },
)

Store = Annotated[CaseKeeping, Depends(case_keeping)]
Who = Annotated[str, Depends(who_acts)]


@router.post("", status_code=201, summary="Register a case", responses={**_BODY, 409: _CHANGE[409]})
def register(asked: CaseRequest, store: Store, who: Who, request: Request, response: Response) -> KeptCaseAnswer:
    """Keep a case, without a diagnosis: what was entered for the differential may be sent as it stands.

    The answer holds the id, which nobody can guess, and `Location` its address. Nothing tells whose case it is: one
    finds it again by date, age, sex and number of findings.
    """
    require_known(request, asked)
    with told():
        kept = store.register(
            asked.statement(), who=who, same_patient_as=asked.same_patient_as, prediction_id=asked.prediction_id
        )
    response.headers["Location"] = f"/v1/cases/{kept.case_id}"
    return case_answer(kept)


@router.get("", summary="List cases")
def listed(
    store: Store,
    who: Who,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="`next` of the page before.")] = None,
    status: Annotated[Status | None, Query(description="Only those that stand so.")] = None,
) -> CaseListAnswer:
    """The last registered first, a page at a time."""
    with told():
        found = store.listed(who=who, limit=limit + 1, before=before, status=status)
    page = found[:limit]
    lines = [CaseLine.model_validate(case._asdict()) for case in page]
    return CaseListAnswer(cases=lines, next=page[-1].number if len(found) > limit else None)


@router.get("/{case_id}", summary="Open a case")
def opened(case_id: str, store: Store, who: Who) -> KeptCaseAnswer:
    """The case as it stands, and its history."""
    with told():
        return case_answer(store.get(case_id, who=who))


@router.post("/{case_id}/diagnosis", summary="Confirm the diagnosis", responses=_CHANGE)
def confirm(
    case_id: str, asked: ConfirmationRequest, store: Store, who: Who, metrics: Metrics, request: Request
) -> KeptCaseAnswer:
    """Say which diagnosis was confirmed, weeks or months later, and by what: the case may then teach a model."""
    require_known(request, None, asked)
    with told():
        kept = store.confirm(case_id, asked.revision, asked.confirmed(), who=who)
    metrics.case_feedback("confirmed")
    return case_answer(kept)


@router.put("/{case_id}", summary="Correct a case", responses=_CHANGE)
def correct(
    case_id: str, asked: CorrectionRequest, store: Store, who: Who, metrics: Metrics, request: Request
) -> KeptCaseAnswer:
    """State the whole case as it should be. One that was withdrawn by mistake comes back."""
    require_known(request, asked, asked.diagnosis)
    diagnosis = asked.diagnosis.confirmed() if asked.diagnosis else None
    with told():
        kept = store.correct(
            case_id, asked.revision, asked.statement(), diagnosis, who=who, same_patient_as=asked.same_patient_as
        )
    metrics.case_feedback("corrected")
    return case_answer(kept)


@router.post("/{case_id}/withdrawal", summary="Withdraw a case", responses=_CHANGE)
def withdraw(case_id: str, asked: WithdrawalRequest, store: Store, who: Who, metrics: Metrics) -> KeptCaseAnswer:
    """Take a case back: gold lists it no longer, and the next training does not know it."""
    with told():
        kept = store.withdraw(case_id, asked.revision, asked.reason, who=who)
    metrics.case_feedback("withdrawn")
    return case_answer(kept)
