"""A receiver of OTLP over HTTP with protobuf: keeps what it was sent, as bytes and as messages."""

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric
from opentelemetry.proto.trace.v1.trace_pb2 import Span

PATIENCE = 60.0


class Receiver:
    """What came: the raw bodies by path; spans and metrics decoded."""

    def __init__(self) -> None:
        self.bodies: list[tuple[str, bytes]] = []
        received = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                assert self.headers["Content-Type"] == "application/x-protobuf"
                received.append((self.path, body))
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing of each."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def spans(self) -> list[Span]:
        """Every span that came."""
        return [span for scope in self._scopes() for span in scope.spans]

    @property
    def resources(self) -> list[dict[str, str]]:
        """What who sent spans says of itself."""
        return [
            {each.key: each.value.string_value for each in told.resource.attributes}
            for told in self._of("/v1/traces", ExportTraceServiceRequest, "resource_spans")
        ]

    @property
    def metrics(self) -> dict[str, Metric]:
        """The last of each metric that came."""
        told = self._of("/v1/metrics", ExportMetricsServiceRequest, "resource_metrics")
        return {metric.name: metric for one in told for scope in one.scope_metrics for metric in scope.metrics}

    def until(self, there: Callable[["Receiver"], bool]) -> None:
        """Wait until this is so."""
        deadline = monotonic() + PATIENCE
        while not there(self):
            assert monotonic() < deadline, [path for path, _ in self.bodies]
            sleep(0.05)

    def _scopes(self) -> list[Any]:
        told = self._of("/v1/traces", ExportTraceServiceRequest, "resource_spans")
        return [scope for one in told for scope in one.scope_spans]

    def _of(self, path: str, kind: Any, field: str) -> list[Any]:
        return [one for at, body in list(self.bodies) if at == path for one in getattr(kind.FromString(body), field)]


def attributes(span: Span) -> dict[str, str | int]:
    """The attributes of a span: texts and numbers."""
    return {
        each.key: each.value.string_value if each.value.HasField("string_value") else each.value.int_value
        for each in span.attributes
    }


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver until the block ends."""
    receiver = Receiver()
    try:
        yield receiver
    finally:
        receiver.close()
