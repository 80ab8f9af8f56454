"""Lambda's Runtime API on the loopback address, and the real ``awslambdaric`` working on it.

The runtime asks for the next event and posts what became of it:
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

One environment handles one event at a time, as Lambda's do.
"""

import json
import os
import queue
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from uuid import uuid4

_API = "/2018-06-01/runtime"
_SECONDS = 60


@dataclass(frozen=True)
class Outcome:
    """What the runtime posted for one event, or for its own start.

    Attributes:
        kind: ``response``, ``error`` or ``init error``.
        body: the JSON posted.
        raw: the same as it came.
        seconds: from the event's leaving to this.
    """

    kind: str
    body: Any
    raw: bytes
    seconds: float


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A runtime that was ended leaves its connection open; that is no error."""


class RuntimeApi:
    """The service that a runtime talks to."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.ready_after: float | None = None  # seconds until the runtime first asked for an event
        self.init_error: queue.Queue[Outcome] = queue.Queue()
        self._events: queue.Queue[tuple[str, bytes] | None] = queue.Queue()
        self._outcomes: queue.Queue[Outcome] = queue.Queue()
        self._sent = self.started
        self._one_at_a_time = Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def invoke(self, event: Any, *, seconds: float = _SECONDS) -> Outcome:
        """Send one event (raw bytes as they are); wait for what becomes of it."""
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        with self._one_at_a_time:
            self._events.put((str(uuid4()), body))
            return self._outcomes.get(timeout=seconds)

    def stop(self) -> None:
        self._events.put(None)
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet: two would wait 40 ms for each other

            def do_GET(self) -> None:
                if api.ready_after is None:
                    api.ready_after = time.monotonic() - api.started
                event = api._events.get()
                if event is None:
                    self._say(410, b"{}")
                    return
                api._sent = time.monotonic()
                deadline = str(int((time.time() + 30) * 1000))
                arn = "arn:aws:lambda:xx-test-1:123456789012:function:hoofbeat"
                self._say(200, event[1], event[0], deadline, arn)

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                seconds = time.monotonic() - api._sent
                path = self.path.removeprefix(_API)
                kind = "init error" if path == "/init/error" else path.rsplit("/", 1)[-1]
                self._say(202, b"{}")
                (api.init_error if kind == "init error" else api._outcomes).put(
                    Outcome(kind, json.loads(raw), raw, seconds)
                )

            def _say(self, status: int, body: bytes, request: str = "", deadline: str = "", arn: str = "") -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                if request:
                    self.send_header("Lambda-Runtime-Aws-Request-Id", request)
                    self.send_header("Lambda-Runtime-Deadline-Ms", deadline)
                    self.send_header("Lambda-Runtime-Invoked-Function-Arn", arn)
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler


class Environment:
    """One execution environment: a runtime, its process and its log.

    Attributes:
        api: where the runtime asks for events.
        process: the runtime.
    """

    def __init__(self, api: RuntimeApi, process: subprocess.Popen[bytes], log: Path) -> None:
        self.api, self.process, self._log = api, process, log

    def wait(self, seconds: float = _SECONDS) -> float:
        """Wait for the end of the init phase; the seconds it took since the process's start."""
        deadline = time.monotonic() + seconds
        while self.api.ready_after is None:
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, "the init phase has not ended"
            time.sleep(0.01)
        return self.api.ready_after

    def log(self) -> str:
        """All that the function has written, which would stand in CloudWatch."""
        return self._log.read_text(errors="replace")

    def busy_seconds(self) -> float:
        """Processor time it has used: unlike the clock's, the same on a machine that has other work."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """The most memory it has had resident."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


@contextmanager
def environment(
    task: Path, variables: Mapping[str, str], folder: Path, python: str = sys.executable
) -> Iterator[Environment]:
    """Run ``awslambdaric`` on the handler in ``task`` until the block ends.

    Args:
        task: the folder that Lambda would mount as /var/task.
        variables: its whole environment, as Lambda's is: nothing of this machine but the path comes with it.
        folder: where the log lies.
        python: the interpreter.
    """
    api, log = RuntimeApi(), folder / f"lambda-{uuid4().hex}.log"
    given = {
        "AWS_LAMBDA_RUNTIME_API": api.address,
        "AWS_LAMBDA_FUNCTION_NAME": "hoofbeat",
        "AWS_LAMBDA_LOG_LEVEL": "INFO",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "LAMBDA_TASK_ROOT": str(task),
        "PATH": "/usr/bin:/bin",
        **variables,
    }
    with log.open("wb") as output:
        command = [python, "-m", "awslambdaric", "handler.handler"]
        process = subprocess.Popen(command, cwd=task, env=given, stdout=output, stderr=output)
    try:
        yield Environment(api, process, log)
    finally:
        process.kill()  # Lambda, too, ends an environment without asking where no extension is registered
        process.wait()
        api.stop()
