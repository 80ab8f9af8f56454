"""What is known of a disease of the embedded knowledge, for a reader.

Mirrors: hoofbeat.domain.disease_page
"""

from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.pages import links_of
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording


@pytest.fixture(scope="module")
def bundle(embedded_bundle: Path) -> Bundle:
    return Bundle.load(embedded_bundle)


def test_links_are_made_from_ids_alone() -> None:
    ids = ("DDXPLUS:Marfan", "MONDO:0007947", "ORPHA:558", "ORPHA:not-a-number")
    disease = Disease(id="OMIM:154700", equivalent_ids=ids, names=Wording(en="Marfan syndrome"), orphan=True)
    assert [(link.source, link.url) for link in links_of(disease, "es")] == [
        ("Orphanet", "https://www.orpha.net/es/disease/detail/558"),
        ("OMIM", "https://www.omim.org/entry/154700"),
        ("MONDO", "https://monarchinitiative.org/MONDO:0007947"),
    ]
    assert links_of(disease)[0].url == "https://www.orpha.net/en/disease/detail/558"
    assert links_of(Disease(id="HBD:0000001", names=Wording(en="x"), orphan=False)) == ()


def test_a_page_tells_what_patients_show_the_most_frequent_first(bundle: Bundle) -> None:
    page = bundle.disease("ORPHA:558")
    assert page is not None
    assert (page.id, page.orphan, page.bundle) == ("OMIM:154700", True, bundle.version)
    frequencies = [finding.frequency for finding in page.profile]
    assert frequencies == sorted(frequencies, reverse=True)
    assert len(frequencies) > 20
    assert min(frequencies) > 0
    lens = next(finding for finding in page.profile if finding.finding_id == "HP:0001083")
    assert (lens.names["en"], lens.system.names["es"]) == ("Ectopia lentis", "Ojos")


def test_a_subtype_is_told_its_sisters(bundle: Bundle) -> None:
    page = bundle.disease("OMIM:163950")
    assert page is not None
    assert page.name == "Noonan syndrome 1"
    assert {subtype.name for subtype in page.subtypes} >= {"Noonan syndrome 2", "Noonan syndrome 3"}
    assert page.id not in {subtype.id for subtype in page.subtypes}
    assert page.parent is None or page.parent.name == "Noonan syndrome"


def test_every_page_can_be_written(bundle: Bundle) -> None:
    for disease in list(bundle.diseases)[::97]:
        page = bundle.disease(disease.id)
        assert page is not None
        assert page.names == disease.names


def test_an_unknown_id_has_no_page(bundle: Bundle) -> None:
    assert bundle.disease("OMIM:404404") is None
    assert not bundle.knows("OMIM:404404")
    assert bundle.knows("ORPHA:558")
