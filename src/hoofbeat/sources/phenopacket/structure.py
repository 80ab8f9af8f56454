"""The parts of a phenopacket, each found where it should stand or refused by its path."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.phenopacket.names import Json

Member = TypeVar("Member")

_FLAGS = {"true": True, "false": False}


def section(parent: Json, field: str) -> Json:
    """An object field, empty where it is not stated.

    Raises:
        RecordError: something else stands there.
    """
    value = parent.get(field)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RecordError(f"{field}: not an object", hint="export this record again")
    return value


def objects(parent: Json, field: str, path: str = "") -> Iterator[tuple[str, Json]]:
    """Path and object of each entry of a list field.

    Raises:
        RecordError: no list, or an entry that is no object.
    """
    values = parent.get(field)
    where = f"{path}.{field}".lstrip(".")
    if values is None:
        return
    if not isinstance(values, list):
        raise RecordError(f"{where}: not a list", hint="export this record again")
    for position, value in enumerate(values):
        if not isinstance(value, dict):
            raise RecordError(f"{where}[{position}]: not an object", hint="export this record again")
        yield f"{where}[{position}]", value


def listed(parent: Json, field: str) -> Iterator[tuple[int, Json]]:
    """Position and object of each entry of a list that is only glanced at; what is none is passed over."""
    values = parent.get(field)
    for position, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, dict):
            yield position, value


def flag(parent: Json, field: str, path: str) -> bool | None:
    """A boolean field, ``None`` where it is not stated; some programs write it as a text.

    Raises:
        RecordError: neither true nor false.
    """
    value = parent.get(field)
    if isinstance(value, str):
        value = _FLAGS.get(value.strip().lower(), value)
    if value is not None and not isinstance(value, bool):
        raise RecordError(f"{path}.{field}: not true or false", hint="correct the value")
    return value


def member(value: Any, members: Mapping[str, Member], numbers: tuple[str, ...]) -> Member | None:
    """The member of an enumeration, by its name or its number, as protobuf's JSON form allows; ``None`` for none.

    Args:
        value: value as recorded.
        members: name → member.
        numbers: the names in the order of their numbers.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return members.get(numbers[value]) if 0 <= value < len(numbers) else None
    return members.get(value.strip().upper().replace(" ", "_").replace("-", "_")) if isinstance(value, str) else None
