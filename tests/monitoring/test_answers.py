"""Answers are counted by words of ours: rarity, how likely, setting, whether enough was told."""

import re
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

import hoofbeat.monitoring.answers
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.differential import Caution, Differential, RankedDisease
from hoofbeat.domain.languages import Wording
from hoofbeat.monitoring.answers import ABSTAINED, BANDS, OTHERS, AnswerMetrics, band_of

PAGE = Path(__file__).parents[2] / "src/hoofbeat/serving/web"


def answer(disease: str = "OMIM:154700", probability: float = 0.7, **fields: object) -> Differential:
    first = RankedDisease(
        rank=1, disease_id=disease, equivalent_ids=(), names=Wording(en="x"), orphan=disease.startswith("OMIM"),
        probability=probability, score=0,
    )  # fmt: skip
    return Differential.model_validate({"differential": (first,), "bundle": "test", **fields})


CAUTION = Caution(kind="too little", texts=Wording(en="Too little."))


def counted(registry: CollectorRegistry) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in registry.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    }


def test_each_answer_counts_where_it_belongs() -> None:
    registry = CollectorRegistry()
    metrics = AnswerMetrics(registry)
    metrics.count(3, answer(sufficient=True, warnings=("one", "two")))
    metrics.count(1, answer("HBD:0000001", 0.05, setting=Setting.EMERGENCY))
    metrics.count(1, answer(sufficient=False, caution=CAUTION))
    metrics.count(1, Differential(differential=(), bundle="test"))
    found = counted(registry)
    assert found["hoofbeat_differentials_total",] == 4
    assert found["hoofbeat_differential_warnings_total",] == 2
    assert found["hoofbeat_abstentions_total",] == 1
    assert found["hoofbeat_predictions_total", "likely", "orphan", "genetics"] == 1
    assert found["hoofbeat_predictions_total", "less likely", "common", "emergency"] == 1
    assert found["hoofbeat_predictions_total", ABSTAINED, "orphan", "genetics"] == 1
    assert found["hoofbeat_sufficiency_total", "sufficient"] == found["hoofbeat_sufficiency_total", "insufficient"] == 1
    assert found["hoofbeat_sufficiency_total", "not measured"] == 2
    assert found["hoofbeat_top_disease_total", "OMIM:154700"] == 2


def test_so_many_diseases_are_told_apart_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hoofbeat.monitoring.answers, "MOST_DISEASES", 3)
    registry = CollectorRegistry()
    metrics = AnswerMetrics(registry)
    for number in (1, 2, 3, 4, 5, 1):
        metrics.count(1, answer(f"OMIM:{number}"))
    top = {labels[1]: value for labels, value in counted(registry).items() if labels[0] == "hoofbeat_top_disease_total"}
    assert top == {"OMIM:1": 2, "OMIM:2": 1, "OMIM:3": 1, OTHERS: 2}


def test_the_words_are_those_of_the_page() -> None:
    script = (PAGE / "read/likelihood.js").read_text(encoding="utf-8")
    lowest = [(float(number), key) for number, key in re.findall(r"\[([\d.]+), \"(\w+)\"\]", script)]
    (words,) = re.findall(r"likelihoods: \{(.+?)\}", (PAGE / "words/en.js").read_text(encoding="utf-8"))
    said = dict(re.findall(r"(\w+): \"([^\"]+)\"", words))
    assert [(number, said[key]) for number, key in lowest] == list(BANDS)


@pytest.mark.parametrize(
    ("probability", "word"), [(1, "very likely"), (0.9, "very likely"), (0.8999, "likely"), (0.0, "very unlikely")]
)
def test_a_band_begins_at_its_lowest_probability(probability: float, word: str) -> None:
    assert band_of(answer(probability=probability)) == word
