import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.watching.page.scrape import Latency, Sampled, read_scrape

TEXT = """# TYPE hoofbeat_requests_total counter
hoofbeat_requests_total{route="page",status="200"} 4
# TYPE hoofbeat_request_seconds histogram
hoofbeat_request_seconds_bucket{route="page",le="0.1"} 50
hoofbeat_request_seconds_bucket{route="page",le="0.3"} 98
hoofbeat_request_seconds_bucket{route="page",le="+Inf"} 100
hoofbeat_request_seconds_sum{route="page"} 9
hoofbeat_request_seconds_count{route="page"} 100
# TYPE hoofbeat_ready gauge
hoofbeat_ready 1
"""


def test_samples_and_quantiles_as_prometheus_takes_them() -> None:
    found = read_scrape(TEXT)
    assert found.samples == (
        Sampled("hoofbeat_requests_total", "route=page, status=200", 4.0), Sampled("hoofbeat_ready", "", 1.0)
    )  # fmt: skip
    (page,) = found.latencies
    assert page == Latency("route=page", 100, (0.1, pytest.approx(0.1 + 0.2 * 45 / 48), None))


def test_what_is_no_exposition_is_refused() -> None:
    with pytest.raises(InputError, match="text format"):
        read_scrape("<html>nothing of that kind</html>")


def test_a_moment_is_told_as_one() -> None:
    told = "hoofbeat_drift_timestamp_seconds"
    assert [Sampled(name, "", value).moment for name, value in (("hoofbeat_ready", 1.0), (told, 0.0))] == [None, None]
    assert str(Sampled(told, "", 1.8e9).moment) == "2027-01-15 08:00:00+00:00"
