"""OpenTelemetry over OTLP/HTTP, switched on and set by its own standard variables; needs the extra ``telemetry``.

``OTEL_EXPORTER_OTLP_ENDPOINT`` (or the one of traces or metrics alone) switches it on. The sampler, headers, time
limits and batches are read by OpenTelemetry's own library: ``OTEL_TRACES_SAMPLER=parentbased_traceidratio`` with
``OTEL_TRACES_SAMPLER_ARG=0.1`` follows one request in ten.
"""

import os
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

from hoofbeat import __version__
from hoofbeat.domain.errors import ConfigError
from hoofbeat.monitoring.exposition import Exposition
from hoofbeat.monitoring.tracing import Tracing

if TYPE_CHECKING:
    from opentelemetry.sdk.resources import Resource

_NEEDED = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")


class Telemetry:
    """What is sent to a collector while a service runs.

    Attributes:
        tracing: makes the spans of requests.

    Args:
        tracing: the same.
        endings: what sends the last of it and ends.
    """

    def __init__(self, tracing: Tracing | None = None, *endings: Callable[[], object]) -> None:
        self.tracing = tracing or Tracing()
        self._endings = endings

    @classmethod
    def of(
        cls,
        environment: Mapping[str, str] = os.environ,
        metrics: Exposition | None = None,
        *,
        traces: bool = True,
    ) -> "Telemetry":
        """Telemetry as the environment describes it; nothing is sent where it names no collector.

        Args:
            environment: the standard variables.
            metrics: what is sent of metrics; ``None``: nothing, another process does.
            traces: whether spans are sent.

        Raises:
            ConfigError: a collector is named and cannot be sent to: the packages are missing, or another protocol is
                asked for than HTTP with protobuf.
        """
        traces = traces and _asked(environment, "TRACES")
        shown = metrics if _asked(environment, "METRICS") else None
        if not traces and shown is None:
            return cls()
        _require_packages()
        resource = _resource(environment)
        tracing, endings = None, []
        if traces:
            tracing, ending = _tracing(resource)
            endings.append(ending)
        if shown is not None:
            from hoofbeat.monitoring.otlp_metrics import Pusher

            endings.append(Pusher(shown, resource).end)
        return cls(tracing, *endings)

    def end(self) -> None:
        """Send what is left, and end."""
        for ending in self._endings:
            ending()


def _asked(environment: Mapping[str, str], signal: str) -> bool:
    """Whether the variables ask for a signal: ``TRACES`` or ``METRICS``."""
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    exporter = environment.get(f"OTEL_{signal}_EXPORTER") or "otlp"
    own, common = (environment.get(f"OTEL_EXPORTER_OTLP_{kind}ENDPOINT") for kind in (f"{signal}_", ""))
    if exporter == "none" or not (own or common):
        return False
    if exporter != "otlp":
        raise ConfigError(f"OTEL_{signal}_EXPORTER is neither otlp nor none", hint="unset it, or set it to one of them")
    for kind in (f"{signal}_", ""):
        if protocol := environment.get(f"OTEL_EXPORTER_OTLP_{kind}PROTOCOL"):
            if protocol != "http/protobuf":
                raise ConfigError(
                    f"OTEL_EXPORTER_OTLP_{kind}PROTOCOL is not http/protobuf",
                    hint="unset it, and name the collector's port of OTLP over HTTP, usually 4318",
                )
            break
    return True


def _require_packages() -> None:
    try:
        missing = [name for name in _NEEDED if find_spec(name) is None]
    except ModuleNotFoundError:
        missing = list(_NEEDED)
    if missing:
        raise ConfigError(
            "OTEL_EXPORTER_OTLP_ENDPOINT names a collector, and the packages that send to one are not installed",
            hint="pip install 'hoofbeat[telemetry]', or unset the variable",
        )


def _resource(environment: Mapping[str, str]) -> "Resource":
    from opentelemetry.sdk.resources import Resource

    told = f"{environment.get('OTEL_RESOURCE_ATTRIBUTES', '')},"
    named = environment.get("OTEL_SERVICE_NAME") or "service.name=" in told
    ours = {"service.version": __version__} | ({} if named else {"service.name": "hoofbeat"})
    return Resource.create(ours)


def _tracing(resource: "Resource") -> tuple[Tracing, Callable[[], None]]:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider.get_tracer("hoofbeat", __version__)), provider.shutdown
