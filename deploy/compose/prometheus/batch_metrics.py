"""Hand out metrics in Prometheus' text format: ``python3 batch_metrics.py FILE_OR_FOLDER PORT [ADDRESS]``.

Of a folder every ``….prom`` is handed out. Nothing else is read, whatever path is asked for. As long as there is no
file (no batch has run), the answer is empty.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PLACE = Path(sys.argv[1])


class Answer(BaseHTTPRequestHandler):
    """The content of the files as it is now."""

    def do_GET(self) -> None:
        """Answer with every file."""
        files = sorted(PLACE.glob("*.prom")) if PLACE.is_dir() else [PLACE]
        content = b"".join(file.read_bytes() for file in files if file.is_file())
        self.send_response(200)
        # Prometheus 3 refuses a scrape that does not say its format.
        self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing of each scrape."""


if __name__ == "__main__":
    address = sys.argv[3] if len(sys.argv) > 3 else "0.0.0.0"  # noqa: S104  # within its own network of containers
    ThreadingHTTPServer((address, int(sys.argv[2])), Answer).serve_forever()
