"""Which triggers hold, at their limits and on either side of them."""

from datetime import UTC, datetime, timedelta

import pytest

from hoofbeat.lifecycle.retraining.due import DueLimits, RoundFacts, triggers
from hoofbeat.lifecycle.retraining.requests import RetrainRequest

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUIET = RoundFacts(
    last=NOON - timedelta(days=6),
    cases=900,
    new_cases=49,
    knowledge="hpo-2+tables-9",
    knowledge_in_production="hpo-2+tables-9",
    production="4",
)
LIMITS = DueLimits(every_days=7, new_cases=50)


def held(limits: DueLimits = LIMITS, **changes: object) -> list[str]:
    return [one.reason for one in triggers(QUIET.model_copy(update=changes), {}, limits, NOON)]


def test_nothing_is_due_where_nothing_happened() -> None:
    assert held() == []


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"last": NOON - timedelta(days=7)}, ["schedule"]),
        ({"last": NOON - timedelta(days=7, seconds=-1)}, []),
        ({"last": None}, ["schedule"]),
        ({"new_cases": 50}, ["cases"]),
        ({"knowledge": "hpo-3"}, ["knowledge"]),
        ({"knowledge": "hpo-2"}, []),  # a release, of which the production's is, with our tables
        ({"knowledge": "hpo-3", "knowledge_tried": "hpo-3+tables-9"}, []),  # a round took it, whatever came of it
        ({"knowledge": "hpo-3", "production": ""}, []),
        (
            {"last": NOON - timedelta(days=70), "new_cases": 70, "knowledge": "hpo-3"},
            ["schedule", "cases", "knowledge"],
        ),
    ],
)
def test_each_trigger_holds_from_its_limit_on(changes: dict[str, object], reasons: list[str]) -> None:
    assert held(**changes) == reasons


def test_limits_of_nought_leave_schedule_and_cases_out() -> None:
    assert held(DueLimits(every_days=0, new_cases=0), last=None, new_cases=900) == []


def test_a_request_says_who_asked_and_when() -> None:
    request = RetrainRequest(reason="drift", evidence="HoofbeatDrift since 11:00", asked=NOON)
    (found,) = triggers(QUIET, {request.name: request}, LIMITS, NOON)
    assert (found.reason, found.request) == ("drift", request.name)
    assert found.says == "asked for (drift) on 2026-03-01 12:00:00: HoofbeatDrift since 11:00"
