"""What the standard variables switch on, and what they cannot ask for.

That it arrives at a collector is tested through the service: tests/serving/test_watched.py.
"""

import subprocess
import sys

import pytest

from hoofbeat.domain.errors import ConfigError
from hoofbeat.monitoring.telemetry import Telemetry

AWAY = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}


def sends(environment: dict[str, str]) -> bool:
    telemetry = Telemetry.of(environment)
    span, _ = telemetry.tracing.begin("GET", "/v1/model", [])
    telemetry.end()
    return span.is_recording()


@pytest.mark.parametrize(
    ("environment", "on"),
    [
        ({}, False),
        (AWAY, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://127.0.0.1:9/v1/metrics"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, False),
        (AWAY | {"OTEL_TRACES_EXPORTER": "none"}, False),
        (AWAY | {"OTEL_SDK_DISABLED": "true"}, False),
        (AWAY | {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}, True),
    ],
)
def test_a_collector_that_is_named_is_sent_to(environment: dict[str, str], on: bool) -> None:
    assert sends(environment) is on


@pytest.mark.parametrize("variable", ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"])
def test_another_protocol_is_refused_with_the_way_out(variable: str) -> None:
    with pytest.raises(ConfigError, match=rf"{variable}.*4318"):
        Telemetry.of(AWAY | {variable: "grpc"})
    with pytest.raises(ConfigError, match="OTEL_TRACES_EXPORTER"):
        Telemetry.of(AWAY | {"OTEL_TRACES_EXPORTER": "console"})


def test_without_the_extra_it_says_so_and_without_a_collector_nothing_of_it_is_imported() -> None:
    program = """
import sys
sys.modules["opentelemetry.sdk"] = None
from hoofbeat.domain.errors import ConfigError
from hoofbeat.monitoring.telemetry import Telemetry
Telemetry.of({})
try:
    Telemetry.of({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"})
except ConfigError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "pip install 'hoofbeat[telemetry]'" in done.stdout
