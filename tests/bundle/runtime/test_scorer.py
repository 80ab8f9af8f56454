"""What is known of a case before it is scored."""

from pathlib import Path

import numpy as np
import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import read_manifest
from hoofbeat.bundle.runtime.scorer import Scorer
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.errors import InputError

LEAF, OTHER = "HP:0002000", "HP:0002007"


@pytest.fixture(scope="module")
def scorer(sound: Path) -> Scorer:
    """One that understands, and is asked for no score."""
    return Scorer(read_manifest(sound), Bundle.load(sound).lexicon, {})


def case(*findings: Finding) -> Case:
    return Case(case_id="invented", findings=findings)


def test_findings_are_sorted_and_what_is_unknown_is_set_aside(scorer: Scorer) -> None:
    known = scorer.understand(case(Finding(id=OTHER), Finding(id="HP:9999999"), Finding(id="HP:0000009")))
    assert (known.observed, known.excluded, known.measured) == ([LEAF, OTHER], [], False)
    assert known.warnings == ["HP:9999999 is not known to this model: set aside"]


def test_nothing_known_is_refused_before_anything_is_scored(scorer: Scorer) -> None:
    with pytest.raises(InputError, match="None of the findings is known"):
        scorer.understand_known(case(Finding(id="HP:9999999")))
    assert scorer.understand_known(case(Finding(id=LEAF, excluded=True))).warnings == [
        "No observed finding: the ranking rests on what was excluded and on how frequent diseases are"
    ]


def test_a_bundle_ignores_what_it_does_not_know(sound: Path) -> None:
    bundle = Bundle.load(sound)
    with_it, without = (bundle.answer(case(Finding(id=LEAF), *more)) for more in ((Finding(id="HP:9999999"),), ()))
    np.testing.assert_array_equal(with_it[0], without[0])
