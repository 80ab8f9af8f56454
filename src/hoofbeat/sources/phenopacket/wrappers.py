"""What stands around a phenopacket: an analysis of Exomiser, an interpretation of version 1."""

from typing import Any

from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.phenopacket.names import Json

_ONE_PATIENT = "give its members one by one"


def unwrapped(value: Any) -> Json:
    """The phenopacket in a record.

    Raises:
        RecordError: there is none of one patient, and what there is instead.
    """
    while isinstance(value, dict) and value.get("phenopacket") is not None:
        inner = value["phenopacket"]
        value = _with_interpretation(value, inner) if isinstance(inner, dict) else inner
    if not isinstance(value, dict):
        raise RecordError("not a phenopacket: the record holds no JSON object", hint="give one phenopacket a record")
    if "resourceType" in value:
        raise RecordError("a FHIR resource, not a phenopacket", hint="read it as FHIR (--fhir)")
    if any(field in value for field in ("family", "cohort", "proband", "members")):
        raise RecordError("a family or cohort, not a phenopacket of one patient", hint=_ONE_PATIENT)
    if "phenopackets" in value:
        raise RecordError("phenopackets: no list of phenopackets", hint=_ONE_PATIENT)
    if "phenotypicFeatures" not in value and ("analysis" in value or "sample" in value):
        raise RecordError("an analysis without a phenopacket", hint="give the patient as a phenopacket")
    return value


def _with_interpretation(outer: Json, inner: Json) -> Json:
    """The phenopacket with what version 1's Interpretation, which stands around it, says of the diagnosis."""
    if outer.get("diagnosis") is None:
        return inner
    said = {name: outer[name] for name in ("resolutionStatus", "progressStatus", "diagnosis") if name in outer}
    stated = inner.get("interpretations")
    return inner | {"interpretations": [*(stated if isinstance(stated, list) else ()), said]}
