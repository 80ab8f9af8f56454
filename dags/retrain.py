"""By night, and whenever gold was made anew: where a round of retraining is due, from training to production.

Each step is a task that calls `hoofbeat retrain step`, and can be cleared and run again: what is done stays done. A
challenger that is refused fails nothing; the steps after the refusal are skipped, and the reasons stand in the XCom.
"""

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowException, AirflowSkipException

from hoofbeat_command import GOLD, PRODUCTION, ROUND, ended, hoofbeat, retraining

#: Exit statuses of `hoofbeat retrain`: the round ended before the step, and live traffic has not decided yet.
ENDED, UNDECIDED = 3, 4

#: A worker may be killed, or the registry be away: the step goes on where it was.
AGAIN = {"retries": 2, "retry_delay": timedelta(minutes=2)}
#: Each look of these waits for traffic by itself (`--patience`), and may go on for a night.
PATIENT = {"retries": 12, "retry_delay": timedelta(minutes=5)}


@dag(
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable(os.environ.get("HOOFBEAT_RETRAIN_CRON", "41 2 * * *"), timezone="UTC"),
        assets=[GOLD],
    ),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["hoofbeat"],
    doc_md=__doc__,
)
def retrain() -> None:
    """Retrain, where it is due."""

    @task.short_circuit(**AGAIN)
    def due() -> bool:
        """Whether a round is due, or under way."""
        told = hoofbeat("retrain", "due", *retraining(), "--json", status=(0, ENDED))
        found = json.loads(told)
        return bool(found["due"]) or found["under_way"] is not None

    def step(name: str, before: Any = None, **settings: Any) -> Any:
        """A task for a step; it is told the round by the one before, and hands on what the step left."""

        @task(task_id=name, **({"outlets": [ROUND]} | settings))
        def work(told: dict[str, Any] | None, *, outlet_events: Any = None) -> dict[str, Any]:
            number = ["--round", str(told["round"])] if told else []
            # Not the logical date: runs that an asset woke, or a person, have none.
            who = ["--who", f"airflow {get_current_context()['run_id']}"]
            command = ended("retrain", "step", name, *number, *retraining(), *who, "--json")
            if command.status not in (0, ENDED, UNDECIDED):
                raise AirflowException(f"hoofbeat retrain step {name} ended with {command.status}: {command.last}")
            left: dict[str, Any] = json.loads(command.answer)
            if command.status == UNDECIDED:
                raise AirflowException(f"live traffic has not decided yet: {' '.join(left['reasons'])}")
            if command.status == ENDED:
                raise AirflowSkipException(f"round {left['round']} was {left['stand']}: {' '.join(left['reasons'])}")
            for asset in settings.get("outlets", [ROUND]):
                outlet_events[asset].extra = {"round": left["round"], "step": name, "folder": left["folder"]} | {
                    part: left["record"][part] for part in ("said", "artefacts", "facts")
                }
            return left

        return work(before)

    told = step("pin", **AGAIN)
    due() >> told
    for name in ("train", "evaluate", "export", "gate", "register", "stage"):
        told = step(name, told, **AGAIN)
    for name in ("shadow", "canary"):
        told = step(name, told, **PATIENT)
    step("promote", told, outlets=[ROUND, PRODUCTION], **AGAIN)


retrain()
