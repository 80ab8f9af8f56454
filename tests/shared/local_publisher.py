"""A publisher on the loopback address: ranges, validators, and every way of failing."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hoofbeat.downloads.registry import PublicFile


@dataclass
class Publisher:
    """What the server serves, how it misbehaves next, and what it was asked."""

    address: str = ""
    content: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    etag: Callable[[bytes], str] = lambda body: f'"{hashlib.md5(body).hexdigest()}"'  # noqa: S324
    content_type: str = "application/octet-stream"
    ranges: bool = True
    #: One entry an answer: a status to give, ``cut`` (half of what is asked for), ``long`` (less than announced).
    mishaps: list[int | str | None] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    sent: int = 0

    def file(self, name: str, content: bytes, **fields: object) -> PublicFile:
        self.content[f"/{name}"] = content
        return PublicFile(name, f"{self.address}/{name}", **fields)  # type: ignore[arg-type]


@contextmanager
def publishing() -> Iterator[Publisher]:
    """Serve until the block ends."""
    served = Publisher()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            served.asked.append(dict(self.headers))
            mishap = served.mishaps.pop(0) if served.mishaps else None
            if isinstance(mishap, int):
                self._answer(mishap, b"")
                return
            if self.path in served.moved:
                self._answer(302, b"", Location=served.moved[self.path])
                return
            body = served.content.get(self.path)
            if body is None:
                self._answer(404, b"")
                return
            tag = served.etag(body)
            if tag and self.headers.get("If-None-Match") == tag:
                self._answer(304, b"")
                return
            offset = self._offset(tag)
            if offset is not None and offset >= len(body):
                self._answer(416, b"", **{"Content-Range": f"bytes */{len(body)}"})
            elif offset is not None:
                span = f"bytes {offset}-{len(body) - 1}/{len(body)}"
                self._answer(206, body[offset:], mishap, ETag=tag, **{"Content-Range": span})
            else:
                self._answer(200, body, mishap, ETag=tag)

        def _offset(self, tag: str) -> int | None:
            asked = self.headers.get("Range")
            if asked is None or not served.ranges or self.headers.get("If-Range") != tag:
                return None
            return int(asked.removeprefix("bytes=").removesuffix("-"))

        def _answer(self, status: int, body: bytes, mishap: object = None, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if value:
                    self.send_header(name, value)
            self.send_header("Content-Type", served.content_type)
            if status != 304:
                self.send_header("Content-Length", str(len(body) + (7 if mishap == "long" else 0)))
            self.end_headers()
            sent = body[: len(body) // 2] if mishap == "cut" else body
            served.sent += len(sent)  # first: who has read it all may ask at once
            self.wfile.write(sent)
            if mishap in ("cut", "long"):
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
