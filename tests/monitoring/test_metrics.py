"""The metrics of one process: what the bundle is and how old, and what is said of kept cases.

What each request moves is tested through the service: tests/serving/test_listed_metrics.py.
"""

from datetime import UTC, datetime

from pydantic import BaseModel

from hoofbeat.monitoring.metrics import ServingMetrics


class Manifest(BaseModel):
    created: datetime | str
    knowledge_version: str = "hpo-2026-06-06+orphadata-2026-05-23+tables-0123"


def rendered(metrics: ServingMetrics) -> list[str]:
    return [line for line in metrics.render().decode().splitlines() if not line.startswith("#")]


def value(metrics: ServingMetrics, name: str) -> float:
    (line,) = (line for line in rendered(metrics) if line.startswith(f"{name} "))
    return float(line.split()[1])


def test_the_bundle_that_answers_takes_the_place_of_the_one_before() -> None:
    metrics = ServingMetrics()
    metrics.bundle("one", Manifest(created=datetime(2026, 1, 2, tzinfo=UTC)))
    metrics.bundle("two", Manifest(created="2026-02-03T00:00:00Z", knowledge_version="hpo-2026-07-07"))
    lines = rendered(metrics)
    assert [line for line in lines if "bundle_info" in line] == [
        'hoofbeat_bundle_info{knowledge="hpo-2026-07-07",version="two"} 1.0'
    ]
    assert value(metrics, "hoofbeat_bundle_created_timestamp_seconds") == datetime(2026, 2, 3, tzinfo=UTC).timestamp()


def test_knowledge_is_as_old_as_the_oldest_of_its_parts() -> None:
    metrics = ServingMetrics()
    name = "hoofbeat_knowledge_released_timestamp_seconds"
    metrics.bundle("one", Manifest(created=""))
    assert value(metrics, name) == datetime(2026, 5, 23, tzinfo=UTC).timestamp()
    for undated in (Manifest(created="", knowledge_version="tables-2026-99-99"), None):
        metrics.bundle("two", undated)
        assert value(metrics, name) == 0


def test_what_is_under_way_is_counted_until_it_ends_however_it_ends() -> None:
    metrics = ServingMetrics()
    try:
        with metrics.in_flight(), metrics.in_flight():
            assert "hoofbeat_requests_in_flight 2.0" in rendered(metrics)
            raise ValueError
    except ValueError:
        assert "hoofbeat_requests_in_flight 0.0" in rendered(metrics)


def test_what_is_said_of_cases_is_counted_by_kind() -> None:
    metrics = ServingMetrics()
    for kind in ("confirmed", "corrected", "confirmed"):
        metrics.case_feedback(kind)
    assert {
        'hoofbeat_feedback_total{kind="confirmed"} 2.0',
        'hoofbeat_feedback_total{kind="corrected"} 1.0',
    } <= set(rendered(metrics))
