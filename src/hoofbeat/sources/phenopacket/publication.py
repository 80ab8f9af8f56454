"""The publication that a phenopacket was taken from."""

import re

from hoofbeat.sources.phenopacket.names import Json
from hoofbeat.sources.phenopacket.structure import objects, section

#: ``PMID:123``, ``pubmed_123``, ``https://pubmed.ncbi.nlm.nih.gov/123/``.
_PMID = re.compile(r"(?:(?:PMID|pubmed)[:\s_]*|https?://\S{0,60}pubmed\S{0,20}?/)(\d{1,9})/?", re.IGNORECASE | re.ASCII)


def group_of(packet: Json) -> str | None:
    """Read the first publication of ``metaData.externalReferences`` as ``PMID:<number>``.

    Raises:
        RecordError: ``metaData`` is no object, or its references are no list of objects.
    """
    for _, reference in objects(section(packet, "metaData"), "externalReferences", "metaData"):
        for field in ("id", "reference"):
            if match := _PMID.fullmatch(str(reference.get(field) or "").strip()):
                return f"PMID:{match[1]}"
    return None
