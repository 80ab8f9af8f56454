"""What telemetry costs: how long answers take with traces of one request in ten against without, in turn, in one run.

    python benchmarks/telemetry.py --bundle runs/first/bundle

Two services answer the same differentials, one of them sends traces and metrics over OTLP to a receiver of its own. In
each pair both are asked a few, one after the other, the first of the two in turn, so that what else the machine does
meets both alike; what is told is the median of the pairs' ratios, and the processor time that each has used.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from statistics import median, quantiles

BODY = json.dumps(
    {"findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}, {"id": "HP:0002616"}], "age": 16, "sex": "male"}
)
JSON = {"Content-Type": "application/json"}
#: Ports of the service without and with telemetry, and of the receiver.
PORTS, RECEIVER = (8191, 8192), 8193


class Sink(BaseHTTPRequestHandler):
    """Takes everything, in a process of its own."""

    def do_POST(self) -> None:
        """Read and forget."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing of each."""


@contextmanager
def serving(bundle: Path, port: int, telemetry: dict[str, str]) -> Iterator[HTTPConnection]:
    """A service, and a connection to it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HOOFBEAT_", "OTEL_"))}
    command = [sys.executable, "-m", "hoofbeat", "serve", "--allow-unsigned", "--bundle", str(bundle)]
    process = subprocess.Popen([*command, "--port", str(port)], env=clean | telemetry, stderr=subprocess.DEVNULL)
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        while process.poll() is None:
            try:
                ask(connection)
                break
            except OSError:
                connection.close()
                time.sleep(0.2)
        yield connection
    finally:
        process.terminate()
        process.wait(40)


def ask(connection: HTTPConnection) -> None:
    """One differential."""
    connection.request("POST", "/v1/differential", BODY, JSON)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"the service answers with {answer.status}")


def seconds_of(connection: HTTPConnection, requests: int) -> float:
    """How long so many answers take, one after the other."""
    begun = time.perf_counter()
    for _ in range(requests):
        ask(connection)
    return time.perf_counter() - begun


def processor_seconds(connection: HTTPConnection) -> float:
    """What the service has used of the processor."""
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    return float(next(line for line in text.splitlines() if line.startswith("process_cpu_seconds_total ")).split()[1])


def main() -> None:
    """Ask both in turn, and tell the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True, help="folder of a bundle")
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--requests", type=int, default=5, help="in each half of a pair")
    parser.add_argument("--share", default="0.1", help="share of the requests that is traced")
    arguments = parser.parse_args()
    sink = "from telemetry import Sink, RECEIVER; from http.server import ThreadingHTTPServer as S; "
    sink += "S(('127.0.0.1', RECEIVER), Sink).serve_forever()"
    telemetry = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{RECEIVER}",
        "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG": arguments.share,
    }
    with ExitStack() as stack:
        receiver = subprocess.Popen([sys.executable, "-c", sink], cwd=Path(__file__).parent)
        stack.callback(receiver.terminate)
        without = stack.enter_context(serving(arguments.bundle, PORTS[0], {}))
        traced = stack.enter_context(serving(arguments.bundle, PORTS[1], telemetry))
        for warm_up in (without, traced):
            warm_up.close()  # the service closes one that was idle for a while; it is opened anew by the first question
            seconds_of(warm_up, 20)
        both = (without, traced)
        spent = [-processor_seconds(each) for each in both]
        ratios, plain = [], 0.0
        for number in range(arguments.pairs):
            told = {each: seconds_of(each, arguments.requests) for each in (both if number % 2 else both[::-1])}
            ratios.append(told[traced] / told[without])
            plain += told[without]
        spent = [before + processor_seconds(each) for before, each in zip(spent, both, strict=True)]
    low, _, high = quantiles(ratios, n=4)
    print(f"without telemetry {arguments.pairs * arguments.requests / plain:.1f} answers a second")
    spread = f"(quartiles {low:.3f} to {high:.3f} of {arguments.pairs} pairs)"
    print(f"seconds with / without, traced share {arguments.share}: {median(ratios):.3f} {spread}")
    print(f"processor seconds with / without: {spent[1] / spent[0]:.3f}")


if __name__ == "__main__":
    main()
