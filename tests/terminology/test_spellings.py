"""Every way in which registries, tools and hospitals write the id of a known vocabulary."""

import pytest

from hoofbeat.terminology.code_systems import system_of
from hoofbeat.terminology.spellings import id_meaning, parted


@pytest.mark.parametrize(
    "text",
    [
        "ORPHA:558",
        "Orphanet:558",
        "ORPHANET:558",
        "orphanet_558",
        "ORPHA558",
        "ORPHAcode: 558",
        "ORDO:558",
        "ORDO:Orphanet_558",
        "orpha 558 ",
        "http://www.orpha.net/ORDO/Orphanet_558",
        "ORPHA-558",
        "ORPHA code 558",
        "Orpha-Code: 558",
        "OrphaNumber:558",
        "ORPHA Nº 558",
        "ORPHA-Nr. 558",
        "código ORPHA: 558",
        "Código Orphanet 558",
        "Orphanet ID 558",
        "ORPHA:ORPHA558",
        "<http://www.orpha.net/ORDO/Orphanet_558>",
        "https://www.orpha.net/ORDO/Orphanet_558",
        "https://www.orpha.net/es/disease/detail/558?name=Marfan&mode=name",
        "http://www.orpha.net/consor/cgi-bin/OC_Exp.php?lng=ES&Expert=558",
        "https://hpo.jax.org/browse/disease/ORPHA:558",
        "http://www.orpha.net|558",
    ],
)
def test_every_spelling_of_orphanet(text: str) -> None:
    assert id_meaning(text).disease == "ORPHA:558"


@pytest.mark.parametrize(
    "text",
    [
        "OMIM:154700",
        "omim:154700",
        "MIM:154700",
        "OMIM#154700",
        "OMIM: #154700",
        "OMIM 154700",
        "MIM_154700",
        "https://omim.org/entry/154700",
        "https://www.omim.org/entry/154700",
        "ICD10:Q87.4",
        "ICD-10-CM:Q87.4",
        "CIE-10 Q87.4",
        "CIE10:Q874",
        "CID-10: Q87.4",
        "ICD-10-GM:Q87.4",
        "SNOMEDCT:19346006",
        "SCTID: 19346006",
        "SNOMED_CT:19346006",
        "SNOMEDCT_US:19346006",
        "SNOMEDCT_US_2024_03_01:19346006",
        "http://snomed.info/id/19346006",
        "http://snomed.info/sct|19346006",
        "#154700",
        "OMIM no. 154700",
        "OMIM ID: 154700",
        "MIM number 154700",
        "Phenotype MIM number: 154700",
        "omim.org/entry/154700",
        "https://omim.org/clinicalSynopsis/154700",
        "https://www.omim.org/entry/154700?search=marfan#description",
        "https://identifiers.org/mim/154700",
        "https://identifiers.org/OMIM:154700",
        "urn:miriam:omim:154700",
        "http://purl.bioontology.org/ontology/OMIM/154700",
        "http://purl.bioontology.org/ontology/ICD10CM/Q87.4",
        "http://hl7.org/fhir/sid/icd-10|Q87.4",
        "http://id.who.int/icd/release/10/Q87.4",
        "https://icd.who.int/browse10/2019/en#/Q87.4",
        "ICD10_WHO:Q87.4",
        "ICD-10 (WHO): Q87.4",
        "ICD-10-GM-2024:Q87.4",
        "ICD10 code Q87.4",
        "código CIE-10: Q87.4",
        "CIE10ES:Q87.4",
        "CIE X: Q87.4",
        "ICD:Q87.4",
        "CIE: Q87.4",
    ],
)
def test_every_spelling_of_what_means_marfan(text: str) -> None:
    assert id_meaning(text).disease == "OMIM:154700"


@pytest.mark.parametrize("text", [
        "HP:0001250", "hp:0001250", "HP_0001250", "HPO:0001250", "hpo: HP:0001250", "HP0001250", "HPO ID: HP:0001250",
        "obo:HP_0001250", "http://purl.obolibrary.org/obo/HP_0001250", "https://hpo.jax.org/app/browse/term/HP:0001250",
        "http://human-phenotype-ontology.org|HP:0001250", "https://bioregistry.io/HP:0001250",
    ])  # fmt: skip
def test_every_spelling_of_a_finding(text: str) -> None:
    assert id_meaning(text).findings == ("HP:0001250",)


@pytest.mark.parametrize(
    "text",
    [
        "Marfan",
        "F20",
        "SITE:marfan",
        "OMIM:15470",
        "OMIM:PS154700",
        "OMIMPS:154700",
        "HP:123",
        "omimetic 123456",
        "",
        "OMIM:*134797",
        "ICD9:759.82",
        "ICD-9-CM:759.82",
        "ICD11:LD28.01",
        "ICD:V10.3",
        "ICD:E880",
        "GARD:6975",
        "https://example.org/154700",
        "http://unknown.org|154700",
        "#15470",
        "HP:12345678",
        "code 558",
        "Order 558",
    ],
)
def test_what_only_looks_like_an_id_is_none(text: str) -> None:
    assert parted(text) is None
    assert not id_meaning(text)


def test_what_is_too_long_is_nothing_and_is_not_remembered() -> None:
    assert (parted(" " * 400 + "OMIM:154700"), system_of("http://snomed.info/sct/" + "x" * 600)) == (None, None)
