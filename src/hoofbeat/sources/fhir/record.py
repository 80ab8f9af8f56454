"""The entries of one record of FHIR."""

import json
from dataclasses import dataclass
from typing import Any

from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.fhir.files import KINDS
from hoofbeat.sources.fhir.values import Json


@dataclass(frozen=True)
class Entry:
    """Place (``entry[3]``), ``fullUrl`` and resource of one entry of a record."""

    where: str
    url: str | None
    resource: Json

    @property
    def kind(self) -> str:
        """The type of its resource."""
        return str(self.resource["resourceType"])

    @property
    def names(self) -> set[str]:
        """What references to it look like."""
        return {f"{self.kind}/{self.resource.get('id')}", self.url or ""}

    @property
    def id(self) -> str:
        """The resource's id; in a transaction that has yet to give one, what the entry is called by.

        Raises:
            RecordError: it has neither.
        """
        id_ = self.resource.get("id") or self.url
        if not id_:
            raise RecordError(f"{self.kind}.id: missing", hint="give it an id, or its entry a fullUrl")
        return str(id_)


def entries_of(text: str) -> tuple[list[Entry], str | None]:
    """The entries of a record, and when the summary was written that they come from.

    Raises:
        RecordError: no Bundle of resources that are read.
    """
    try:
        bundle: Any = without_nulls(json.loads(text.removeprefix("\ufeff")))
    except json.JSONDecodeError as error:
        raise RecordError(f"not JSON: {error.msg} (character {error.pos})", hint="export this record again") from None
    except (RecursionError, ValueError):
        raise RecordError(
            "not JSON this version can read: nested too deeply or a number too long", hint="export this record again"
        ) from None
    entries = bundle.get("entry") if isinstance(bundle, dict) else None
    if not isinstance(entries, list) or bundle.get("resourceType") != "Bundle":
        raise RecordError("not a FHIR Bundle with entries", hint="export this record again")
    read = []
    for position, entry in enumerate(entries):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict) or resource.get("resourceType") not in KINDS:
            raise RecordError(f"entry[{position}].resource: not one of {', '.join(KINDS)}", hint="export it again")
        url = entry.get("fullUrl")
        read.append(Entry(f"entry[{position}]", url if isinstance(url, str) else None, resource))
    written = bundle.get("timestamp")
    return read, written if isinstance(written, str) else None


def without_nulls(value: Any) -> Any:
    """The value without its nulls: FHIR leaves out what has no value, and some exports write null instead."""
    if isinstance(value, dict):
        return {name: without_nulls(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [without_nulls(one) for one in value if one is not None]
    return value
