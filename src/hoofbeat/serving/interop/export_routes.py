"""The part of the API that writes a case as other programs read it."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from hoofbeat.serving.api.routes import Bundle
from hoofbeat.serving.http.body import StrictRoute
from hoofbeat.serving.http.documented import REFUSALS
from hoofbeat.serving.interop.examples import BUNDLE, PHENOPACKET
from hoofbeat.serving.interop.export_fhir import fhir_of
from hoofbeat.serving.interop.export_phenopacket import phenopacket_of
from hoofbeat.serving.interop.export_schemas import ExportRequest
from hoofbeat.serving.interop.named import ExportNames, release_of

router = APIRouter(prefix="/v1/export", tags=["export"], route_class=StrictRoute, responses=REFUSALS)


class FhirAnswer(JSONResponse):
    """A resource of FHIR in JSON."""

    media_type = "application/fhir+json"


def _example(written: dict[str, Any], media_type: str) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "object"}
    return {200: {"description": "The case.", "content": {media_type: {"schema": schema, "example": written}}}}


@router.post(
    "/phenopacket",
    summary="Write a case as a phenopacket",
    response_class=JSONResponse,
    responses=_example(PHENOPACKET, "application/json"),
)
def as_phenopacket(asked: ExportRequest, bundle: Bundle) -> JSONResponse:
    """A phenopacket of version 2.0, in JSON.

    Those suspected are interpretations in progress, a confirmed diagnosis is solved and stands in `diseases`. Nothing
    is kept, and nobody is named: `subject.id` is `patient`.
    """
    return JSONResponse(phenopacket_of(asked, _names(asked, bundle), release_of(bundle, "hpo")))


@router.post(
    "/fhir",
    summary="Write a case as a Bundle of FHIR R4",
    response_class=FhirAnswer,
    responses=_example(BUNDLE, FhirAnswer.media_type),
)
def as_fhir(asked: ExportRequest, bundle: Bundle) -> FhirAnswer:
    """A Bundle of FHIR R4 with a Patient, Observations for age, findings and measurements, and Conditions.

    Those suspected are Conditions of verification status `differential`, a confirmed diagnosis is `confirmed`. Nothing
    is kept, and nobody is named.
    """
    return FhirAnswer(fhir_of(asked, _names(asked, bundle)))


def _names(asked: ExportRequest, bundle: Bundle) -> ExportNames:
    confirmed = [asked.diagnosis.disease] if asked.diagnosis else []
    return ExportNames(bundle, (*asked.diseases, *confirmed))
