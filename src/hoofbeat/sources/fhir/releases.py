"""Which release of FHIR a resource is written in, by shapes that R4 has not: the refusal then names it."""

import re
from typing import Any, NamedTuple

_READ = "FHIR R4 is read"
HINT = "export it as FHIR R4 (4.0.1); most servers take fhirVersion=4.0 in the Accept header"

#: The release that a base profile names; guides count their own versions, so only HL7's base is looked at.
_PROFILE = re.compile(r"https?://hl7\.org/fhir/(?P<release>[\w.]+)/StructureDefinition/[A-Za-z]+(?:\|.*)?")
_RELEASES = {
    **dict.fromkeys(("5.0", "R5", "5.0.0"), "R5"),
    **dict.fromkeys(("6.0", "R6"), "R6"),
    **dict.fromkeys(("3.0", "STU3", "3.0.1", "3.0.2"), "STU3"),
    **dict.fromkeys(("1.0", "DSTU2", "1.0.2"), "DSTU2"),
}
_VERSIONS = {"6": "R6", "5": "R5", "3": "STU3", "1": "DSTU2", "0": "DSTU1"}


class FhirRelease(NamedTuple):
    """A release that is not read, and the element that shows it."""

    name: str
    element: str

    def __str__(self) -> str:
        return f"{self.element}: this looks like FHIR {self.name}, and {_READ}"


#: Elements that a release has and R4 has not.
_ELEMENTS = {
    "Encounter": {
        **dict.fromkeys(("actualPeriod", "plannedStartDate", "plannedEndDate", "admission", "subjectStatus"), "R5"),
        **dict.fromkeys(("careTeam", "virtualService", "dietPreference", "businessStatus"), "R5"),
        **{"incomingReferral": "STU3", "patient": "DSTU2", "indication": "DSTU2"},
    },
    "Condition": {
        **{"participant": "R5", "context": "STU3", "assertedDate": "STU3", "abatementBoolean": "STU3 or DSTU2"},
        **{"patient": "DSTU2", "dateRecorded": "DSTU2"},
    },
    "Observation": {
        **dict.fromkeys(("triggeredBy", "bodyStructure", "valueAttachment", "valueReference"), "R5"),
        **dict.fromkeys(("instantiatesCanonical", "instantiatesReference"), "R5"),
        **{"context": "STU3", "comment": "STU3", "related": "STU3 or DSTU2", "comments": "DSTU2"},
    },
    "Patient": {"animal": "STU3 or DSTU2", "careProvider": "DSTU2"},
}
_R5_STATUSES = {"discharged", "completed", "discontinued", "on-hold"}


def other_release(resource: dict[str, Any]) -> FhirRelease | None:
    """The release a resource is written in, if that is plainly not R4; the first sign counts.

    Args:
        resource: resource, as read, not yet validated.
    """
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or kind not in _ELEMENTS:
        return None
    for element, release in _ELEMENTS[kind].items():
        if element in resource:
            return FhirRelease(release, f"{kind}.{element}")
    shape = {"Encounter": _encounter, "Condition": _condition, "Observation": _observation}.get(kind)
    found = shape(resource) if shape else None
    return found or _by_profile(resource, kind)


def stated_release(resource: dict[str, Any]) -> FhirRelease | None:
    """The release that a server's statement of its capabilities names, if that is not R4."""
    version = resource.get("fhirVersion")
    if resource.get("resourceType") not in ("CapabilityStatement", "Conformance") or not isinstance(version, str):
        return None
    name = _VERSIONS.get(version.split(".")[0])
    return FhirRelease(name, f"{resource['resourceType']}.fhirVersion") if name else None


def _encounter(resource: dict[str, Any]) -> FhirRelease | None:
    kind, reasons, diagnoses = resource.get("class"), resource.get("reason"), resource.get("diagnosis")
    if isinstance(kind, list):
        return FhirRelease("R5", "Encounter.class, a list")
    if isinstance(kind, str):
        return FhirRelease("DSTU2", "Encounter.class, a code")
    first = reasons[0] if isinstance(reasons, list) and reasons else None
    if isinstance(first, dict):
        return FhirRelease("R5" if "value" in first or "use" in first else "STU3 or DSTU2", "Encounter.reason")
    for one in diagnoses if isinstance(diagnoses, list) else ():
        if isinstance(one, dict) and isinstance(one.get("condition"), list):
            return FhirRelease("R5", "Encounter.diagnosis.condition, a list")
        if isinstance(one, dict) and "role" in one:
            return FhirRelease("STU3", "Encounter.diagnosis.role")
    status = resource.get("status")
    return FhirRelease("R5", "Encounter.status") if isinstance(status, str) and status in _R5_STATUSES else None


def _condition(resource: dict[str, Any]) -> FhirRelease | None:
    for element in ("clinicalStatus", "verificationStatus"):
        if isinstance(resource.get(element), str):
            return FhirRelease("STU3 or DSTU2", f"Condition.{element}, a code")
    evidence = resource.get("evidence")
    first = evidence[0] if isinstance(evidence, list) and evidence else None
    if isinstance(first, dict) and ("concept" in first or "reference" in first):
        return FhirRelease("R5", "Condition.evidence")
    return None


def _observation(resource: dict[str, Any]) -> FhirRelease | None:
    if isinstance(resource.get("interpretation"), dict):
        return FhirRelease("STU3 or DSTU2", "Observation.interpretation, no list")
    return None


def _by_profile(resource: dict[str, Any], kind: str) -> FhirRelease | None:
    meta = resource.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    for profile in profiles if isinstance(profiles, list) else ():
        match = _PROFILE.fullmatch(profile) if isinstance(profile, str) else None
        if match and match["release"] in _RELEASES:
            return FhirRelease(_RELEASES[match["release"]], f"{kind}.meta.profile")
    return None
