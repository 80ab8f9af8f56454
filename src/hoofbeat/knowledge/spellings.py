"""The spellings of an id that names its own vocabulary: ``Orphanet:558``, ``MIM:154700``, ``CIE-10 Q87.4``.

Registries, tools and hospitals agree on the number and disagree on what stands before it, so every reader asks here.
Bioregistry (Hoyt et al., Sci Data 2022;9:714) lists most of the prefixes as synonyms.
"""

import re
from functools import lru_cache

from hoofbeat.knowledge.terminology import Meaning, meaning

#: Our name of a vocabulary, and what stands for it in front of a code: in any case, before a colon or another sign.
_PREFIXES = {
    "HP": r"HPO?|HUMAN PHENOTYPE ONTOLOGY",
    "OMIM": r"O?MIM|PHENOTYPE MIM(?: NUMBER)?",
    "ORPHA": r"ORPHA(?:NET|CODE|NUMBER)?|ORDO(?:/ORPHANET)?",
    "MONDO": r"MONDO",
    "DECIPHER": r"DECIPHER",
    "HBD": r"HBD",
    "SNOMED": r"SNOMED(?:[ \-]?CT)?|SCT(?:ID)?",
    "ICD10": r"(?:ICD|CIE|CID)[ \-]?10(?:[ \-]?[A-Z]{2,3})?",
}
#: What the prefix names, by its address as an OWL class or on the publisher's pages.
_ADDRESS = re.compile(
    r"https?://(?:www\.)?(?:purl\.obolibrary\.org/obo/|orpha\.net/(?=ORDO)|(?:identifiers\.org|bioregistry\.io)/)"
    r"|https?://(?:www\.)?(?P<omim>omim\.org/(?:entry|phenotypicSeries)/)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    "|".join(rf"(?P<{name}>(?:{prefix})[ :_#\-.]+|(?:{prefix})(?=\d))" for name, prefix in _PREFIXES.items()),
    re.IGNORECASE,
)
_CODE = {
    "HP": re.compile(r"\d{7}", re.ASCII),
    "OMIM": re.compile(r"\d{6}", re.ASCII),
    "ORPHA": re.compile(r"\d{1,7}", re.ASCII),
    "MONDO": re.compile(r"\d{7}", re.ASCII),
    "DECIPHER": re.compile(r"\d{1,4}", re.ASCII),
    "HBD": re.compile(r"\d{7}", re.ASCII),
    "SNOMED": re.compile(r"\d{6,18}", re.ASCII),
    "ICD10": re.compile(r"[A-Z]\d[0-9A-Z]\.?[0-9A-Z]{0,4}[*†+]?", re.ASCII | re.IGNORECASE),
}
#: The addresses by which the tables of codes know their vocabulary.
_TABLES = {"SNOMED": "http://snomed.info/sct", "ICD10": "http://hl7.org/fhir/sid/icd-10"}


@lru_cache(maxsize=1 << 16)
def parted(text: str) -> tuple[str, str] | None:
    """The vocabulary that an id names and its code there, ``None`` for what is no id of a vocabulary we know.

    Example:
        >>> parted("Orphanet_558"), parted("omim: #154700"), parted("https://omim.org/entry/154700")
        (('ORPHA', '558'), ('OMIM', '154700'), ('OMIM', '154700'))
    """
    text = text.strip()
    if address := _ADDRESS.match(text):
        text = ("OMIM:" if address["omim"] else "") + text[address.end() :]
    prefix = _NAMED.match(text)
    if prefix is None or prefix.lastgroup is None:
        return None
    name, code = prefix.lastgroup, text[prefix.end() :].strip()
    # Prefixes are said twice now and then: ORPHA:ORPHA558, ICD10:ICD10 Q87.4.
    if (again := _NAMED.match(code)) and again.lastgroup == name:
        code = code[again.end() :].strip()
    return (name, code.rstrip("*†+").upper()) if _CODE[name].fullmatch(code) else None


def id_meaning(text: str) -> Meaning:
    """What an id means that names its own vocabulary, in any of its spellings; an empty meaning for anything else.

    Example:
        >>> id_meaning("MIM:154700").disease, id_meaning("CIE-10: Q87.4").disease, id_meaning("hp_0001250").findings
        ('OMIM:154700', 'OMIM:154700', ('HP:0001250',))
    """
    known = parted(text)
    if known is None:
        return Meaning()
    name, code = known
    if name in _TABLES:
        return meaning(_TABLES[name], code)
    return Meaning(findings=(f"HP:{code}",)) if name == "HP" else Meaning(disease=f"{name}:{code}")
