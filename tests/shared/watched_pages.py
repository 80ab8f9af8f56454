"""The page in a real browser, watched: what tests of the page share."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

#: A page on a busy machine: what is right is seen at once, and only what is wrong is waited for.
PATIENCE = 60_000
playwright.expect.set_options(timeout=PATIENCE)

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
DESKTOP: Any = {"width": 1366, "height": 768}
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


#: Browser → language → its windows that no test uses now: to open one costs more than most tests of the page take.
_FREE: "WeakKeyDictionary[playwright.Browser, dict[str, list[Watched]]]" = WeakKeyDictionary()


def _window(browser: "playwright.Browser", locale: str) -> Watched:
    free = _FREE.setdefault(browser, {}).setdefault(locale, [])
    if free:
        return free.pop()
    context = browser.new_context(locale=locale, viewport=DESKTOP, service_workers="block")
    context.set_default_timeout(PATIENCE)
    return Watched(context.new_page())


def _hand_back(browser: "playwright.Browser", locale: str, watched: Watched) -> None:
    """Leave nothing of a test in its window for the next."""
    page = watched.page
    page.unroute_all(behavior="ignoreErrors")
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.goto("about:blank")
    page.set_viewport_size(DESKTOP)
    watched.complaints.clear()
    watched.requested.clear()
    _FREE[browser][locale].append(watched)


@contextmanager
def watching(browser: "playwright.Browser", address: str, locale: str = "es-ES") -> Iterator[Watched]:
    """Open the page, in Spanish by default; at the end nothing was complained of, and nobody else was asked.

    The page is loaded anew for each test, in a window that they share; after a failure it is closed. Answers are
    not kept: a test that changes what the service answers must not see what was answered before.
    """
    watched = _window(browser, locale)
    try:
        watched.page.goto(address)
        yield watched
        assert watched.complaints == []
        assert all(url.startswith(address) for url in watched.requested), watched.requested
    except BaseException:
        watched.page.context.close()
        raise
    _hand_back(browser, locale, watched)


def ask_as(page: "playwright.Page", setting: str) -> None:
    """Choose where one asks, by its name in the API."""
    page.locator("#setting").select_option(setting)


def speak(page: "playwright.Page", language: str) -> None:
    """Choose the language of the page by its tag."""
    page.locator("#language").select_option(language)


def pick(page: "playwright.Page", text: str) -> None:
    """Type into the search and take the first suggestion."""
    page.get_by_role("combobox", name=re.compile("Hallazgos|findings")).press_sequentially(text)
    page.locator("#suggestions [role=option]").first.wait_for()
    page.keyboard.press("Enter")


def asked(page: "playwright.Page", act: Callable[[], Any], **stated: Any) -> dict[str, Any]:
    """What is asked after an act and states this, once it is answered.

    A question about something earlier may still come in between. And until the answer is there the page shows the one
    before, and need not ask for that again: who goes on typing would wait for a question that never comes.
    """

    def meant(request: "playwright.Request") -> bool:
        return request.url.endswith("/v1/differential") and stated.items() <= (request.post_data_json or {}).items()

    with page.expect_response(lambda answer: meant(answer.request)) as answered:
        act()
    body: dict[str, Any] = answered.value.request.post_data_json
    return body
