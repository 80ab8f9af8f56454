"""What else diseases are called, as a bundle carries it for the search."""

import pytest

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.knowledge.catalogue import Catalogue, build_catalogue
from hoofbeat.knowledge.vocabulary.disease_synonyms import disease_synonyms_of


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return build_catalogue({"OMIM:219700": "Cystic fibrosis", "OMIM:154700": "Marfan syndrome"})


def of_name(catalogue: Catalogue, name: str) -> dict[str, tuple[str, ...]]:
    disease = next(disease for disease in catalogue.diseases if disease.name == name)
    return disease_synonyms_of(catalogue.diseases)[disease.id]


@pytest.mark.parametrize(
    ("disease", "language", "synonym"),
    [
        ("Cystic fibrosis", "es", "FQ"),
        ("Cystic fibrosis", "es", "mucoviscidosis"),
        ("Pneumonia", "es", "pulmonía"),
        ("Whooping cough", "en", "pertussis"),
    ],
)
def test_abbreviations_everyday_words_and_others_names_are_among_them(
    catalogue: Catalogue, disease: str, language: str, synonym: str
) -> None:
    assert fold(synonym) in map(fold, of_name(catalogue, disease)[language])


def test_each_stands_once_and_none_is_the_preferred_name(catalogue: Catalogue) -> None:
    names = {disease.id: disease.names for disease in catalogue.diseases}
    for any_id, by_language in disease_synonyms_of(catalogue.diseases).items():
        for language, texts in by_language.items():
            folded = [fold(text) for text in texts]
            assert len(folded) == len(set(folded)), any_id
            assert all(folded)
            assert fold(names[any_id].get(language, "")) not in folded


def test_what_the_catalogue_lacks_is_not_called_anything(catalogue: Catalogue) -> None:
    listed = {disease.id for disease in catalogue.diseases}
    assert disease_synonyms_of(catalogue.diseases).keys() <= listed


def test_what_a_disease_merely_stands_near_to_is_no_name_of_it(catalogue: Catalogue) -> None:
    """Rib fractures in general are no spontaneous one."""
    named = [
        fold(text) for names in disease_synonyms_of(catalogue.diseases).values() for t in names.values() for text in t
    ]
    assert "rib fractures" not in named
    assert "fractura de costillas" not in named
