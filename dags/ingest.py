"""Daily: every source into bronze, one mapped task a source, so that a broken one does not stop the others."""

from datetime import UTC, datetime, timedelta

from airflow.sdk import dag, task

from hoofbeat_command import BRONZE, hoofbeat, output, sources


@dag(
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["hoofbeat"],
    doc_md=__doc__,
)
def ingest() -> None:
    """Read the sources."""

    @task
    def list_sources() -> list[str]:
        """Names of the sources in the file."""
        return hoofbeat("sources", *sources()).split()

    # A share or a network may be away for a while; reading again adds nothing twice.
    @task(outlets=[BRONZE], retries=2, retry_delay=timedelta(minutes=5))
    def read(source: str) -> None:
        """Take one source to bronze."""
        hoofbeat("ingest", "--stage", "bronze", *sources(), "--source", source, *output())

    read.expand(source=list_sources())


ingest()
