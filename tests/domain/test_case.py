"""A case holds what was recorded, once, and nothing impossible.

Mirrors: hoofbeat.domain.frozen
"""

import itertools
import math
from typing import Any

import pytest
from pydantic import ValidationError

from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.errors import BundleChecksumError, HoofbeatError, RecordError


def test_observed_and_excluded_findings_keep_their_order() -> None:
    stated = [("HP:0000003", False), ("HP:0000001", True), ("HB:0000002", False)]
    case = Case(case_id="c", findings=tuple(Finding(id=id_, excluded=excluded) for id_, excluded in stated))
    assert case.observed == ("HP:0000003", "HB:0000002")
    assert case.excluded == ("HP:0000001",)


def test_few_findings_grow_from_the_first_and_stay_the_same() -> None:
    stated = [Finding(id=f"HP:000000{i}", excluded=i == 4) for i in range(1, 8)]
    case = Case(case_id="c", findings=tuple(stated))
    told = [case.with_few_findings(count, seed=3).observed for count in range(10)]
    assert told == [case.with_few_findings(count, seed=3).observed for count in range(10)]
    assert told[1] == ("HP:0000001",)
    assert all(more[: len(fewer)] == fewer for fewer, more in itertools.pairwise(told))
    assert set(told[9]) == {finding.id for finding in stated if not finding.excluded}
    assert Case(case_id="c").with_few_findings(3).observed == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"case_id": ""},
        {"age": -1},
        {"age": 131},
        {"age": math.nan},
        {"sex": "M"},
        {"findings": [{"id": "seizure"}]},
        {"findings": [{"id": "HP:12"}]},
        {"name": "Jane"},
        {"measurements": [{"code": "718-7", "value": math.inf, "unit": "g/dL"}]},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Case.model_validate({"case_id": "c"} | wrong)


def test_an_error_says_what_and_how_to_mend_it() -> None:
    assert str(RecordError("line 3: no id", hint="add one")) == "line 3: no id → add one"
    assert str(HoofbeatError("stopped")) == "stopped"
    assert issubclass(BundleChecksumError, HoofbeatError)
