"""Daily: whether the bundle in production still is what it was made for, and still right; Prometheus reads the figures.

An alarm fails nothing here: Prometheus tells Alertmanager, which asks for a round of retraining.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowSkipException

from hoofbeat_command import fetching, hoofbeat, run_directory

AGAIN = {"retries": 2, "retry_delay": timedelta(minutes=5)}


@dag(
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["hoofbeat"],
    doc_md=__doc__,
)
def monitor() -> None:
    """Watch the bundle in production."""
    figures = Path(run_directory()) / "quality"

    @task(**AGAIN)
    def fetch() -> str:
        """Bring here what services answer with."""
        bundle = str(Path(run_directory()) / "production")
        hoofbeat("bundle", "fetch", os.environ.get("HOOFBEAT_PRODUCTION", "models:/hoofbeat@production"),
                 "--to", bundle, *fetching())  # fmt: skip
        return bundle

    @task(**AGAIN)
    def drift(bundle: str) -> None:
        """Hold what the service was asked and answered against what the bundle was made from."""
        windows = os.environ.get("HOOFBEAT_WINDOWS")
        if not windows:
            raise AirflowSkipException("HOOFBEAT_WINDOWS names no folder of the service's windows")
        hoofbeat("monitor", "drift", "--bundle", bundle, "--windows", windows,
                 "--metrics", str(figures / "drift.prom"), "--output", str(figures / "drift.json"))  # fmt: skip

    @task(**AGAIN)
    def outcomes(bundle: str) -> None:
        """Hold its answers against the diagnoses that were confirmed since it was made."""
        # The command reads HOOFBEAT_CASES by itself; without it, it goes by gold.
        of = [] if os.environ.get("HOOFBEAT_CASES") else ["--cohort", "gold", "--run", run_directory()]
        hoofbeat("monitor", "outcomes", "--bundle", bundle, *of,
                 "--metrics", str(figures / "outcomes.prom"), "--output", str(figures / "outcomes.json"))  # fmt: skip

    bundle = fetch()
    drift(bundle)
    outcomes(bundle)


monitor()
