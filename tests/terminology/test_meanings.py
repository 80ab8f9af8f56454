import re

import pytest

import build_terminology
from hoofbeat.domain.case import FINDING_ID_PATTERN
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.embedded import embedded_file
from hoofbeat.knowledge.ontology import Ontology, Term
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.terminology.meanings import (
    Meaning,
    _icd10,
    _modifiers,
    _snomed,
    meaning,
    modifier_of,
    system_of,
)

SNOMED = "http://snomed.info/sct"
ICD10 = "http://hl7.org/fhir/sid/icd-10"


@pytest.mark.parametrize(
    ("address", "system"),
    [
        (SNOMED, "SNOMED"),
        (f"{SNOMED}/449081005/version/20260930", "SNOMED"),
        ("urn:oid:2.16.840.1.113883.6.96", "SNOMED"),
        (ICD10, "ICD10"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "ICD10"),
        ("http://hl7.org/fhir/sid/icd-9-cm", None),
        ("http://human-phenotype-ontology.org/", "HP"),
        ("http://loinc.org", "LOINC"),
        ("urn:local", None),
        ("", None),
        (None, None),
    ],
)
def test_code_systems_are_known_by_their_addresses(address: str | None, system: str | None) -> None:
    assert system_of(address) == system


@pytest.mark.parametrize(
    ("code", "disease", "findings"),
    [
        ("J93", "HBD:0000001", ()),
        ("J93.11", "HBD:0000001", ()),  # a finer code is a kind of the coarser one
        ("J9311", "HBD:0000001", ()),
        ("I20.0", "HBD:0000029", ()),
        ("I20.9", "HBD:0000030", ()),
        ("I20", None, ()),  # and not the other way round
        ("R50.9", None, ("HP:0001945",)),
        ("r50.9", None, ("HP:0001945",)),
        ("J44.9", None, ("HP:0006510", "HB:0000123")),
        ("J44.1", "HBD:0000036", ("HP:0006510", "HB:0000123")),
        ("Q79.4XXA", "OMIM:100100", ()),
        ("T99.9", None, ()),
        ("fever", None, ()),
        ("", None, ()),
    ],
)
def test_icd10_codes_mean_what_the_nearest_listed_code_means(
    code: str, disease: str | None, findings: tuple[str, ...]
) -> None:
    assert meaning(ICD10, code) == Meaning(disease, findings)


@pytest.mark.parametrize(
    ("address", "code", "disease", "findings"),
    [
        ("http://human-phenotype-ontology.org", "HP:0001250", None, ("HP:0001250",)),
        ("http://human-phenotype-ontology.org", "HP_0001250", None, ("HP:0001250",)),
        ("http://human-phenotype-ontology.org", "0001250", None, ("HP:0001250",)),
        (None, "HP:0001250", None, ("HP:0001250",)),
        ("urn:local", "OMIM:154700", "OMIM:154700", ()),
        ("http://www.omim.org", "154700", "OMIM:154700", ()),
        ("http://www.orpha.net", "ORPHA:558", "ORPHA:558", ()),
        ("http://www.orpha.net", "Orphanet_558", "ORPHA:558", ()),
        ("http://purl.obolibrary.org/obo/mondo.owl", "MONDO:0005249", "MONDO:0005249", ()),
        ("http://human-phenotype-ontology.org", "seizure", None, ()),
        ("urn:local", "0001250", None, ()),
        (SNOMED, "HP:0001250", None, ()),
        (SNOMED, None, None, ()),
    ],
)
def test_ids_need_no_table(
    address: str | None, code: str | None, disease: str | None, findings: tuple[str, ...]
) -> None:
    assert meaning(address, code) == Meaning(disease, findings)


def test_the_reviewed_rows_win() -> None:
    assert meaning(SNOMED, "267036007").findings == ("HP:0002094",)  # HPO names two terms
    assert meaning(SNOMED, "16331000").findings == ("HB:0000173",)  # heartburn is not the disease it may come from
    assert meaning(SNOMED, "44054006") == Meaning("OMIM:125853", ("HP:0005978", "HB:0000069"))


