"""The page in a real browser, watched: what tests of the page share."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def started() -> Iterator["playwright.Browser"]:
    """A browser; the test skips where there is none."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}: install chromium, or name one in CHROMIUM")
    with playwright.sync_playwright() as engine:
        instance = engine.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield instance
        instance.close()


class Watched:
    """A page that remembers its console and where its requests went."""

    def __init__(self, page: "playwright.Page") -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requested: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requested.append(request.url))

    def _on_console(self, message: "playwright.ConsoleMessage") -> None:
        if message.type in ("error", "warning") and "Service Worker registration blocked" not in message.text:
            self.complaints.append(message.text)


@contextmanager
def watching(browser: "playwright.Browser", address: str, locale: str = "es-ES") -> Iterator[Watched]:
    """Open the page, in Spanish by default; at the end nothing was complained of, and nobody else was asked.

    Nothing is kept by the browser: a test that changes what the service answers must not see what was answered before.
    """
    context = browser.new_context(locale=locale, viewport={"width": 1366, "height": 768}, service_workers="block")
    watched = Watched(context.new_page())
    watched.page.set_default_timeout(15_000)
    watched.page.goto(address)
    yield watched
    context.close()
    assert watched.complaints == []
    assert all(url.startswith(address) for url in watched.requested), watched.requested


def ask_as(page: "playwright.Page", setting: str) -> None:
    """Choose where one asks, by its name in the API."""
    page.locator("#setting").select_option(setting)


def pick(page: "playwright.Page", text: str) -> None:
    """Type into the search and take the first suggestion."""
    page.get_by_role("combobox", name=re.compile("Hallazgos|findings")).press_sequentially(text)
    page.locator("#suggestions [role=option]").first.wait_for()
    page.keyboard.press("Enter")


def asked(page: "playwright.Page", act: Callable[[], Any], **stated: Any) -> dict[str, Any]:
    """What is asked after an act and states this: a question about something earlier may still come in between."""

    def meant(request: "playwright.Request") -> bool:
        return request.url.endswith("/v1/differential") and stated.items() <= (request.post_data_json or {}).items()

    with page.expect_request(meant) as sent:
        act()
    body: dict[str, Any] = sent.value.post_data_json
    return body
