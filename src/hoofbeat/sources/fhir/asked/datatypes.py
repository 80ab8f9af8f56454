"""Complex types of FHIR R4, of each the elements that are read (https://hl7.org/fhir/R4/datatypes.html)."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from hoofbeat.sources.fhir.asked.primitives import FhirDateTime, FhirDecimal, FhirInteger, FhirText, FhirUnread


class Element(BaseModel):
    """Whatever is read strictly, under the names of FHIR, and drops what it does not know."""

    model_config = ConfigDict(strict=True, alias_generator=to_camel, extra="ignore")


class CodingElement(Element):
    """One code of a code system."""

    system: FhirText | None = None
    code: FhirText | None = None
    display: FhirText | None = None


class AnswerConcept(Element):
    """A CodeableConcept that is an answer: of its extensions none is read."""

    coding: list[CodingElement] | None = None
    text: FhirText | None = None


class QuantityElement(Element):
    """A number in a unit; also an Age."""

    value: FhirDecimal | None = None
    comparator: FhirText | None = None
    unit: FhirText | None = None
    system: FhirText | None = None
    code: FhirText | None = None


class PeriodElement(Element):
    """From when to when."""

    start: FhirDateTime | None = None
    end: FhirDateTime | None = None


class RangeElement(Element):
    """From which quantity to which."""

    low: QuantityElement | None = None
    high: QuantityElement | None = None


class ReferenceElement(Element):
    """What another resource is called."""

    reference: FhirText | None = None
    type: FhirText | None = None


class Valued(Element):
    """Whatever has ``value[x]``."""

    value_boolean: bool | None = None
    value_codeable_concept: AnswerConcept | None = None
    value_string: FhirText | None = None
    value_integer: FhirInteger | None = None
    value_quantity: QuantityElement | None = None
    value_date_time: FhirDateTime | None = None
    value_period: PeriodElement | None = None
    value_time: FhirText | None = None
    value_range: RangeElement | None = None
    value_ratio: FhirUnread = False
    value_sampled_data: FhirUnread = False


class ExtensionElement(Valued):
    """An extension of one level."""

    url: FhirText
    value_coding: CodingElement | None = None
    value_code: FhirText | None = None


class Extended(Element):
    """An element whose extensions are read."""

    extension: list[ExtensionElement] | None = None
    modifier_extension: FhirUnread = False


class ExtendedCoding(CodingElement):
    """A coding with what Germany's records say of its certainty."""

    extension: list[ExtensionElement] | None = None


class ConceptElement(Extended):
    """A CodeableConcept."""

    coding: list[ExtendedCoding] | None = None
    text: FhirText | None = None
