from pathlib import Path
from time import sleep
from typing import Any

import numpy as np
import pytest

from gate_world import ALL, known_bundle, patients
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.errors import BundleError
from hoofbeat.lifecycle.gate.cost import cost_rules, resident
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.gate.result import GateRule, RuleVerdict


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return known_bundle(tmp_path_factory.mktemp("cost") / "bundle", ALL)


class Slower(Bundle):
    """Takes two milliseconds more for an answer."""

    def judged_answer(self, *asked: Any) -> Any:
        sleep(0.002)
        return super().judged_answer(*asked)


def rules(first: Bundle, second: Bundle, folder: Path, margins: Margins) -> dict[str, GateRule]:
    told = cost_rules((first, second), (folder, folder), patients(ALL[:5]), margins, seed=0)
    return {rule.name: rule for rule in told}


def test_one_that_takes_longer_is_told_from_one_that_does_not(folder: Path) -> None:
    usual, slower = Bundle.load(folder), Slower.load(folder)
    found = rules(usual, slower, folder, Margins(quick=0))
    assert found["cost/time"].verdict is RuleVerdict.FAILS
    assert found["cost/time"].low is not None
    assert found["cost/time"].low > 1.25
    assert rules(slower, usual, folder, Margins(quick=0))["cost/time"].verdict is RuleVerdict.PASSES
    assert (found["cost/bytes"].difference, found["cost/bytes"].verdict) == (1.0, RuleVerdict.PASSES)
    assert found["cost/memory"].difference == pytest.approx(1, abs=0.1)
    assert rules(usual, usual, folder, Margins(largest_bytes=1000))["cost/bytes"].verdict is RuleVerdict.FAILS


def test_what_nobody_notices_does_not_refuse(folder: Path) -> None:
    """A first bundle has no re-ranker, and answers in a fraction of the time that every later one takes."""
    usual, slower = Bundle.load(folder), Slower.load(folder)
    found = rules(usual, slower, folder, Margins(quick=1000))
    assert found["cost/time"].low is not None
    assert found["cost/time"].low > 1.25
    assert found["cost/time"].verdict is RuleVerdict.PASSES
    ranker = usual.manifest.files["profiles.onnx"]
    larger = slower.manifest.model_copy(
        update={"files": slower.manifest.files | {"profiles.onnx": ranker.model_copy(update={"bytes": 10**7})}}
    )
    grown = Bundle.load(folder)
    grown.manifest = larger
    assert rules(usual, grown, folder, Margins())["cost/bytes"].verdict is RuleVerdict.PASSES
    assert rules(usual, grown, folder, Margins(small=0))["cost/bytes"].verdict is RuleVerdict.FAILS


def test_memory_is_that_of_the_bundle_and_not_of_who_asks(folder: Path) -> None:
    held = np.ones(40_000_000)
    assert resident(folder) < held.nbytes


def test_a_bundle_that_a_process_cannot_load_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="cannot be loaded by a process of its own"):
        resident(tmp_path)
