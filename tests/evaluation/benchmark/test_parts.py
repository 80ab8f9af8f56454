"""What is kept is read back as it was, and never taken for something else."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hoofbeat.evaluation.benchmark.asking import Reply
from hoofbeat.evaluation.benchmark.contenders import contenders
from hoofbeat.evaluation.benchmark.lessons import EXTERNAL
from hoofbeat.evaluation.benchmark.parts import Parts, Unit, code_digests

UNIT = Unit("naive", "simGIC", 1)
ANSWERS = {
    "as recorded": Reply(
        np.array([4, 2]), np.array([1, 0]), np.array([7, 8]), np.array([[0.5, 1.0], [np.nan, np.nan]])
    ),
    "3 findings told": Reply(*(np.zeros(0, dtype=np.int64) for _ in range(3)), np.zeros((0, 2))),
}


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(tmp_path / "parts", {"seed": 0, "phenopackets": "abc"}, "", {"simGIC": "v1"})


def test_what_is_kept_is_read_back(parts: Parts) -> None:
    assert parts.load(UNIT) is None
    parts.save(UNIT, ANSWERS)
    found = parts.load(UNIT)
    assert found is not None
    assert list(found) == list(ANSWERS)
    for name, answer in found.items():
        for column, values in vars(answer).items():
            np.testing.assert_array_equal(values, getattr(ANSWERS[name], column))
    assert [file.suffix for file in parts.folder.iterdir()] == [".npz"]


def test_other_data_settings_code_or_work_is_another_file(parts: Parts) -> None:
    others = (
        replace(parts, basis={**parts.basis, "seed": 1}).file(UNIT),
        replace(parts, basis={**parts.basis, "phenopackets": "abd"}).file(UNIT),
        replace(parts, code={"simGIC": "v2"}).file(UNIT),
        parts.file(replace(UNIT, fold=2)),
    )
    assert len({parts.file(UNIT), *others}) == 5


def test_cases_from_outside_change_the_answers_to_themselves_alone(parts: Parts) -> None:
    outside = replace(parts, outside="other")
    assert outside.file(UNIT) == parts.file(UNIT)
    assert outside.file(replace(UNIT, protocol=EXTERNAL)) != parts.file(replace(UNIT, protocol=EXTERNAL))


def test_something_damaged_is_computed_again(parts: Parts) -> None:
    parts.save(UNIT, ANSWERS)
    file = parts.file(UNIT)
    whole = file.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"no archive"):
        file.write_bytes(damaged)
        assert parts.load(UNIT) is None


def test_code_of_one_contender_does_not_count_for_another() -> None:
    digests = code_digests(contenders())
    assert len(digests) == len(contenders())
    assert digests["Resnik BMA"] == digests["Lin BMA"] != digests["naive Bayes"]
    assert len({digests[name] for name in ("simGIC", "knowledge model", "random forest", "hybrid")}) == 4
