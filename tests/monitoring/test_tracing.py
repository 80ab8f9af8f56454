"""Spans of requests: route, method, status and stages, the caller's trace, and nothing else of the caller."""

import re
from time import sleep

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from hoofbeat.monitoring.tracing import Tracing
from hoofbeat.timings import Timings, timed, timing

CALLER = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
Headers = list[tuple[bytes, bytes]]


class Traced:
    """A tracer whose spans can be looked at."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.tracing = Tracing(provider.get_tracer("test"))

    def request(self, headers: Headers, status: int = 200) -> list[ReadableSpan]:
        span, self.ids = self.tracing.begin("POST", "/v1/cases/{case_id}", headers)
        with timing() as timings:
            for _ in range(2):
                with timed("rank"):
                    sleep(0.005)
        self.tracing.end(span, status, timings)
        return list(self._exporter.get_finished_spans())


def test_a_request_is_a_span_with_its_stages_in_it() -> None:
    inner, outer = Traced().request([])
    assert outer.name == "POST /v1/cases/{case_id}"
    assert dict(outer.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/v1/cases/{case_id}",
        "http.response.status_code": 200,
    }
    assert outer.parent is None
    assert outer.context is not None
    assert inner.parent is not None
    assert (inner.name, inner.parent.span_id) == ("rank", outer.context.span_id)
    assert dict(inner.attributes or {}) == {"hoofbeat.times": 2}
    assert inner.start_time is not None
    assert inner.end_time is not None
    assert inner.end_time - inner.start_time >= 10_000_000
    assert not outer.events


def test_the_caller_s_trace_goes_on_and_nothing_else_of_the_caller() -> None:
    traced = Traced()
    headers = [(b"traceparent", CALLER), (b"tracestate", b"ward=quetzalbird"), (b"baggage", b"name=quetzalbird")]
    spans = traced.request(headers)
    assert traced.ids.trace == "0af7651916cd43dd8448eb211c80319c"
    assert spans[-1].parent is not None
    assert f"{spans[-1].parent.span_id:016x}" == "b7ad6b7169203331"
    assert "quetzalbird" not in "".join(span.to_json() + str(span.context) for span in spans)


@pytest.mark.parametrize("sent", [b"", b"00-0-0-01", b"ff" + CALLER[2:], b"00-" + b"0" * 32 + CALLER[35:], b"\xff\xfe"])
def test_what_is_no_traceparent_begins_a_trace(sent: bytes) -> None:
    traced = Traced()
    assert traced.request([(b"traceparent", sent)])[-1].parent is None
    assert re.fullmatch(r"[0-9a-f]{32}", traced.ids.trace)


@pytest.mark.parametrize(
    ("status", "code"), [(200, StatusCode.UNSET), (422, StatusCode.UNSET), (503, StatusCode.ERROR)]
)
def test_what_fails_by_the_service_is_marked(status: int, code: StatusCode) -> None:
    span = Traced().request([], status)[-1]
    assert (span.status.status_code, span.status.description) == (code, None)


def test_without_a_collector_there_are_ids_for_the_log_alone() -> None:
    tracing = Tracing()
    span, ids = tracing.begin("GET", "/v1/model", [])
    assert not span.is_recording()
    tracing.end(span, 200, Timings())
    assert re.fullmatch(r"[0-9a-f]{32} [0-9a-f]{16}", " ".join(ids))
    again = tracing.begin("GET", "/v1/model", [(b"traceparent", CALLER)])[1]
    assert again.trace == "0af7651916cd43dd8448eb211c80319c"
    assert again.span != "b7ad6b7169203331"
