"""Names by language: what a reader gets, what is refused, and what JSON holds."""

from collections.abc import Mapping
from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError

from hoofbeat.domain.differential import Caution, NamedFinding
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import SearchLanguage, Wording, search_language

FEVER = Wording(en="Fever", es="Fiebre")


class Thing(BaseModel):
    names: Wording


@pytest.mark.parametrize(("reader", "reads"), [("en", "Fever"), ("es", "Fiebre"), ("pt", "Fever"), ("", "Fever")])
def test_a_reader_gets_his_language_or_english(reader: str, reads: str) -> None:
    assert FEVER.best(reader) == reads


def test_it_is_a_value() -> None:
    assert FEVER == {"en": "Fever", "es": "Fiebre"}
    assert hash(FEVER) == hash(Wording({"es": "Fiebre", "en": "Fever"}))
    assert list(Wording({"pt": "Febre", "es": "Fiebre", "en": "Fever"})) == ["en", "es", "pt"]
    assert Wording(en="Fever", es=None) == {"en": "Fever"}
    with pytest.raises(TypeError):
        FEVER["es"] = "Calentura"  # type: ignore[index]
    assert len({Disease(id="A", names=FEVER, orphan=True), Disease(id="A", names=FEVER, orphan=True)}) == 1


@pytest.mark.parametrize(
    "texts", [{}, {"es": "Fiebre"}, {"en": "Fever", "Spanish": "Fiebre"}, {"en": "Fever", "": "x"}]
)
def test_without_english_or_with_no_tag_it_is_refused(texts: Mapping[str, str]) -> None:
    with pytest.raises(ValueError, match=r"English|tag"):
        Wording(texts)
    with pytest.raises(ValidationError):
        Thing.model_validate({"names": texts})


def test_a_third_language_is_read_and_written_without_a_new_format() -> None:
    names = {"en": "Fever", "es": "Fiebre", "pt": "Febre"}
    thing = Thing.model_validate_json('{"names": {"pt": "Febre", "en": "Fever", "es": "Fiebre"}}')
    assert thing.model_dump(mode="json") == {"names": names}
    assert thing.names.best("pt") == "Febre"


def test_english_and_spanish_also_stand_beside_the_names() -> None:
    finding = NamedFinding(finding_id="HP:0001945", names=FEVER)
    assert finding.model_dump(mode="json") == {
        "finding_id": "HP:0001945",
        "names": {"en": "Fever", "es": "Fiebre"},
        "name": "Fever",
        "name_es": "Fiebre",
    }
    assert NamedFinding.model_validate(finding.model_dump(round_trip=True)) == finding
    caution = Caution(kind="too little", texts=Wording(en="Little.")).model_dump(mode="json")
    assert (caution["text"], caution["text_es"]) == ("Little.", None)


def test_the_search_is_asked_in_a_language_it_knows() -> None:
    assert [search_language(known) for known in get_args(SearchLanguage)] == list(get_args(SearchLanguage))
    assert search_language("pt") == "en"
