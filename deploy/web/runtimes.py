"""The places where the graphs answer in WebAssembly: Node, and a browser without a window."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
#: Seconds that fifty cases may take.
PATIENCE = 300


class NotRunError(Exception):
    """A runtime is missing here, or could not open a graph; says which."""


def in_node(tools: Path, bundle: Path, order: Path) -> dict[str, Any]:
    """Answer the order in Node.

    Raises:
        NotRunError: Node is missing, or its runtime refused a graph.
    """
    node = shutil.which("node")
    if node is None:
        raise NotRunError("node is missing: install Node.js 20 or newer")
    answers = order.with_name("answers.json")
    command = [node, str(HERE / "node.mjs"), str(tools), str(bundle), str(order), str(answers)]
    # Our own script, and no shell.
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
    if done.returncode:
        raise NotRunError(f"Node: {done.stderr.strip()}")
    told: dict[str, Any] = json.loads(answers.read_text(encoding="utf-8"))
    return told


def in_browser(tools: Path, bundle: Path, order: Path) -> dict[str, Any]:
    """Answer the order in Chromium; ``elsewhere`` lists what the page asked of anybody but us.

    Raises:
        NotRunError: no browser, or its runtime refused a graph.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise NotRunError("playwright is missing: it drives the browser (make setup installs it)") from error
    if not Path(CHROMIUM).exists():
        raise NotRunError(f"no browser at {CHROMIUM}: install chromium, or name one in CHROMIUM")
    # Memory is told at once, not at the next garbage collection, which may be a minute off.
    flags = ["--no-sandbox", "--disable-gpu", "--enable-blink-features=ForceEagerMeasureMemory"]
    with _served(tools, bundle, order) as address, sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.set_default_timeout(PATIENCE * 1000)
        try:
            page.goto(f"{address}/web/page.html")
            page.wait_for_function("window.answerAll")
            told: dict[str, Any] = json.loads(page.evaluate("window.answerAll()"))
        except Error as error:
            raise NotRunError(f"Chromium: {error.message}") from error
        told["host"] = f"Chromium {browser.version}"
        browser.close()
    return told | {"elsewhere": [url for url in asked if not url.startswith(address)]}


class _Files(SimpleHTTPRequestHandler):
    """Serves a few folders under names of their own, isolated as measuring the page's memory demands."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript", ".wasm": "application/wasm"}

    def __init__(self, *args: Any, places: dict[str, Path], **kwargs: Any) -> None:
        self._places = places
        super().__init__(*args, **kwargs)

    def translate_path(self, path: str) -> str:
        """Where a path lies: only the folders given, and one file of each by its bare name."""
        folder, _, name = path.partition("?")[0].strip("/").rpartition("/")
        place = self._places.get(folder)
        return str(place / name) if place and name else os.devnull

    def end_headers(self) -> None:
        """Add what isolates the page from others."""
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def _served(tools: Path, bundle: Path, order: Path) -> Iterator[str]:
    runtime = tools / "node_modules/onnxruntime-web/dist"
    places = {"runtime": runtime, "bundle": bundle, "web": HERE, "order": order.parent}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, places=places))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
