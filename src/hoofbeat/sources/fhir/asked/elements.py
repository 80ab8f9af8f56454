"""The elements of FHIR that are read, held to R4 by models of our own, where ``fhir.resources`` is not installed.

An element that nobody reads is dropped, sound or not; what is left has the types that the readers rely on. A missing
``subject`` is no fault here: what is sent with a question is of one patient.
"""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import ValidationError

from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.fhir.asked.models import MODELS
from hoofbeat.sources.fhir.faults import code_problems, described
from hoofbeat.sources.fhir.releases import HINT, other_release
from hoofbeat.sources.fhir.values import Json


class ElementsError(RecordError):
    """Elements that are read are missing or malformed.

    Args:
        problems: path of each, and what is wrong with it; never what it says.
    """

    HINT: ClassVar[str] = "correct the elements named, then send it again"

    def __init__(self, problems: Sequence[tuple[str, str]], *, hint: str = HINT) -> None:
        super().__init__("; ".join(f"{path}: {message}" for path, message in problems), hint=hint)
        self.problems = tuple(problems)


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
        read = MODELS[kind].model_validate(resource).model_dump(by_alias=True, exclude_unset=True)
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=False, include_input=False)
        problems = [described(kind, problem["loc"], problem["type"]) for problem in told]
    problems = list(dict.fromkeys(problems)) or code_problems(kind, read)
    if problems:
        raise ElementsError([(f"{where} {path}", message) for path, message in problems])
    return read
