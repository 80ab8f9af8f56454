"""Diseases found by what people type: ids, names, synonyms, slips."""

import threading
from collections.abc import Iterator

import pytest

from hoofbeat.bundle.runtime import finder as module
from hoofbeat.bundle.runtime.finder import DiseaseFinder
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import SearchLanguage

ROWS = [
    {"id": "HBD:0000040", "names": {"en": "Pneumonia", "es": "Neumonía"}, "orphan": False},
    {
        "id": "OMIM:154700",
        "equivalent_ids": ["MONDO:0007947", "ORPHA:558"],
        "names": {"en": "Marfan syndrome", "es": "Síndrome de Marfan"},
        "orphan": True,
    },
    {"id": "OMIM:219700", "names": {"en": "Cystic fibrosis"}, "orphan": True},
    {"id": "SITE:a.b", "names": {"en": "A disease of the site"}, "orphan": False},
]
SYNONYMS = {"HBD:0000040": {"es": ["pulmonía"], "en": ["lung infection"]}, "OMIM:219700": {"es": ["FQ"]}}


@pytest.fixture
def finder() -> DiseaseFinder:
    return DiseaseFinder(LateRows(ROWS, Disease.model_validate), SYNONYMS)


@pytest.mark.parametrize(
    ("typed", "disease"),
    [
        ("OMIM:154700", "OMIM:154700"),
        ("omim 154700", "OMIM:154700"),
        ("MIM#154700", "OMIM:154700"),
        ("154700", "OMIM:154700"),
        ("558", "OMIM:154700"),
        ("orpha:558", "OMIM:154700"),
        ("Orphanet 558", "OMIM:154700"),
        ("MONDO:7947", "OMIM:154700"),
        ("hbd40", "HBD:0000040"),
        ("SITE:a.b", "SITE:a.b"),
        ("neumonia", "HBD:0000040"),
        ("PULMONIA", "HBD:0000040"),
        ("fq", "OMIM:219700"),
        ("sindrome de marfan", "OMIM:154700"),
        ("marfna", "OMIM:154700"),
        ("fibrosis cystic", "OMIM:219700"),
    ],
)
def test_what_people_type_finds_the_disease(finder: DiseaseFinder, typed: str, disease: str) -> None:
    assert finder.search(typed, lang="es")[0].disease.id == disease


@pytest.mark.parametrize("typed", ["", "  ", "ORPHA:559", "999999", "ICD 558", "xyzzy"])
def test_what_is_nothing_finds_nothing(finder: DiseaseFinder, typed: str) -> None:
    assert finder.search(typed) == []


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_readers_language_matches_first(finder: DiseaseFinder, lang: SearchLanguage) -> None:
    expected = {"en": "Marfan syndrome", "es": "Síndrome de Marfan"}
    assert finder.search("marfan", lang=lang)[0].disease.id == "OMIM:154700"
    assert finder.search(expected[lang], lang=lang)[0].matched == expected[lang]
    assert finder.search("marfan", lang=lang, limit=0) == []


def test_an_id_is_known_as_it_stands_alone(finder: DiseaseFinder) -> None:
    assert (finder.place("ORPHA:558"), finder.place("OMIM:154700"), finder.place("omim:154700")) == (1, 1, None)


def test_an_own_id_counts_before_an_equivalent_one() -> None:
    rows = [
        {"id": "ORPHA:1", "equivalent_ids": ["ORPHA:2"], "names": {"en": "first"}, "orphan": True},
        {"id": "ORPHA:2", "names": {"en": "second"}, "orphan": True},
    ]
    found = DiseaseFinder(LateRows(rows, Disease.model_validate), {})
    assert found.place("ORPHA:2") == 1


def test_many_threads_make_one_index(finder: DiseaseFinder, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    class Counted(Lexicon):
        def __init__(self, entries: Iterator[object]) -> None:
            made.append(1)
            super().__init__(entries)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "Lexicon", Counted)
    together = threading.Barrier(8)
    found: list[str] = []

    def search() -> None:
        together.wait()
        found.append(finder.search("marfan")[0].disease.id)

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), set(found)) == (1, {"OMIM:154700"})
