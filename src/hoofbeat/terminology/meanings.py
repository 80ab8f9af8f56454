"""What the codes of medical records mean here: SNOMED CT, ICD-10, and the ids that need no table.

Five tables ship with this package (``data``): ``snomed_diseases`` and ``snomed_findings`` (cross-references of MONDO
and HPO), ``icd10_diseases`` (the catalogue turned round), ``hpo_modifiers`` (terms of HPO that are no findings) and
``codes_reviewed`` (by hand; it wins). Made by ``scripts/build_terminology.py``.
"""

import re
from functools import cache
from typing import NamedTuple

from hoofbeat.domain.case import FINDING_ID_PATTERN
from hoofbeat.terminology.code_systems import system_of
from hoofbeat.terminology.tables import read_table

__all__ = ["Meaning", "meaning", "modifier_of", "system_of"]

_FORMS = {
    "HP": re.compile(r"(?:HPO?[:_ ]*)?(\d{7})", re.ASCII | re.IGNORECASE),
    "OMIM": re.compile(r"(?:O?MIM[:_ ]*)?#?(\d{6})", re.ASCII | re.IGNORECASE),
    "ORPHA": re.compile(r"(?:ORPHA(?:NET|CODE)?[:_ ]*)?(\d{1,7})", re.ASCII | re.IGNORECASE),
    "MONDO": re.compile(r"(?:MONDO[:_ ]*)?(\d{7})", re.ASCII | re.IGNORECASE),
}
_OWN_FINDING = re.compile(FINDING_ID_PATTERN)
_OWN_DISEASE = re.compile(r"HBD:\d{7}|DECIPHER:\d{1,4}|SITE:[a-z0-9][a-z0-9_.\-]{0,79}", re.ASCII)
_ICD10 = re.compile(r"([A-Z]\d[0-9A-Z])\.?([0-9A-Z]{0,4})", re.ASCII)


class Meaning(NamedTuple):
    """What one code means.

    Attributes:
        disease: id of the disease it names, ``None`` if it names none of ours.
        findings: ids of the findings it implies (of a disease: where that is not the diagnosis).
    """

    disease: str | None = None
    findings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.disease is not None or bool(self.findings)


def meaning(address: str | None, code: str | None) -> Meaning:
    """What a code of a code system means here; an empty meaning where no table has it.

    Args:
        address: address of the code system, as FHIR writes it.
        code: code as recorded.

    Example:
        >>> meaning("http://snomed.info/sct", "386661006").findings
        ('HP:0001945',)
        >>> meaning("http://hl7.org/fhir/sid/icd-10-cm", "I21.09").disease
        'HBD:0000045'
    """
    system, code = system_of(address), (code or "").strip()
    if system == "SNOMED":
        return _snomed().get(code, Meaning())
    if system == "ICD10":
        return _of_icd10(code.upper())
    if system == "HB":
        return Meaning(findings=(code,)) if _OWN_FINDING.fullmatch(code) else Meaning()
    if system == "HBD":
        return Meaning(disease=code) if _OWN_DISEASE.fullmatch(code) else Meaning()
    if system is None and ":" in code:  # an id that names its own vocabulary needs no address
        system = code.split(":", 1)[0]
    if system in _FORMS and (match := _FORMS[system].fullmatch(code)):
        id_ = f"{system}:{match[1]}"
        return Meaning(findings=(id_,)) if system == "HP" else Meaning(disease=id_)
    return Meaning()


def modifier_of(finding_id: str) -> str | None:
    """What kind of modifier an HPO term is, by the id of the root it stands under; ``None`` for a finding.

    Severity, laterality, onset, course and other clinical modifiers (``HP:0012823``), frequency (``HP:0040279``) and
    mode of inheritance (``HP:0000005``) say something of a finding or a disease, and are never findings themselves.

    Example:
        >>> modifier_of("HP:0012828"), modifier_of("HP:0001250")
        ('HP:0012823', None)
    """
    return _modifiers().get(finding_id)


def _of_icd10(code: str) -> Meaning:
    """The meaning of the code, or of the nearest coarser one: a finer code of ICD-10 is a kind of the coarser."""
    # Dagger, asterisk and exclamation mark say how a code is used; a hyphen holds an open place.
    match = _ICD10.fullmatch(code.replace(",", ".").rstrip("*†+!-").rstrip("."))
    if match is None:
        return Meaning()
    category, rest = match[1], match[2].rstrip("X")  # X only fills a place in ICD-10-CM
    candidates = [f"{category}.{rest[:length]}" for length in range(len(rest), 0, -1)] + [category]
    known = [_icd10()[candidate] for candidate in candidates if candidate in _icd10()]
    disease = next((one.disease for one in known if one.disease), None)
    return Meaning(disease, next((one.findings for one in known if one.findings), ()))


@cache
def _modifiers() -> dict[str, str]:
    return dict(_pairs("hpo_modifiers", "modifier_id", "root_id"))


@cache
def _snomed() -> dict[str, Meaning]:
    diseases = dict(_pairs("snomed_diseases", "snomed", "disease_id"))
    findings = dict(_pairs("snomed_findings", "snomed", "finding_id"))
    return _merged("SNOMED", diseases, findings)


@cache
def _icd10() -> dict[str, Meaning]:
    return _merged("ICD10", dict(_pairs("icd10_diseases", "icd10", "disease_id")), {})


def _merged(system: str, diseases: dict[str, str], findings: dict[str, str]) -> dict[str, Meaning]:
    merged = {
        code: Meaning(diseases.get(code), (findings[code],) if code in findings else ())
        for code in {**diseases, **findings}
    }
    for reviewed_system, code, disease, ids in read_table(
        "hoofbeat.terminology", "codes_reviewed", ("system", "code", "disease_id", "finding_ids")
    ):
        if reviewed_system == system:
            made = merged.get(code, Meaning())
            merged[code] = Meaning(disease or made.disease, tuple(ids.split(";")) if ids else made.findings)
    return merged


def _pairs(table: str, key: str, value: str) -> list[tuple[str, str]]:
    return [(code, id_) for code, id_ in read_table("hoofbeat.terminology", table, (key, value))]
