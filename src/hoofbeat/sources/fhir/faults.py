"""How a malformed element is told: by its path, never by what it says."""

from typing import Any

from hoofbeat.sources.fhir.codes import codes
from hoofbeat.sources.fhir.statuses import CLINICAL, VERIFICATION

#: Codes of the elements that are read, where FHIR R4 binds them with strength *required*: the models check the form of
#: a code and not its value set. Source: https://hl7.org/fhir/R4/valueset-….html of each.
_CODES: dict[tuple[str, str], frozenset[str]] = {
    ("Patient", "gender"): frozenset({"male", "female", "other", "unknown"}),
    ("Encounter", "status"): frozenset(
        {
            "planned",
            "arrived",
            "triaged",
            "in-progress",
            "onleave",
            "finished",
            "cancelled",
            "entered-in-error",
            "unknown",
        }
    ),
    ("Observation", "status"): frozenset(
        {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"}
    ),
}
#: Elements with a required value set that are CodeableConcepts: one of their codings must be known.
_CONCEPTS = {("Condition", "verificationStatus"): VERIFICATION, ("Condition", "clinicalStatus"): CLINICAL}

#: Dates and times that are read; the models take a number for one as well, as seconds since 1970.
_TIMES: dict[str, tuple[tuple[str, ...], ...]] = {
    "Patient": (("birthDate",),),
    "Encounter": (("period", "start"), ("period", "end")),
    "Condition": (("recordedDate",), ("onsetDateTime",), ("abatementDateTime",)),
    "Observation": (("effectiveDateTime",), ("effectiveInstant",), ("effectivePeriod", "start"), ("issued",)),
}

_REASONS = {
    "missing": "missing",
    "model_field_validation.missing": "missing",
    "list_type": "not a list",
    "string_type": "not a text",
    "bool_type": "not true or false",
    "date_type": "not a date",
    "datetime_type": "not a date and time",
}


def code_problems(kind: str, resource: dict[str, Any]) -> list[tuple[str, str]]:
    """Path and fault of each element whose code is none of its value set, or whose date is no text."""
    found = []
    for path in _TIMES[kind]:
        value: Any = resource
        for part in path:
            value = value.get(part, "") if isinstance(value, dict) else value
        if not isinstance(value, str):
            found.append((f"{kind}.{'.'.join(path)}", "not a text"))
    for (of, element), allowed in _CODES.items():
        if of == kind and element in resource and resource[element] not in allowed:
            found.append((f"{kind}.{element}", f"not one of {', '.join(sorted(allowed))}"))
    for (of, element), known in _CONCEPTS.items():
        if of == kind and element in resource and not codes(resource[element]) & known.keys():
            listed = sorted(code for code in known if not code.isdigit())
            found.append((f"{kind}.{element}", f"not one of {', '.join(listed)}"))
    return found


def described(kind: str, location: tuple[int | str, ...], problem: str) -> tuple[str, str]:
    """Path and fault of an error of pydantic's type ``problem`` at this location within a resource."""
    if problem == "extra_forbidden":  # its name is not of FHIR, so it may be of the patient
        return _path(kind, location[:-1]), "has an element that FHIR R4 has not"
    return _path(kind, location), _REASONS.get(problem, "not as FHIR R4 asks")


def _path(kind: str, location: tuple[int | str, ...]) -> str:
    path = kind
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part != kind:
            path += f".{part}"
    return path
