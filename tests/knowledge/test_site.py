import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.domain.case import FINDING_ID_PATTERN
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.errors import InputError, KnowledgeError
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.site import NO_SITE, SiteDisease, SiteFeature, SiteVocabulary, site_id

VOCABULARY = SiteVocabulary(
    (SiteFeature("SITE:a", Wording(en="A", es="Á")), SiteFeature("SITE:n", Wording(en="N"), number=True)),
    (SiteDisease("SITE:d", Wording(en="D"), orphan=True),),
)


@given(st.text(), st.none() | st.text())
def test_any_text_makes_an_id_of_the_form_wanted(name: str, value: str | None) -> None:
    assert re.fullmatch(FINDING_ID_PATTERN, site_id(name, value))


@pytest.mark.parametrize(
    ("one", "other"), [("<5", ">5"), ("5", "5+"), ("1.5", "15"), ("是", "否"), ("a" * 90, "a" * 91), ("5 %", "5")]
)
def test_labels_that_differ_in_a_sign_have_ids_that_differ(one: str, other: str) -> None:
    assert site_id("x", one) != site_id("x", other)
    assert site_id(one) != site_id(other)


@pytest.mark.parametrize("text", ["Road Traffic", "road traffic", " ROAD  traffic ", "Róad-Tráffic"])
def test_spelling_does_not_change_an_id(text: str) -> None:
    assert site_id(text) == "SITE:road-traffic"


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    VOCABULARY.save(tmp_path / "deep" / "site.json")
    assert SiteVocabulary.load(tmp_path / "deep" / "site.json") == VOCABULARY
    assert SiteVocabulary.load(tmp_path / "none.json") == NO_SITE


@pytest.mark.parametrize("content", ["{", "[]", '{"features": [{"id": 1}], "diseases": []}'])
def test_a_damaged_file_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "site.json").write_text(content)
    with pytest.raises(KnowledgeError, match="damaged"):
        SiteVocabulary.load(tmp_path / "site.json")


def test_a_vocabulary_grows_and_newer_names_count() -> None:
    newer = SiteVocabulary((SiteFeature("SITE:a", Wording(en="Renamed")), SiteFeature("SITE:b", Wording(en="B"))))
    merged = VOCABULARY.merged(newer)
    assert [(feature.id, feature.names["en"]) for feature in merged.features] == [
        ("SITE:a", "Renamed"),
        ("SITE:b", "B"),
        ("SITE:n", "N"),
    ]
    assert merged.diseases == VOCABULARY.diseases


def test_the_version_tells_new_ids_not_new_names() -> None:
    renamed = SiteVocabulary((SiteFeature("SITE:a", Wording(en="Other")), VOCABULARY.features[1]), VOCABULARY.diseases)
    assert renamed.version_parts == VOCABULARY.version_parts
    assert (
        VOCABULARY.merged(SiteVocabulary((SiteFeature("SITE:b", Wording(en="B")),))).version_parts
        != VOCABULARY.version_parts
    )
    assert NO_SITE.version_parts == ()


def test_one_id_for_two_things_is_refused() -> None:
    with pytest.raises(InputError, match="SITE:a"):
        SiteVocabulary.of([SiteFeature("SITE:a", Wording(en="Cough")), SiteFeature("SITE:a", Wording(en="Fever"))], [])
    same = SiteVocabulary.of(
        [SiteFeature("SITE:a", Wording(en="Cough")), SiteFeature("SITE:a", Wording(en="cough "))], []
    )
    assert len(same.features) == 1


def test_site_diseases_stand_behind_those_of_the_catalogue() -> None:
    catalogue = Catalogue((Disease(id="OMIM:1", names=Wording(en="First"), orphan=True),))
    listed = VOCABULARY.listed_in(catalogue)
    assert [disease.id for disease in listed.diseases] == ["OMIM:1", "SITE:d"]
    assert VOCABULARY.listed_in(listed) == listed
    assert listed.diseases[1].orphan
