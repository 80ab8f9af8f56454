"""Addresses of code systems: which vocabulary a record means by one, in every form that exports write.

FHIR lists one address for each (``http://hl7.org/fhir/R4/terminologies-systems.html``). Records carry others: with
https, a final slash, a fragment, a version; the page of an ontology or the beginning of its terms' addresses; OIDs of
older systems; the national editions of ICD-10, each under its country's own address; now and then the bare name.
"""

import re
from functools import lru_cache

#: Object identifiers (``urn:oid:…``), from HL7's registry of code systems, and those of the European patient summary,
#: of Sweden's and of Spain's edition of ICD-10.
_OIDS = {
    "2.16.840.1.113883.6.96": "SNOMED",
    "2.16.840.1.113883.6.1": "LOINC",
    "2.16.840.1.113883.6.339": "HP",
    "2.16.840.1.113883.6.174": "OMIM",
    "2.16.840.1.113883.3.9216": "MONDO",
    "1.3.6.1.4.1.12559.11.10.1.3.1.44.5": "ORPHA",
    "2.16.840.1.113883.6.3": "ICD10",
    "2.16.840.1.113883.6.3.1": "ICD10",  # American English
    "2.16.840.1.113883.6.3.2": "ICD10",  # for causes of death
    "2.16.840.1.113883.6.90": "ICD10",  # clinical modification, United States
    "2.16.840.1.113883.6.135": "ICD10",  # Australia
    "2.16.840.1.113883.6.62": "ICD10",  # Canada
    "1.3.6.1.4.1.12559.11.10.1.3.1.44.2": "ICD10",  # the selection of the European patient summary
    "1.2.752.116.1.1.1.1.3": "ICD10",  # Sweden
    "2.16.724.4.21.5.29": "ICD10",  # Spain
}

#: Whatever lies below these hosts and paths, without scheme and ``www.``, in lower case.
_PLACES = {
    # Our own, which FHIR asks an address for: history items and features of a site; diseases.
    "HB": r"urn:hoofbeat:finding",
    "HBD": r"urn:hoofbeat:disease",
    "SNOMED": r"snomed\.info/(?:x?sct|id)|purl\.bioontology\.org/ontology/snomedct",
    "LOINC": r"loinc\.org|purl\.bioontology\.org/ontology/lnc",
    "HP": r"human-phenotype-ontology\.(?:org|github\.io)|hpo\.jax\.org|(?:[a-z.]*/)?(?:obo|ontology|ontologies)/hp",
    "MONDO": r"mondo\.monarchinitiative\.org|(?:[a-z.]*/)?(?:obo|ontology|ontologies)/mondo",
    "OMIM": r"(?:[a-z]+\.)?omim\.org|purl\.bioontology\.org/ontology/omim|purl\.obolibrary\.org/obo/omim",
    "ORPHA": r"(?:[a-z]+\.)?orpha(?:net|data)?\.(?:net|org|com)|(?:[a-z.]*/)?(?:ontology|ontologies)/ordo",
    "ICD10": r"hl7\.org/fhir/sid/icd-10|id\.who\.int/icd/release/10(?=/|$)|icd\.who\.int/browse10",
}
_PLACE = re.compile("|".join(rf"(?P<{name}>(?:{place})(?![a-z0-9]))" for name, place in _PLACES.items()))

#: The last part of an address, or the whole of one that is only a name.
_NAMES = {
    "SNOMED": r"snomed(?:[ _\-]?ct)?(?:[ _\-][a-z]{2,3})?|sct",
    "LOINC": r"loinc",
    "HP": r"hpo|hp|human[ _\-]?phenotype[ _\-]?ontology",
    "MONDO": r"mondo",
    "OMIM": r"o?mim",
    "ORPHA": r"orpha(?:net|codes?|data)?|orphanet\.ordo|ordo",
}
_NAME = re.compile("|".join(rf"(?P<{name}>{names})" for name, names in _NAMES.items()))

#: ICD-10 in English, Spanish, Portuguese and French, in any national edition: ``icd-10-gm``, ``BRCID10``,
#: ``cie10-colombia-oficial``, ``terminologie-cim-10``. Procedures have code systems of their own under such names.
_ICD10 = re.compile(r"(?:icd|cie|cid|cim)[ _.\-]?10(?![0-9])")
_PROCEDURES = re.compile(r"pcs$|proced|prozed|cms\.gov/medicare/coding/icd10")

#: Nothing longer is an address, and none is remembered: whoever asks a service decides how long a text is.
_LONGEST = 500
_SCHEME = re.compile(r"(?:[a-z]+://)?(?:www\.)?")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")  # a program that knew of Markdown only


def system_of(address: str | None) -> str | None:
    """Our short name for a code system's address (``SNOMED``, ``ICD10``, ``LOINC``, ``HP`` …), ``None`` if not read.

    Example:
        >>> system_of("https://www.orpha.net/"), system_of("http://fhir.de/CodeSystem/bfarm/icd-10-gm|2026")
        ('ORPHA', 'ICD10')
    """
    return _known(address) if address and len(address) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _known(address: str) -> str | None:
    text = address.strip().casefold()
    if link := _LINK.fullmatch(text):
        text = link[1]
    text = text.split("|", 1)[0].split("?", 1)[0].rstrip("/#_ ")
    oid = text.removeprefix("urn:").removeprefix("oid:")
    if oid in _OIDS:
        return _OIDS[oid]
    text = _SCHEME.sub("", text, count=1)
    last = re.split(r"[/:#]", text)[-1]
    if _PROCEDURES.search(text):
        return None
    if _ICD10.search(last):
        return "ICD10"
    match = _PLACE.match(text) or _NAME.fullmatch(last)
    return match.lastgroup if match else None
