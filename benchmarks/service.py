"""Requests a second over HTTP, as a share of those of an empty FastAPI endpoint that parses the same request.

    python benchmarks/service.py --bundle hoofbeat-output/bundle --output service.json

One worker each, eight connections, ``wrk`` on the same machine, both services in turns; what is told are medians of the
pairs' ratios, after five seconds that warm up. ``batch`` is 2,000 cases in one request, without explanation. Memory is
the service's resident memory, in MB, after the first and after the last run: what grows shows here. Needs ``wrk``
(``apt-get install wrk``).
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from pairs import tell
from telemetry import BODY, JSON, serving

PORT, EMPTY = 8196, 8197
LINES = 2000

#: FastAPI with nothing but the request's own schema.
APP = """
import uvicorn
from fastapi import FastAPI
from hoofbeat.serving.api.schemas import DifferentialRequest
app = FastAPI()
@app.post("/v1/differential")
async def nothing(asked: DifferentialRequest) -> dict[str, int]:
    return {"findings": len(asked.findings)}
uvicorn.run(app, port=%d, log_level="warning")
"""


@contextmanager
def empty() -> Iterator[None]:
    """The empty service, once it answers."""
    with subprocess.Popen([sys.executable, "-c", APP % EMPTY]) as process:
        try:
            for _ in range(300):
                try:
                    ask(EMPTY, BODY)
                    break
                except OSError:
                    time.sleep(0.2)
            yield
        finally:
            process.terminate()


def ask(port: int, body: str) -> None:
    """One request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/v1/differential", body, JSON)
    if connection.getresponse().status != 200:
        raise SystemExit(f"port {port} refuses the request")
    connection.close()


def load(port: int, body: str, seconds: int) -> dict[str, float]:
    """Requests a second and latencies in milliseconds, by ``wrk``."""
    if not (wrk := shutil.which("wrk")):
        raise SystemExit("wrk is missing: apt-get install wrk")
    script = f"wrk.method='POST'; wrk.body=[[{body}]]; wrk.headers['Content-Type']='application/json'"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = [wrk, "-t1", "-c8", f"-d{seconds}s", "--latency", "-s", file.name]
        text = subprocess.run(
            [*command, f"http://127.0.0.1:{port}/v1/differential"], check=True, capture_output=True, text=True
        ).stdout
    if "Non-2xx" in text:
        raise SystemExit(f"port {port} refuses requests:\n{text}")
    percentile = dict(re.findall(r"(\d\d)%\s+([\d.]+\w+)", text))
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    return {"per_second": float(rate[1]) if rate else 0.0} | {
        f"p{one}_ms": _ms(percentile[one]) for one in ("50", "99")
    }


def _ms(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


def memory(port: int) -> float:
    """Resident memory of the service, MB, as it tells itself."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        found = re.search(r"^process_resident_memory_bytes ([\d.e+]+)$", answer.read().decode(), re.MULTILINE)
    return round(float(found[1]) / 1e6, 1) if found else 0.0


def batch(case: str) -> float:
    """Cases a second in one request of many lines."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=600)
    begun = time.perf_counter()
    connection.request("POST", "/v1/differentials", "\n".join([case] * LINES), {"Content-Type": "application/x-ndjson"})
    answered = connection.getresponse().read().count(b'"differential"')
    if answered < LINES:
        raise SystemExit("the batch was not answered")
    return LINES / (time.perf_counter() - begun)


def main() -> None:
    """Load both in turns, and tell shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True, help="folder of a bundle")
    parser.add_argument("--pairs", type=int, default=5, help="pairs of runs (default: 5)")
    parser.add_argument("--seconds", type=int, default=60, help="of each run (default: 60, ten minutes of requests)")
    parser.add_argument("--output", type=Path, help="write JSON there as well")
    arguments = parser.parse_args()
    minutes = round(2 * arguments.pairs * arguments.seconds / 60, 1)
    result: dict[str, object] = {"cores": os.cpu_count(), "connections": 8, "minutes": minutes}
    with serving(arguments.bundle, PORT, {}), empty():
        for name, explain in (("explained", True), ("bare", False)):
            body = json.dumps(json.loads(BODY) | {"explain": explain})
            load(PORT, body, 5), load(EMPTY, body, 2)
            before = memory(PORT)
            runs = [
                (load(PORT, body, arguments.seconds), load(EMPTY, body, arguments.seconds))
                for _ in range(arguments.pairs)
            ]
            ours, bare = ({key: median(run[side][key] for run in runs) for key in runs[0][side]} for side in (0, 1))
            share = median(one["per_second"] / other["per_second"] for one, other in runs)
            grown = {"memory_mb": [before, memory(PORT)]}
            result[name] = ours | {"empty_per_second": bare["per_second"], "share": round(share, 4)} | grown
        result["batch_per_second"] = round(median(batch(body) for _ in range(3)))
    tell(result, arguments.output)


if __name__ == "__main__":
    main()
