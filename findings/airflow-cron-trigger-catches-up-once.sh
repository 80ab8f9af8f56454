#!/usr/bin/env bash
# apache-airflow 3.3.2: a DAG timed by CronTriggerTimetable, with catchup=False and run_immediately left at its default, False, still makes
# a run when it is switched on for the first time: for the last moment of its schedule that has passed, however long ago. One timed for
# the first of January and switched on in November runs at once, "for" last January. The plain "@daily" does the same for last midnight.
#
# What we do: a DAG that is switched on before anything was ingested finds nothing to do and fails nothing (`hoofbeat retrain due` says
# so), and docs/orchestration.md says that a DAG with a clock runs when it is switched on.
source "$(dirname "$0")/in_fresh_environment.sh" apache-airflow-core==3.3.2 apache-airflow-task-sdk==1.3.2

export AIRFLOW_HOME=$PWD/airflow AIRFLOW__CORE__LOAD_EXAMPLES=False AIRFLOW__LOGGING__LOGGING_LEVEL=ERROR
python - <<'PYTHON'
from importlib.metadata import version

import pendulum
from airflow.timetables.base import TimeRestriction
from airflow.timetables.trigger import CronTriggerTimetable

now = pendulum.now("UTC")
timetable = CronTriggerTimetable("0 0 1 1 *", timezone="UTC")
began = now.subtract(years=3)
first = timetable.next_dagrun_info(
    last_automated_data_interval=None, restriction=TimeRestriction(earliest=began, latest=None, catchup=False)
)
print(f"apache-airflow-core {version('apache-airflow-core')}: now {now:%Y-%m-%d}, first run {first.run_after:%Y-%m-%d}")
assert first.run_after == pendulum.datetime(now.year, 1, 1), first
assert first.run_after <= now
PYTHON
