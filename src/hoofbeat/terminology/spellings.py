"""The spellings of an id that names its own vocabulary: ``Orphanet:558``, ``MIM:154700``, ``CIE-10 Q87.4``.

Registries, tools and hospitals agree on the number and disagree on what stands before it, so every reader asks here.
Bioregistry (Hoyt et al., Sci Data 2022;9:714) lists most of the prefixes as synonyms.
"""

import re
from functools import lru_cache

from hoofbeat.terminology.meanings import Meaning, meaning, system_of

#: Our name of a vocabulary, and what stands for it in front of a code: in any case, before a colon or another sign.
_PREFIXES = {
    "HP": r"HPO?|HUMAN[ _]PHENOTYPE[ _]ONTOLOGY",
    "OMIM": r"O?MIM|PHENOTYPE MIM",
    "ORPHA": r"ORPHA(?:NET)?|ORDO(?:/ORPHANET)?",
    "MONDO": r"MONDO",
    "DECIPHER": r"DECIPHER",
    "HBD": r"HBD",
    # UMLS names its edition (SNOMEDCT_US_2024_03_01).
    "SNOMED": r"SNOMED(?:[ \-_]?CT)?(?:_[A-Z]{2}(?:_\d{4}_\d\d_\d\d)?)?|SCT(?:ID)?",
    # Countries name theirs (ICD-10-GM-2024, CIE10ES). Without the number, V and E8 may be of the ninth revision.
    "ICD10": r"(?:ICD|CIE|CID)[ \-_.]?(?:10|X(?!\d))(?:[ \-_]?\(?[A-Z]{2,3}\)?)?(?:[ \-_]20\d\d)?"
    r"|(?:ICD|CIE|CID)(?=[ :]+(?!V|E[89])[A-Z]\d)",
}
#: What may stand around the prefix, in English and Spanish: ``código ORPHA``, ``OMIM no.``, ``ORPHAcode``, ``HPO ID``.
_BEFORE = r"(?:(?:C[OÓ]D(?:IGO|E)?\.?|OBO:|URN:MIRIAM:)\s*)?"
_AFTER = r"(?:[ \-_]?(?:ID|CODE|C[OÓ]DIGO|NUMBER|N[ÚU]MERO|NUM\.|NO\.|NR\.|N\.?[º°]|ENTRY)(?![A-Z]))?"
_NAMED = re.compile(
    _BEFORE
    + "(?:"
    + "|".join(
        rf"(?P<{name}>(?:{prefix}){_AFTER}[ :_#\-.]+|(?:{prefix}){_AFTER}(?=\d))" for name, prefix in _PREFIXES.items()
    )
    + ")",
    re.IGNORECASE,
)
#: Pages and classes whose address names the vocabulary by its place; all others end in an id, or in prefix and code.
_PLACES = (
    ("OMIM", re.compile(r"omim\.org/(?:\w+/)?(\d{6})(?![\w.])", re.ASCII | re.IGNORECASE)),
    ("ORPHA", re.compile(r"orpha\.net/\S*(?:/detail/|[?&;]Expert=)(\d+)(?!\w)", re.ASCII | re.IGNORECASE)),
    ("SNOMED", re.compile(r"snomed\.info/(?:id|sct)/(\d+)(?!\w)", re.ASCII | re.IGNORECASE)),
    ("ICD10", re.compile(r"who\.int/(?:icd/release/10/|browse10/)\S*?([A-Z]\d[\w.]*)$", re.ASCII | re.IGNORECASE)),
)
_ADDRESS = re.compile(r"https?://|(?:www\.)?(?:omim\.org|orpha\.net)/", re.IGNORECASE)
#: OMIM's own sign of a phenotype whose cause is known.
_OMIM_SIGN = re.compile(r"#\s?(\d{6})", re.ASCII)
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
#: Nothing longer is an id, and none is remembered: whoever asks a service decides how long a text is.
_LONGEST = 300
#: The addresses by which the tables of codes know their vocabulary.
_TABLES = {"SNOMED": "http://snomed.info/sct", "ICD10": "http://hl7.org/fhir/sid/icd-10"}


def parted(text: str) -> tuple[str, str] | None:
    """The vocabulary that an id names and its code there, ``None`` for what is no id of a vocabulary we know.

    Example:
        >>> parted("Orphanet_558"), parted("omim: #154700"), parted("https://omim.org/entry/154700")
        (('ORPHA', '558'), ('OMIM', '154700'), ('OMIM', '154700'))
    """
    return _parted(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=1 << 16)
def _parted(text: str) -> tuple[str, str] | None:
    text = text.strip().strip("<>")
    address, bar, code = text.rpartition("|")
    if bar:  # FHIR's token: the code system's address before the code
        return _checked(system_of(address) or "", code)
    if _ADDRESS.match(text):
        return _addressed(text)
    if sign := _OMIM_SIGN.fullmatch(text):
        return "OMIM", sign[1]
    prefix = _NAMED.match(text)
    return None if prefix is None or prefix.lastgroup is None else _checked(prefix.lastgroup, text[prefix.end() :])


def _checked(name: str, code: str) -> tuple[str, str] | None:
    code = code.strip()
    # Prefixes are said twice now and then: ORPHA:ORPHA558, ICD10:ICD10 Q87.4.
    if (again := _NAMED.match(code)) and again.lastgroup == name:
        code = code[again.end() :].strip()
    form = _CODE.get(name)
    return (name, code.rstrip("*†+").upper()) if form is not None and form.fullmatch(code) else None


def _addressed(address: str) -> tuple[str, str] | None:
    for name, place in _PLACES:
        if found := place.search(address):
            return _checked(name, found[1])
    before, _, last = re.split(r"[?#]", address, maxsplit=1)[0].rstrip("/").rpartition("/")
    return parted(last) or parted(f"{before.rpartition('/')[2]}:{last}")


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
