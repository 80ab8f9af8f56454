"""Whenever bronze has new records: parse, check, and make silver and gold of them."""

from airflow.sdk import dag, task

from hoofbeat_command import BRONZE, GOLD, expectations, hoofbeat, output, sources


@dag(schedule=[BRONZE], catchup=False, max_active_runs=1, tags=["hoofbeat"], doc_md=__doc__)
def prepare() -> None:
    """Make the cohort."""

    # No retries: a quality gate that failed fails again until someone mends the data or the expectations.
    @task(outlets=[GOLD])
    def make_gold() -> None:
        """Take what is new in bronze through the gate."""
        hoofbeat("prepare", *sources(), *expectations(), *output())

    make_gold()


prepare()
