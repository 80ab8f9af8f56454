"""The elements of FHIR that are read, held to R4 by models of our own, where ``fhir.resources`` is not installed.

An element that nobody reads is dropped, sound or not; what is left has the types that the readers rely on. Source:
https://hl7.org/fhir/R4/datatypes.html and the page of each resource. A missing ``subject`` is no fault here: what is
sent with a question is of one patient.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.fhir.faults import code_problems, described
from hoofbeat.sources.fhir.releases import HINT, other_release
from hoofbeat.sources.fhir.values import Json

_YEAR = r"(?:[0-9](?:[0-9](?:[0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)"
_DAY = rf"{_YEAR}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
_TIME = (
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
)
_DATE = re.compile(_DAY, re.ASCII)
_DATE_TIME = re.compile(rf"{_DAY}(?:(?<=-\d\d-\d\d){_TIME})?", re.ASCII)

#: A name, an answer or a code is shorter; what stands beyond is a narrative, and is not read.
_LONGEST = 1000


def _on_calendar(form: re.Pattern[str], kind: str, text: str) -> str:
    """The text, if it has the form and the calendar has the day."""
    sound = form.fullmatch(text) is not None
    if sound and len(text) >= len("2020-01-01"):
        try:
            date.fromisoformat(text[:10])
        except ValueError:
            sound = False
    if not sound:
        raise PydanticCustomError(f"{kind}_type", "not a date")
    return text


FhirDate = Annotated[str, AfterValidator(lambda text: _on_calendar(_DATE, "date", text))]
FhirDateTime = Annotated[str, AfterValidator(lambda text: _on_calendar(_DATE_TIME, "datetime", text))]
FhirText = Annotated[str, AfterValidator(lambda text: text[:_LONGEST])]
FhirId = Annotated[str, Field(pattern=r"^[A-Za-z0-9\-.]{1,64}$")]
FhirDecimal = Annotated[float, Field(allow_inf_nan=False)]
FhirInteger = Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]
#: Of what nobody reads only that it is there.
FhirUnread = Annotated[bool, BeforeValidator(lambda _: True)]


class ElementsError(RecordError):
    """Elements that are read are missing or malformed.

    Args:
        problems: path of each, and what is wrong with it; never what it says.
    """

    HINT: ClassVar[str] = "correct the elements named, then send it again"

    def __init__(self, problems: Sequence[tuple[str, str]], *, hint: str = HINT) -> None:
        super().__init__("; ".join(f"{path}: {message}" for path, message in problems), hint=hint)
        self.problems = tuple(problems)


class _Element(BaseModel):
    model_config = ConfigDict(strict=True, alias_generator=to_camel, extra="ignore")


class CodingElement(_Element):
    """One code of a code system."""

    system: FhirText | None = None
    code: FhirText | None = None
    display: FhirText | None = None


class _Extended(_Element):
    extension: "list[ExtensionElement]" = []
    modifier_extension: FhirUnread = False


class ConceptElement(_Extended):
    """A CodeableConcept."""

    coding: "list[ExtendedCoding]" = []
    text: FhirText | None = None


class QuantityElement(_Element):
    """A number in a unit; also an Age."""

    value: FhirDecimal | None = None
    comparator: FhirText | None = None
    unit: FhirText | None = None
    system: FhirText | None = None
    code: FhirText | None = None


class PeriodElement(_Element):
    """From when to when."""

    start: FhirDateTime | None = None
    end: FhirDateTime | None = None


class RangeElement(_Element):
    """From which quantity to which."""

    low: QuantityElement | None = None
    high: QuantityElement | None = None


class ReferenceElement(_Element):
    """What another resource is called."""

    reference: FhirText | None = None
    type: FhirText | None = None


class _Valued(_Element):
    """Whatever has ``value[x]``."""

    value_boolean: bool | None = None
    value_codeable_concept: ConceptElement | None = None
    value_string: FhirText | None = None
    value_integer: FhirInteger | None = None
    value_quantity: QuantityElement | None = None
    value_date_time: FhirDateTime | None = None
    value_period: PeriodElement | None = None
    value_time: str | None = None
    value_range: RangeElement | None = None
    value_ratio: FhirUnread = False
    value_sampled_data: FhirUnread = False


class ExtensionElement(_Valued):
    """An extension of one level."""

    url: FhirText
    value_coding: CodingElement | None = None
    value_code: FhirText | None = None


class ExtendedCoding(CodingElement):
    """A coding with what Germany's records say of its certainty."""

    extension: list[ExtensionElement] = []


