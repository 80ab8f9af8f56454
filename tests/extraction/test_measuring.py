"""The benchmark counts as it says: id and status, id alone, near ones apart, words that overlap; halves are for ever.

Mirrors: benchmarks/extraction/scoring.py, benchmarks/extraction/coded.py
"""

import sys
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks" / "extraction"
ABOVE = {"HP:2": frozenset({"HP:1", "HP:2"}), "HP:1": frozenset({"HP:1"})}


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, ModuleType]:
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in ("coded", "scoring"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import coded
    import scoring

    return coded, scoring


def test_what_counts(benchmark: tuple[ModuleType, ModuleType]) -> None:
    coded, scoring = benchmark
    gold = (
        coded.Mention("HP:1", "present", 0, 5),
        coded.Mention("HP:3", "absent", 9, 12),
        coded.Mention("HB:4", "past"),
    )
    told = [
        coded.Mention("HP:2", "present", 0, 5),
        coded.Mention("HP:3", "present", 9, 12),
        coded.Mention("HB:4", "past"),
    ]
    figures = scoring.score([coded.Coded("x", "en", gold)], [told], lambda id_: ABOVE.get(id_, frozenset()))
    assert {name: figures[name]["both"] for name in ("all", "ontology", "id", "ontology_id", "near")} == {
        "all": 1, "ontology": 0, "id": 2, "ontology_id": 1, "near": 2,
    }  # fmt: skip
    assert (figures["all"]["precision"], figures["all"]["recall"]) == (round(1 / 3, 4), round(1 / 3, 4))
    assert (figures["past"]["f1"], figures["absent"]["f1"], figures["span"]) == (1.0, 0.0, None)


def test_words_elsewhere_overlap_nothing(benchmark: tuple[ModuleType, ModuleType]) -> None:
    coded, scoring = benchmark
    text = coded.Coded("fever fever", "en", (coded.Mention("HP:1", "present", 0, 5),))
    near, far = ([coded.Mention("HP:1", "present", start, start + 5)] for start in (3, 6))
    assert [scoring.score([text], [told], ABOVE.get)["span"] for told in (near, far)] == [1.0, 0.0]


def test_of_a_whole_note_what_is_present_anywhere_counts(benchmark: tuple[ModuleType, ModuleType]) -> None:
    coded, scoring = benchmark
    said = [("HP:1", "absent"), ("HP:1", "present"), ("HP:1", "absent"), ("HP:2", "absent"), ("HP:3", "family")]
    mentions = [coded.Mention(*one) for one in said]
    assert scoring.of_a_case(mentions) == [coded.Mention("HP:1", "present"), coded.Mention("HP:2", "absent")]


def test_the_halves_are_those_of_the_readme(benchmark: tuple[ModuleType, ModuleType]) -> None:
    coded, _ = benchmark
    sizes = {
        (lang, half): len(coded.sentences(lang, half)) for lang in ("en", "es") for half in ("development", "test")
    }
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for (lang, half), size in sizes.items():
        assert f"| {'English' if lang == 'en' else 'Spanish'}, {half} | {size} |" in readme
