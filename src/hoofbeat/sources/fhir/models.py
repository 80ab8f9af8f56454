"""FHIR resources held to the specification, with reasons that name the element and never what it says."""

from functools import cache
from typing import Any

from pydantic import ValidationError

from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources.fhir.faults import code_problems, described
from hoofbeat.sources.fhir.releases import HINT, other_release

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
    problems: list[tuple[str, str]] = []
    try:
        _models()[kind].model_validate(resource)
    except ValidationError as error:
        problems += [
            described(kind, problem["loc"], problem["type"])
            for problem in error.errors(include_url=False, include_context=False, include_input=False)
        ]
    except (TypeError, AttributeError, AssertionError, RecursionError):
        # The models walk into what they take for an object before they have checked that it is one.
        problems.append((kind, "an element has not the form that FHIR R4 asks"))
    problems = list(dict.fromkeys(problems)) or code_problems(kind, resource)
    if problems:
        more = f" (and {len(problems) - _LISTED} more)" if len(problems) > _LISTED else ""
        told = "; ".join(f"{path}: {message}" for path, message in problems[:_LISTED])
        raise RecordError(f"{where} {told}{more}", hint="correct the elements named, then export it again")


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