class _Resource(_Extended):
    resource_type: str
    id: FhirId | None = None
    meta: "MetaElement | None" = None


class MetaElement(_Element):
    """The version of a resource."""

    version_id: str | None = None


class PatientResource(_Resource):
    """The elements read of a Patient."""

    gender: str | None = None
    birth_date: FhirDate | None = None


class DiagnosisElement(_Extended):
    """One entry of ``Encounter.diagnosis``."""

    condition: ReferenceElement | None = None
    use: ConceptElement | None = None
    rank: FhirInteger | None = None


class EncounterResource(_Resource):
    """The elements read of an Encounter."""

    status: str
    class_: CodingElement | None = Field(default=None, alias="class")
    subject: ReferenceElement | None = None
    period: PeriodElement | None = None
    diagnosis: list[DiagnosisElement] = []
    reason_code: list[ConceptElement] = []
    reason_reference: list[ReferenceElement] = []


class ConditionResource(_Resource):
    """The elements read of a Condition."""

    subject: ReferenceElement | None = None
    encounter: ReferenceElement | None = None
    code: ConceptElement | None = None
    category: list[ConceptElement] = []
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


class _Answer(_Valued, _Extended):
    """A question with its answer."""

    code: ConceptElement
    data_absent_reason: ConceptElement | None = None
    interpretation: list[ConceptElement] = []


class SpecimenElement(_Element):
    """A contained specimen, and whose it is."""

    resource_type: str | None = None
    id: str | None = None
    subject: ReferenceElement | None = None


class ObservationResource(_Answer, _Resource):
    """The elements read of an Observation."""

    status: str
    subject: ReferenceElement | None = None
    encounter: ReferenceElement | None = None
    focus: list[ReferenceElement] = []
    category: list[ConceptElement] = []
    effective_date_time: FhirDateTime | None = None
    effective_instant: FhirDateTime | None = None
    effective_period: PeriodElement | None = None
    issued: FhirDateTime | None = None
    body_site: ConceptElement | None = None
    specimen: ReferenceElement | None = None
    contained: list[SpecimenElement] = []
    has_member: FhirUnread = False
    component: list[_Answer] = []


_MODELS: dict[str, type[_Resource]] = {
    "Patient": PatientResource,
    "Encounter": EncounterResource,
    "Condition": ConditionResource,
    "Observation": ObservationResource,
}
ConceptElement.model_rebuild()
for _model in _MODELS.values():
    _model.model_rebuild()


def is_date_time(text: str) -> bool:
    """Whether a text is a dateTime of FHIR."""
    try:
        _on_calendar(_DATE_TIME, "datetime", text)
    except PydanticCustomError:
        return False
    return True


def elements_read(resource: Json, where: str) -> Json:
    """The elements of a resource that are read, each of the type that FHIR R4 gives it; those not stated are left out.

    Args:
        resource: a Patient, Encounter, Condition or Observation, without nulls.
        where: its place, for the reason (``entry[3]``).

    Raises:
        ElementsError: an element that is read is missing or malformed.
        RecordError: the resource is of another release.
    """
    kind: str = resource["resourceType"]
    if (release := other_release(resource)) is not None:
        raise RecordError(f"{where} {release}", hint=HINT)
    problems: list[tuple[str, str]] = []
    read: Json = {}
    try:
        read = _MODELS[kind].model_validate(resource).model_dump(by_alias=True, exclude_unset=True)
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=False, include_input=False)
        problems = [described(kind, problem["loc"], problem["type"]) for problem in told]
    problems = list(dict.fromkeys(problems)) or code_problems(kind, read)
    if problems:
        raise ElementsError([(f"{where} {path}", message) for path, message in problems])
    return read
