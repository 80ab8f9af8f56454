"""Every form in which records write the address of a code system."""

import pytest

from hoofbeat.terminology.code_systems import system_of
from hoofbeat.terminology.meanings import Meaning, meaning

ADDRESSES: dict[str | None, tuple[str, ...]] = {
    "ICD10": (
        "http://hl7.org/fhir/sid/icd-10",
        "http://hl7.org/fhir/sid/icd-10-cm",
        "https://hl7.org/fhir/sid/icd-10/",
        "http://hl7.org/fhir/sid/icd-10-nl",
        "http://fhir.de/CodeSystem/bfarm/icd-10-gm",
        "http://fhir.de/CodeSystem/dimdi/icd-10-gm|2026",
        "http://www.saude.gov.br/fhir/r4/CodeSystem/BRCID10",
        "https://terminologia.saude.gov.br/fhir/CodeSystem/BRCID10",
        "[http://www.saude.gov.br/fhir/r4/CodeSystem/BRCID10](http://www.saude.gov.br/fhir/r4/CodeSystem/BRCID10)",
        "https://fhir.minsalud.gov.co/rda/CodeSystem/CIE10",
        "https://mspbs.gov.py/fhir/CodeSystem/Cie10PY",
        "http://minsal.example.cl/CodeSystem/cie-10",
        "http://salud.example.mx/CodeSystem/CIE10-MX",
        "urn:CIE-10",
        "CIE-10",
        "CIE10ES",
        "ICD-10-AM",
        "https://smt.esante.gouv.fr/terminologie-cim-10",
        "http://id.who.int/icd/release/10/2019",
        "urn:oid:2.16.840.1.113883.6.3",
        "urn:oid:2.16.840.1.113883.6.90",
        "urn:oid:2.16.840.1.113883.6.135",
        "urn:oid:2.16.840.1.113883.6.62",
        "urn:oid:2.16.724.4.21.5.29",
        "2.16.840.1.113883.6.3",
    ),
    "ORPHA": (
        "http://www.orpha.net",
        "https://www.orpha.net",
        "https://www.orpha.net/",
        "http://www.orpha.net/ORDO",
        "http://www.orpha.net/ORDO/Orphanet_",
        "http://www.orphadata.org",
        "https://www.orphadata.com/ordo",
        "http://www.ebi.ac.uk/ols/ontologies/ordo",
        "urn:oid:1.3.6.1.4.1.12559.11.10.1.3.1.44.5",
        "ORPHA",
    ),
    "OMIM": (
        "http://www.omim.org",
        "https://www.omim.org",
        "https://omim.org/entry/",
        "http://omim.org#",
        "urn:oid:2.16.840.1.113883.6.174",
        "http://identifiers.org/mim",
    ),
    "HP": (
        "http://human-phenotype-ontology.org",
        "https://human-phenotype-ontology.org/",
        "http://purl.obolibrary.org/obo/hp.owl",
        "https://purl.obolibrary.org/obo/hp.fhir",
        "http://purl.obolibrary.org/obo/HP_",
        "http://purl.obolibrary.org/obo/hp",
        "https://hpo.jax.org/app/",
        "urn:oid:2.16.840.1.113883.6.339",
        "HPO",
    ),
    "MONDO": ("http://purl.obolibrary.org/obo/mondo.owl", "https://purl.obolibrary.org/obo/mondo", "MONDO"),
    "SNOMED": (
        "http://snomed.info/sct",
        "https://snomed.info/sct/",
        "http://snomed.info/sct/450829007/version/20260430",
        "http://snomed.info/sct?fhir_vs",
        "urn:oid:2.16.840.1.113883.6.96",
        "SNOMED CT",
    ),
    "LOINC": ("http://loinc.org", "https://loinc.org/", "urn:oid:2.16.840.1.113883.6.1"),
    None: (
        "http://hl7.org/fhir/sid/icd-9-cm",
        "http://hl7.org/fhir/sid/icd-10-pcs",
        "http://www.cms.gov/Medicare/Coding/ICD10",
        "https://hospital.example.es/CodeSystem/cie-10-procedimientos",
        "urn:oid:2.16.840.1.113883.6.4",
        "http://id.who.int/icd/release/11/mms",
        "http://fhir.de/CodeSystem/bfarm/alpha-id",
        "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
        "http://purl.obolibrary.org/obo/NCBITaxon.owl",
        "http://www.hp.com",
        "urn:local",
    ),
}


@pytest.mark.parametrize(("address", "system"), [(one, name) for name, known in ADDRESSES.items() for one in known])
def test_every_form_of_an_address_is_known(address: str, system: str | None) -> None:
    assert system_of(address) == system


@pytest.mark.parametrize(
    ("address", "code", "disease"),
    [
        ("CIE-10", "Q87.4†", "OMIM:154700"),
        ("CIE-10", "Q87,4", "OMIM:154700"),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "Q87.4!", "OMIM:154700"),
        ("https://www.orpha.net", "84", "ORPHA:84"),
        ("http://www.orpha.net/ORDO", "Orphanet:558", "ORPHA:558"),
        ("https://www.omim.org", "#154700", "OMIM:154700"),
    ],
)
def test_codes_are_read_as_each_country_writes_them(address: str, code: str, disease: str) -> None:
    assert meaning(address, code) == Meaning(disease)
