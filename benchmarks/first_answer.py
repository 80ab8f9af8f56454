"""Seconds from starting the service to its first answer, beside importing the same libraries bare.

Each pair runs one after the other, the service first or last by turns; the first pair warms the file cache and does not
count. Usage: python benchmarks/first_answer.py --bundle BUNDLE --trusted hoofbeat.pub
"""

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

#: What an import of these brings is what any service on them pays before its first line.
BARE = (
    "import numpy, onnxruntime, fastapi, fastapi.staticfiles, uvicorn, pydantic, prometheus_client, typer; "
    "import rich.console; "
    "import uvicorn.protocols.http.h11_impl, uvicorn.loops.auto, uvicorn.lifespan.off; "
    "from cryptography.hazmat.primitives.asymmetric import ed25519"
)
BODY = b'{"findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}], "age": 16, "top": 5}'
PATIENCE = 120.0


def first_answer(bundle: Path, trusted: Path) -> float:
    """Seconds from starting ``hoofbeat serve`` to the first differential."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "HOOFBEAT_BUNDLE": str(bundle), "HOOFBEAT_TRUSTED_KEYS": str(trusted), "HOOFBEAT_PORT": str(port),
    }  # fmt: skip
    start = time.perf_counter()
    command = [sys.executable, "-m", "hoofbeat", "serve"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            while not _answered(port):
                if process.poll() is not None or time.perf_counter() - start > PATIENCE:
                    raise SystemExit("the service did not answer")
                time.sleep(0.002)
            return time.perf_counter() - start
        finally:
            process.terminate()


def _answered(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("POST", "/v1/differential", BODY, {"Content-Type": "application/json"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def bare() -> float:
    """Seconds to start Python and import the libraries."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--trusted", type=Path, required=True)
    parser.add_argument("--repeats", type=int, default=7)
    asked = parser.parse_args()
    pairs = []
    for number in range(asked.repeats + 1):
        if number % 2:
            answer, imports = first_answer(asked.bundle, asked.trusted), bare()
        else:
            imports, answer = bare(), first_answer(asked.bundle, asked.trusted)
        pairs.append((answer, imports))
    answers, imports = zip(*pairs[1:], strict=True)
    ratio = statistics.median(answer / bare for answer, bare in pairs[1:])
    seconds = [f"{statistics.median(each):.3f} s" for each in (answers, imports)]
    print(f"first answer {seconds[0]}, bare imports {seconds[1]}: {ratio:.2f}")


if __name__ == "__main__":
    main()
