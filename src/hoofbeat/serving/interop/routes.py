"""The part of the API that takes records as other programs write them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from hoofbeat.domain.differential import Differential
from hoofbeat.serving.api.routes import Bundle, Metrics
from hoofbeat.serving.http.body import decoded, json_body, strict_json
from hoofbeat.serving.http.documented import REFUSALS, body_of
from hoofbeat.serving.interop.answers import ranked, told_as_problems
from hoofbeat.serving.interop.examples import BUNDLE, PHENOPACKET
from hoofbeat.serving.interop.options import RecordOptions
from hoofbeat.sources.fhir.asked.patient import patient_now
from hoofbeat.sources.phenopacket.reading import case_of

#: Addresses whose body is a whole record.
RECORDS = ("/v1/differential/phenopacket", "/v1/differential/fhir")

router = APIRouter(prefix="/v1/differential", tags=["differential"], responses=REFUSALS)

Options = Annotated[RecordOptions, Query()]
Body = Annotated[bytes, Depends(json_body)]


@router.post(
    "/phenopacket",
    summary="Rank diseases for a phenopacket",
    openapi_extra=body_of(
        "A phenopacket of version 2 or 1, in JSON.",
        {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string"},
                "subject": {"type": "object"},
                "phenotypicFeatures": {"type": "array", "items": {"type": "object"}},
                "measurements": {"type": "array", "items": {"type": "object"}},
            },
        },
        PHENOPACKET,
        "application/json",
    ),
)
def for_phenopacket(
    content: Body, options: Options, request: Request, bundle: Bundle, metrics: Metrics
) -> Differential:
    """Rank diseases for the patient of a [phenopacket](https://phenopacket-schema.readthedocs.io), version 2 or 1.

    Read are age, sex, `phenotypicFeatures`, and `measurements` by LOINC code. What is set aside stands in `warnings`,
    and so does a diagnosis that the packet states: it is not handed to the ranking.
    """
    altitude = request.app.state.settings.altitude if options.altitude is None else options.altitude
    with told_as_problems():
        case = case_of(decoded(content)).model_copy(update={"altitude": altitude})
        return ranked(case, bundle, metrics, options.circumstances(), options, request.app.state.turns)


@router.post(
    "/fhir",
    summary="Rank diseases for a patient's record in FHIR R4",
    openapi_extra=body_of(
        "A Bundle of FHIR R4 with one Patient and the Conditions, Observations and Encounters of that patient.",
        {
            "type": "object",
            "required": ["resourceType", "type"],
            "properties": {
                "resourceType": {"const": "Bundle"},
                "type": {"type": "string"},
                "entry": {"type": "array", "items": {"type": "object"}},
            },
        },
        BUNDLE,
        "application/fhir+json",
        "application/json",
    ),
)
def for_fhir(content: Body, options: Options, request: Request, bundle: Bundle, metrics: Metrics) -> Differential:
    """Rank diseases for the patient of a Bundle of FHIR R4.

    One Bundle is one patient. Of several encounters the latest that took place is the case: what was stated in any of
    them counts unless it is over, numbers only if they are of that encounter or of the week before. What is set aside
    stands in `warnings`, by code and never in words, and so does a diagnosis already made: it is not handed to the
    ranking. An element that is malformed is named by its entry; elements that nobody reads may be as they are.
    """
    altitude = request.app.state.settings.altitude if options.altitude is None else options.altitude
    with told_as_problems():
        read = patient_now([("", strict_json(content))], altitude=altitude)
        return ranked(read.case, bundle, metrics, options.circumstances(read.setting), options, request.app.state.turns)
