"""The services of CDS Hooks: discovery, call, feedback."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Request

from hoofbeat.domain.circumstances import Circumstances, Setting
from hoofbeat.domain.errors import InputError
from hoofbeat.serving.api.routes import Bundle, Metrics
from hoofbeat.serving.hooks.cards import LINES, card_of, card_of_nothing
from hoofbeat.serving.hooks.discovery import SERVICES, CdsServices, services
from hoofbeat.serving.hooks.prefetch import prefetched
from hoofbeat.serving.hooks.schemas import FeedbackRequest, HookRequest, HookResponse
from hoofbeat.serving.hooks.words import language_of
from hoofbeat.serving.http.body import StrictRoute
from hoofbeat.serving.http.documented import REFUSALS, refusal
from hoofbeat.serving.http.problems import UNUSABLE, FieldProblem, Refusal
from hoofbeat.serving.interop.answers import ranked
from hoofbeat.serving.interop.options import RecordOptions

#: Addresses whose body holds a patient's record.
RECORDS = ("/cds-services/{service_id}",)

_UNKNOWN: dict[int | str, dict[str, Any]] = {404: refusal("There is no such service.")}

router = APIRouter(prefix="/cds-services", tags=["CDS Hooks"], route_class=StrictRoute)

Accepted = Annotated[
    str | None, Header(alias="Accept-Language", description="Language of what is shown: English or Spanish.")
]


@router.get("", summary="Which services there are", responses={422: REFUSALS[422]})
def discovery(accepted: Accepted = None) -> CdsServices:
    """One service for each hook, and what a record system is asked to send along."""
    return services(language_of(accepted))


@router.post(
    "/{service_id}",
    summary="A differential for the patient whose record is open",
    response_model_exclude_none=True,
    responses={
        **REFUSALS,
        **_UNKNOWN,
        412: refusal("The prefetch lacks what the service needs; nothing is fetched."),
    },
)
def call(
    service_id: str,
    asked: HookRequest,
    request: Request,
    bundle: Bundle,
    metrics: Metrics,
    accepted: Accepted = None,
) -> HookResponse:
    """One card with the leading diseases, or none where the record holds nothing that speaks for any.

    Where the record came in part, the card says so first, also if nothing of that part speaks for any disease.

    Asked as where the encounter takes place (`Encounter.class`), else as in primary care. The record is answered and
    forgotten: `fhirServer` is never called, `fhirAuthorization` never read.
    """
    service = next((one for one in SERVICES if one.id == service_id), None)
    if service is None:
        raise _no_service()
    if asked.hook != service.hook:
        error = FieldProblem(
            field="hook", message="this is not the hook of the service", hint="GET /cds-services names each one's hook"
        )
        raise Refusal(422, UNUSABLE, [error])
    patient, partial = prefetched(asked, request.app.state.settings.altitude, date.today())
    language, page = language_of(accepted), str(request.base_url)
    nothing = HookResponse(cards=[card_of_nothing(partial, language, page)] if partial else [])
    if patient is None:
        return nothing
    circumstances = Circumstances(setting=patient.setting or Setting.PRIMARY_CARE)
    try:
        answer = ranked(patient.case, bundle, metrics, circumstances, RecordOptions(top=LINES), request.app.state.turns)
    except InputError:
        return nothing
    return HookResponse(cards=[card_of(answer, language, page, partial)])


@router.post(
    "/{service_id}/feedback",
    summary="What became of a card",
    responses={**{status: told for status, told in REFUSALS.items() if status != 503}, **_UNKNOWN},
)
def feedback(service_id: str, asked: FeedbackRequest, metrics: Metrics) -> dict[str, int]:
    """Counted by outcome, and forgotten: neither the card nor a reason nor a comment is kept."""
    if all(one.id != service_id for one in SERVICES):
        raise _no_service()
    for one in asked.feedback:
        metrics.feedback(one.outcome)
    return {"received": len(asked.feedback)}


def _no_service() -> HTTPException:
    return HTTPException(404, "There is no such service → GET /cds-services lists those there are.")
