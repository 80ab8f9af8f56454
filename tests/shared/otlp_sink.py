"""A listener in the place of an OpenTelemetry collector: says which address was posted to, and how many bytes.

Run as a script; it listens where OTLP over HTTP does.
"""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Sink(BaseHTTPRequestHandler):
    """Takes everything."""

    def do_POST(self) -> None:
        """Read the body, name it, and answer an empty OTLP response."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        names = sorted({name for name in (b"airflow.scheduler_heartbeat", b"airflow.ti.start") if name in body})
        print(self.path, self.headers.get("Content-Type"), len(body), names, flush=True)  # noqa: T201
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing besides."""


if __name__ == "__main__":
    ThreadingHTTPServer(("0.0.0.0", 4318), Sink).serve_forever()  # noqa: S104  # on a network of its own
