"""Monthly: the newest release of ontology and annotations, kept as a new version beside the old ones."""

from datetime import UTC, datetime, timedelta

from airflow.sdk import dag, task

from hoofbeat_command import hoofbeat


@dag(
    schedule="@monthly",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["hoofbeat"],
    doc_md=__doc__,
)
def knowledge_refresh() -> None:
    """Refresh the knowledge."""

    @task(retries=2, retry_delay=timedelta(hours=1))
    def refresh() -> None:
        """Download, check and keep; nothing changes where nothing is new."""
        hoofbeat("knowledge", "refresh")

    refresh()


knowledge_refresh()