def test_every_id_of_the_tables_is_one() -> None:
    finding = re.compile(FINDING_ID_PATTERN)
    common = {disease.id for disease in tables.common_diseases()}
    history = {item.id for item in tables.history()}
    for means in (*_snomed().values(), *_icd10().values()):
        assert means
        assert all(finding.match(id_) for id_ in means.findings)
        assert {id_ for id_ in means.findings if id_.startswith("HB:")} <= history
        assert means.disease is None or re.fullmatch(r"(OMIM|ORPHA|DECIPHER|HBD):\d+", means.disease)
        assert means.disease is None or not means.disease.startswith("HBD:") or means.disease in common
    assert all(re.fullmatch(r"\d{6,18}", code) for code in _snomed())
    assert all(re.fullmatch(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?", code) for code in _icd10())


def test_the_embedded_knowledge_knows_every_id_of_the_tables(embedded_knowledge: Knowledge) -> None:
    knowledge = embedded_knowledge
    means = [*_snomed().values(), *_icd10().values()]
    findings = {id_ for one in means for id_ in one.findings}
    assert [id_ for id_ in sorted(findings) if knowledge.ontology.resolve(id_) != id_] == []
    diseases = {one.disease for one in means if one.disease}
    assert [id_ for id_ in sorted(diseases) if knowledge.catalogue.find(id_) is None] == []


def test_modifiers_are_the_terms_of_hpo_that_are_no_findings(embedded_knowledge: Knowledge) -> None:
    assert (modifier_of("HP:0012825"), modifier_of("HP:0040283")) == ("HP:0012823", "HP:0040279")
    assert (modifier_of("HP:0000006"), modifier_of("HP:0001250")) == ("HP:0000005", None)
    obo = embedded_file("ontology").read_text(encoding="utf-8")
    assert dict(build_terminology.hpo_modifiers(obo, embedded_knowledge.ontology)) == _modifiers()
    assert len(_modifiers()) > 300


def test_snomed_codes_carry_their_check_digit() -> None:
    """Verhoeff's check digit guards every SNOMED CT identifier: a code mistyped by hand would fail it."""
    assert [code for code in _snomed() if not _verhoeff(code)] == []


@pytest.mark.parametrize("disease", tables.common_diseases(), ids=lambda one: one.id)
def test_icd10_codes_of_the_common_diseases_lead_back_to_them(disease: tables.CommonDisease) -> None:
    found = {meaning(ICD10, code).disease for code in disease.icd10}
    assert found != {None}
    # An entry of several ids goes by another one than ours, an OMIM id for instance.
    assert all(disease.id == id_ for id_ in found if id_ and id_.startswith("HBD:"))


def test_ambiguous_codes_are_decided_or_dropped() -> None:
    catalogue = Catalogue(
        (
            Disease(id="OMIM:000001", names=Wording(en="A syndrome"), orphan=True, equivalent_ids=("MONDO:0000001",)),
            Disease(id="OMIM:000002", names=Wording(en="B syndrome"), orphan=True, equivalent_ids=("MONDO:0000002",)),
            Disease(id="HBD:0000001", names=Wording(en="Common"), orphan=False, equivalent_ids=("MONDO:0000003",)),
            Disease(
                id="OMIM:000004",
                names=Wording(en="C, susceptibility to"),
                orphan=True,
                equivalent_ids=("MONDO:0000004",),
            ),
        )
    )
    rows = [(1, 100005), (2, 100005), (2, 200000), (3, 200000), (1, 300004), (4, 400003)]
    sssom = "\n".join(f"MONDO:{of:07}\tlabel\tskos:exactMatch\tSCTID:{code}\tmanual" for of, code in rows)
    assert build_terminology.snomed_diseases(sssom, catalogue) == (
        [("200000", "HBD:0000001"), ("300004", "OMIM:000001")],
        1,
    )


def test_of_several_terms_the_one_above_the_others_is_kept() -> None:
    ontology = Ontology(
        "test",
        (
            Term("HP:0000001", "above", ()),
            Term("HP:0000002", "below", ("HP:0000001",)),
            Term("HP:0000003", "beside", ()),
        ),
        {},
    )
    terms = {"HP:0000001": (100005, 200000), "HP:0000002": (100005, 300004), "HP:0000003": (200000,)}
    obo = "format-version: 1.2\n" + "".join(
        f"\n[Term]\nid: {term}\n" + "".join(f"xref: SNOMEDCT_US:{code}\n" for code in codes)
        for term, codes in terms.items()
    )
    assert build_terminology.snomed_findings(obo, ontology) == ([("100005", "HP:0000001"), ("300004", "HP:0000002")], 1)


def _verhoeff(code: str) -> bool:
    """Whether the last digit is right (Verhoeff 1969: dihedral group of order ten, a permutation of period eight)."""

    def product(left: int, right: int) -> int:
        if left < 5:
            return (left + right) % 5 if right < 5 else (left + right - 5) % 5 + 5
        return (left - right) % 5 + 5 if right < 5 else (left - right) % 5

    first = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
    check = 0
    for position, digit in enumerate(reversed(code)):
        value = int(digit)
        for _ in range(position % 8):
            value = first[value]
        check = product(check, value)
    return check == 0
