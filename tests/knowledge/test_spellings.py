"""Every way in which registries, tools and hospitals write the id of a known vocabulary."""

import pytest

from hoofbeat.knowledge.spellings import id_meaning, parted


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
    ],
)
def test_every_spelling_of_what_means_marfan(text: str) -> None:
    assert id_meaning(text).disease == "OMIM:154700"


@pytest.mark.parametrize("text", ["HP:0001250", "hp:0001250", "HP_0001250", "HPO:0001250", "hpo: HP:0001250"])
def test_every_spelling_of_a_finding(text: str) -> None:
    assert id_meaning(text).findings == ("HP:0001250",)


@pytest.mark.parametrize(
    "text",
    ["Marfan", "F20", "SITE:marfan", "OMIM:15470", "OMIM:PS154700", "OMIMPS:154700", "HP:123", "omimetic 123456", ""],
)
def test_what_only_looks_like_an_id_is_none(text: str) -> None:
    assert parted(text) is None
    assert not id_meaning(text)
