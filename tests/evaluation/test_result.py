"""The figures of an evaluation, kept and read back.

Mirrors: hoofbeat.evaluation.estimate
"""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.estimate import Estimate
from hoofbeat.evaluation.result import CohortCounts, EvaluationResult


def test_json_brings_back_the_same_result(result: EvaluationResult, tmp_path: Path) -> None:
    path = tmp_path / "report" / "metrics.json"
    result.save(path)
    assert EvaluationResult.load(path) == result
    assert [file.name for file in path.parent.iterdir()] == ["metrics.json"]


def test_json_reads_naturally(result: EvaluationResult, tmp_path: Path) -> None:
    result.save(tmp_path / "metrics.json")
    raw = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    first = raw["rankings"][0]
    assert set(first["top"]) == {"1", "3", "5", "10"}
    assert set(first["top"]["1"]) == {"value", "low", "high"}
    assert raw["cohort"]["quarantined"] == 21


def test_find_picks_one_line(result: EvaluationResult) -> None:
    line = result.find("naive", "hybrid", "orphan")
    assert line is not None
    assert (line.protocol, line.model, line.subset) == ("naive", "hybrid", "orphan")
    assert result.find("naive", "nobody") is None


def test_a_result_cannot_be_changed(result: EvaluationResult) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        result.simulated = True  # type: ignore[misc]


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValidationError, match="finite"):
        Estimate(value=float("nan"), low=0, high=1)


def test_lost_records_are_noticed() -> None:
    counts = {"cases": 1, "diseases": 1, "publications": 1, "orphan": 1, "common": 0}
    assert CohortCounts(read=5, accepted=3, quarantined=2, **counts).adds_up
    assert not CohortCounts(read=5, accepted=3, quarantined=1, **counts).adds_up


@pytest.mark.parametrize("content", [None, "{", '{"simulated": true}', "\udcff"])
def test_a_file_that_is_no_evaluation_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "metrics.json"
    if content is not None:
        path.write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(InputError, match=r"metrics\.json.*hoofbeat evaluate"):
        EvaluationResult.load(path)
