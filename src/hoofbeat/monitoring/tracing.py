"""A span of each request: its route's template, method, status and stages; nothing else that was sent or answered.

The spans go to a provider of our own and never to the one that an agent may set for the whole process: what an agent
adds to a span is not ours to answer for. Of the caller's headers ``traceparent`` alone is read, which holds two
numbers; ``tracestate`` and ``baggage`` may hold words.
"""

import secrets
from collections.abc import Iterable
from typing import NamedTuple

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import NoOpTracer, Span, SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from hoofbeat.timings import Timings

_TRACEPARENT = "traceparent"
_CALLERS = TraceContextTextMapPropagator()


class TraceIds(NamedTuple):
    """What a line of the log is found by, as lower-case hexadecimal digits.

    Attributes:
        trace: of the trace, 32 digits; the caller's where one was sent.
        span: of the request's span, 16 digits.
    """

    trace: str
    span: str


class Tracing:
    """Begins and ends the spans of requests.

    Args:
        tracer: who makes them; without one none is made, and ids are for the log alone.
    """

    def __init__(self, tracer: Tracer | None = None) -> None:
        self._tracer = tracer or NoOpTracer()
        self._on = tracer is not None

    def begin(self, method: str, route: str, headers: Iterable[tuple[bytes, bytes]]) -> tuple[Span, TraceIds]:
        """The span of a request, begun now.

        Args:
            method: one of the words that the service counts.
            route: template of the route.
            headers: of the request, names in lower case.
        """
        named = next((value for name, value in headers if name == b"traceparent"), b"")
        carrier = {_TRACEPARENT: named.decode("latin-1")} if named else {}
        # An empty context: what an agent has made current in this process is no parent of ours.
        context = _CALLERS.extract(carrier, Context())
        span = self._tracer.start_span(
            f"{method} {route}",
            context,
            SpanKind.SERVER,
            {"http.request.method": method, "http.route": route},
        )
        return span, self._ids(span)

    def end(self, span: Span, status: int, timings: Timings) -> None:
        """End the span of a request, with a span of each stage in it."""
        if span.is_recording():
            span.set_attribute("http.response.status_code", status)
            if status >= 500:
                span.set_status(StatusCode.ERROR)
            within = trace.set_span_in_context(span, Context())
            for name, stage in timings.stages.items():
                inner = self._tracer.start_span(
                    name, within, attributes={"hoofbeat.times": stage.times}, start_time=stage.began
                )
                inner.end(stage.began + stage.nanoseconds)
        span.end()

    def _ids(self, span: Span) -> TraceIds:
        known = span.get_span_context()
        trace_id = trace.format_trace_id(known.trace_id) if known.is_valid else secrets.token_hex(16)
        return TraceIds(trace_id, trace.format_span_id(known.span_id) if self._on else secrets.token_hex(8))
