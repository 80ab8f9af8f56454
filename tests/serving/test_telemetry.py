"""An agent that switches OpenTelemetry on in the process learns nothing of what is typed or sent.

Mirrors: hoofbeat.serving.app
"""

import json
import subprocess
import sys
from pathlib import Path

# Providers are global and set once: a process of its own. Beside our application answers a plain one of FastAPI's, to
# prove that the agent would have seen the words.
AGENT = """
import json, sys, threading, time
import httpx, uvicorn
from fastapi import FastAPI
from opentelemetry import metrics, trace
from opentelemetry._logs import set_logger_provider
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

spans, records, reader = InMemorySpanExporter(), InMemoryLogRecordExporter(), InMemoryMetricReader()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(spans))
trace.set_tracer_provider(provider)
logs = LoggerProvider()
logs.add_log_record_processor(SimpleLogRecordProcessor(records))
set_logger_provider(logs)
metrics.set_meter_provider(MeterProvider([reader]))

sys.path.insert(0, sys.argv[1])
from conftest import TwoDiseases, serving

def seen(address):
    with httpx.Client(base_url=address, timeout=60) as client:
        client.get("/v1/findings", params={"q": "purple zebra"})
        client.get("/v1/findings", params={"q": "purple zebra", "limit": 0})
        client.get("/app.js", params={"q": "purple zebra"})
        client.get("/purple-zebra", params={"q": "purple zebra"})
        client.get("/v1/diseases", params={"q": "purple zebra"})
        client.get("/v1/diseases/purple-zebra")
        client.post("/v1/extraction", json={"text": "A purple zebra with fever"})
        client.post("/v1/differential/text", json={"text": "A purple zebra with fever"})
        client.get("/docs", params={"q": "purple zebra"})
        client.get("/metrics", params={"q": "purple zebra"})
        client.post("/v1/differential", json={"findings": [{"id": "purple zebra"}]})
        client.post("/v1/differential", json={"findings": [{"id": "HP:0001945"}], "age": 47.25})
    provider.force_flush(), logs.force_flush()
    found = reader.get_metrics_data()
    told = [span.to_json() for span in spans.get_finished_spans()]
    told += [record.to_json() for record in records.get_finished_logs()] + [found.to_json() if found else ""]
    spans.clear(), records.clear()
    return "".join(told)

with serving(TwoDiseases()) as url:
    ours = seen(url)

plain = FastAPI()
plain.get("/v1/findings")(lambda q: q)
server = uvicorn.Server(uvicorn.Config(plain, port=0, log_level="critical", ws="none"))
threading.Thread(target=server.run, daemon=True).start()
while not server.started:
    time.sleep(0.01)
theirs = seen(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}")
server.should_exit = True
json.dump({"ours": ours, "theirs": theirs}, sys.stdout)
"""


def test_no_word_of_a_search_reaches_a_tracer(tmp_path: Path) -> None:
    command = [sys.executable, "-c", AGENT, str(Path(__file__).parent)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert "zebra" in told["theirs"], "the agent sees nothing at all: this test would prove nothing"
    assert told["ours"] == ""
