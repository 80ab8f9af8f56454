#!/usr/bin/env bash
# opentelemetry-sdk 1.45.2: the W3C propagator reads `tracestate` beside `traceparent`, and every span that follows is exported with
# its text, word for word, by default and whatever sampler is set. It is a header of whoever calls: up to 32 entries of 256 signs.
#
# A service that promises "no header ever in a span" and takes up its callers' traces in the usual way stores what they write
# there, such as a ward or a name, with everybody who keeps its traces.
#
# What we do: the propagator is handed `traceparent` alone (monitoring/tracing.py); a test sends all three headers.
source "$(dirname "$0")/in_fresh_environment.sh" opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-common==1.45.2

python - <<'END'
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

exporter, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))


def exported(**headers):
    exporter.clear()
    parent = TraceContextTextMapPropagator().extract(headers, Context())
    provider.get_tracer("service").start_span("GET /cases", parent).end()
    return encode_spans(exporter.get_finished_spans()).SerializeToString()


caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
both, alone = exported(traceparent=caller, tracestate="ward=jane-doe"), exported(traceparent=caller)
print("with tracestate the sent bytes hold the word:", b"jane-doe" in both)
print("with traceparent alone:", b"jane-doe" in alone)
assert b"jane-doe" in both and b"jane-doe" not in alone
END
