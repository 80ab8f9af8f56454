"""FHIR resources held to the specification, with reasons that name the element and never what it says."""

from functools import cache
from typing import Any

from pydantic import ValidationError

from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources.fhir.codes import codes
from hoofbeat.sources.fhir.releases import HINT, other_release
from hoofbeat.sources.fhir.statuses import CLINICAL, VERIFICATION

#: Codes of the elements that are read, where FHIR R4 binds them with strength *required*; ``fhir.resources`` checks
#: the form of a code and not its value set. Source: https://hl7.org/fhir/R4/valueset-….html of each.
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
_LISTED = 5


def require_models() -> None:
    """See that ``fhir.resources`` is there.

    Raises:
        SourceError: it is not, as in the serving install.
    """
    _models()


def require_valid(resource: dict[str, Any], where: str) -> None:
    """Hold a resource to FHIR R4.

    The models are those of R4B, which changed none of the four resources against R4.

    Args:
        resource: a Patient, Encounter, Condition or Observation.
        where: its place in the record, for the reason (``entry[3]``).

    Raises:
        RecordError: an element is missing, unknown or malformed, or the resource is of another release.
    """
    kind = resource["resourceType"]
    release = other_release(resource)
    if release is not None:
        raise RecordError(f"{where} {release}", hint=HINT)
    problems: list[str] = []
    try:
        _models()[kind].model_validate(resource)
    except ValidationError as error:
        problems += [
            _described(kind, problem["loc"], problem["type"])
            for problem in error.errors(include_url=False, include_context=False, include_input=False)
        ]
    except (TypeError, AttributeError, AssertionError, RecursionError):
        # The models walk into what they take for an object before they have checked that it is one.
        problems.append(f"{kind}: an element has not the form that FHIR R4 asks")
    problems = list(dict.fromkeys(problems)) or _code_problems(kind, resource)
    if problems:
        more = f" (and {len(problems) - _LISTED} more)" if len(problems) > _LISTED else ""
        raise RecordError(
            f"{where} {'; '.join(problems[:_LISTED])}{more}", hint="correct the elements named, then export it again"
        )


def _code_problems(kind: str, resource: dict[str, Any]) -> list[str]:
    found = []
    for path in _TIMES[kind]:
        value: Any = resource
        for part in path:
            value = value.get(part, "") if isinstance(value, dict) else value
        if not isinstance(value, str):
            found.append(f"{kind}.{'.'.join(path)}: not a text")
    for (of, element), allowed in _CODES.items():
        if of == kind and element in resource and resource[element] not in allowed:
            found.append(f"{kind}.{element}: not one of {', '.join(sorted(allowed))}")
    for (of, element), known in _CONCEPTS.items():
        if of == kind and element in resource and not codes(resource[element]) & known.keys():
            listed = sorted(code for code in known if not code.isdigit())
            found.append(f"{kind}.{element}: not one of {', '.join(listed)}")
    return found


def _described(kind: str, location: tuple[int | str, ...], problem: str) -> str:
    if problem == "extra_forbidden":  # its name is not of FHIR, so it may be of the patient
        return f"{_path(kind, location[:-1])}: has an element that FHIR R4 has not"
    return f"{_path(kind, location)}: {_REASONS.get(problem, 'not as FHIR R4 asks')}"


def _path(kind: str, location: tuple[int | str, ...]) -> str:
    path = kind
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part != kind:
            path += f".{part}"
    return path


@cache
def _models() -> dict[str, Any]:
    try:
        from fhir.resources.R4B.condition import Condition
        from fhir.resources.R4B.encounter import Encounter
        from fhir.resources.R4B.observation import Observation
        from fhir.resources.R4B.patient import Patient
    except ImportError as error:
        raise SourceError(
            "reading FHIR needs the package fhir.resources, which is not installed",
            hint="pip install 'hoofbeat[pipeline]'",
        ) from error
    return {"Patient": Patient, "Encounter": Encounter, "Condition": Condition, "Observation": Observation}
