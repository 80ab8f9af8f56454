"""Whether what was sent is all there is: of a search that failed, or was cut off at a page, the rest is not known.

A search that fails is answered by an OperationOutcome, which CDS Hooks lets stand for prefetched data; one that found
more than a page names the next in ``Bundle.link`` (https://hl7.org/fhir/R4/http.html#paging).
"""

from collections.abc import Iterator
from typing import Any

from hoofbeat.sources.fhir.documents import NESTING

FAILED = "a search failed (OperationOutcome): what it would have found is not known"
CUT_OFF = "a search found more than was sent (Bundle.link next): the rest is not known"

_OUTCOME = "OperationOutcome"
#: ``OperationOutcome.issue.severity`` of an outcome that stands beside what was found, and takes nothing from it.
_HARMLESS = ("warning", "information")


def is_outcome(value: Any) -> bool:
    """Whether an OperationOutcome stands where a resource, or what a search found, should."""
    return isinstance(value, dict) and value.get("resourceType") == _OUTCOME


def shortfalls(value: Any) -> Iterator[str]:
    """``FAILED`` and ``CUT_OFF``, as often as they hold for a Bundle, a list, or the Bundles within.

    Example:
        >>> list(shortfalls({"resourceType": "Bundle", "link": [{"relation": "next", "url": "…"}]})) == [CUT_OFF]
        True
    """
    if isinstance(value, list):
        for one in value:
            yield from shortfalls(one)
    if not isinstance(value, dict) or value.get("resourceType") not in NESTING:
        return
    if any(link.get("relation") == "next" for link in _objects(value.get("link"))):
        yield CUT_OFF
    for entry in (*_objects(value.get("entry")), *_objects(value.get("parameter"))):
        resource, response = entry.get("resource"), entry.get("response")
        status = response.get("status") if isinstance(response, dict) else None
        if _is_grave(resource) or (isinstance(status, str) and status[:1] in ("4", "5")):
            yield FAILED
        yield from shortfalls(resource)


def _is_grave(resource: Any) -> bool:
    if not is_outcome(resource):
        return False
    issues = list(_objects(resource.get("issue")))
    return not issues or any(issue.get("severity") not in _HARMLESS for issue in issues)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())
