"""The resources of FHIR R4 that are read, of each the elements that are read (https://hl7.org/fhir/R4/resourcelist.html)."""

from pydantic import Field

from hoofbeat.sources.fhir.asked.datatypes import (
    CodingElement,
    ConceptElement,
    Element,
    Extended,
    PeriodElement,
    QuantityElement,
    RangeElement,
    ReferenceElement,
    Valued,
)
from hoofbeat.sources.fhir.asked.primitives import FhirDate, FhirDateTime, FhirId, FhirInteger, FhirText, FhirUnread


class MetaElement(Element):
    """The version of a resource."""

    version_id: str | None = None


class ReadResource(Extended):
    """What every resource has."""

    resource_type: str
    id: FhirId | None = None
    meta: MetaElement | None = None


class PatientResource(ReadResource):
    """The elements read of a Patient."""

    gender: str | None = None
    birth_date: FhirDate | None = None


class DiagnosisElement(Extended):
    """One entry of ``Encounter.diagnosis``."""

    condition: ReferenceElement | None = None
    use: ConceptElement | None = None
    rank: FhirInteger | None = None


class EncounterResource(ReadResource):
    """The elements read of an Encounter."""

    status: str
    class_: CodingElement | None = Field(default=None, alias="class")
    subject: ReferenceElement | None = None
    period: PeriodElement | None = None
    diagnosis: list[DiagnosisElement] | None = None
    reason_code: list[ConceptElement] | None = None
    reason_reference: list[ReferenceElement] | None = None


class ConditionResource(ReadResource):
    """The elements read of a Condition."""

    subject: ReferenceElement | None = None
    encounter: ReferenceElement | None = None
    code: ConceptElement | None = None
    category: list[ConceptElement] | None = None
    verification_status: ConceptElement | None = None
    clinical_status: ConceptElement | None = None
    recorded_date: FhirDateTime | None = None
    onset_date_time: FhirDateTime | None = None
    onset_age: QuantityElement | None = None
    abatement_date_time: FhirDateTime | None = None
    abatement_age: QuantityElement | None = None
    abatement_period: PeriodElement | None = None
    abatement_range: RangeElement | None = None
    abatement_string: FhirText | None = None
    evidence: FhirUnread = False


class AnswerElement(Valued, Extended):
    """A question with its answer."""

    code: ConceptElement
    data_absent_reason: ConceptElement | None = None
    interpretation: list[ConceptElement] | None = None


class SpecimenElement(Element):
    """A contained specimen, and whose it is."""

    resource_type: str | None = None
    id: str | None = None
    subject: ReferenceElement | None = None


class ObservationResource(AnswerElement, ReadResource):
    """The elements read of an Observation."""

    status: str
    subject: ReferenceElement | None = None
    encounter: ReferenceElement | None = None
    focus: list[ReferenceElement] | None = None
    category: list[ConceptElement] | None = None
    effective_date_time: FhirDateTime | None = None
    effective_instant: FhirDateTime | None = None
    effective_period: PeriodElement | None = None
    issued: FhirDateTime | None = None
    body_site: ConceptElement | None = None
    specimen: ReferenceElement | None = None
    contained: list[SpecimenElement] | None = None
    has_member: FhirUnread = False
    component: list[AnswerElement] | None = None


MODELS: dict[str, type[ReadResource]] = {
    "Patient": PatientResource,
    "Encounter": EncounterResource,
    "Condition": ConditionResource,
    "Observation": ObservationResource,
}
