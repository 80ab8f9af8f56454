"""Conditions and observations that stand within another resource, brought out as entries of their own."""

import json
from collections.abc import Iterator
from typing import Any

#: Containers whose parts speak of their own patient; what a claim or a family history contains may not.
_CONTAINERS = {"Encounter", "Condition", "Observation", "DiagnosticReport", "Composition", "EpisodeOfCare"}
_PARTS = ("Condition", "Observation")


def brought_out(resource: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the contained conditions and observations of a resource, each as the text of an entry and as a resource.

    FHIR lets a contained resource leave out what its container says: patient and encounter are added where they are
    missing. References by ``#id`` find it by its id.

    Args:
        resource: resource of any type.
    """
    listed = resource.get("contained")
    if resource.get("resourceType") not in _CONTAINERS or not isinstance(listed, list):
        return
    inherited = {name: resource[name] for name in ("subject", "encounter") if isinstance(resource.get(name), dict)}
    if resource["resourceType"] == "Encounter" and isinstance(resource.get("id"), str):
        inherited["encounter"] = {"reference": f"Encounter/{resource['id']}"}
    for part in listed:
        if isinstance(part, dict) and part.get("resourceType") in _PARTS:
            whole = inherited | part
            yield json.dumps({"resource": whole}), whole
