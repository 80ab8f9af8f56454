"""A year is drawn once, and no other one goes on in its place."""

from pathlib import Path

import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.simulation.plan import YearPlan
from hoofbeat.simulation.scenarios.scenario import Scenario
from hoofbeat.simulation.sizes import FULL, QUICK
from hoofbeat.whole import write_whole

PLAN = YearPlan(scenario=Scenario.named("usual"), size=QUICK, seed=0, data=False)


def begun(output: Path) -> None:
    PLAN.settle(output)
    write_whole(output / "year" / "people.json", "{}")


@pytest.mark.parametrize(
    "changed", [{"seed": 1}, {"size": FULL}, {"data": True}, {"scenario": Scenario.named("stable")}]
)
def test_another_year_is_refused(changed: dict[str, object], tmp_path: Path) -> None:
    begun(tmp_path)
    PLAN.settle(tmp_path)
    with pytest.raises(InputError, match="Another year"):
        PLAN.model_copy(update=changed).settle(tmp_path)
    assert (tmp_path / "year" / "people.json").exists()


def test_a_damaged_plan_is_no_reason_to_begin_another_year(tmp_path: Path) -> None:
    begun(tmp_path)
    (tmp_path / "year" / "plan.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="Another year"):
        PLAN.settle(tmp_path)
