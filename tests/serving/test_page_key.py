"""The page on another machine: it asks for a key once, says when one is not good, and keeps it for its tab alone.

Mirrors: hoofbeat.serving.app
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hoofbeat.jobs.keys import AddKeyJob, RevokeKeyJob
from hoofbeat.serving.access.doors import Doors
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.engine import Diagnoser
from watched_pages import playwright

from .conftest import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_a_key_is_asked_for_once_and_kept_for_the_tab(
    browser: "Browser", two_diseases: Diagnoser, tmp_path: Path
) -> None:
    expect = playwright.expect
    file = tmp_path / "access.tsv"
    key = AddKeyJob(file=file, key_id="ward-3").run()
    with serving(two_diseases, doors=Doors.of(ServiceConfig(keys_file=file))) as address:
        # As through a proxy: to the service this browser sits at another machine.
        context = browser.new_context(locale="es-ES", extra_http_headers={"X-Forwarded-For": "203.0.113.9"})
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(address)
        dialog = page.locator("dialog.key")
        expect(dialog).to_have_count(1)
        expect(dialog.locator("h2")).to_have_text("Falta una clave")
        expect(page.locator("#key")).to_be_focused()

        page.keyboard.type("hfb_ward-3_not-this-one")
        page.keyboard.press("Enter")
        expect(dialog.locator("p")).to_contain_text("Esta clave no vale")
        page.locator("#key").fill(f" {key} ")
        page.keyboard.press("Enter")
        expect(dialog).to_have_count(0)
        expect(page.locator("#model")).to_contain_text("2 enfermedades")

        page.reload()
        expect(page.locator("#model")).to_contain_text("2 enfermedades")
        expect(dialog).to_have_count(0)
        assert key not in page.content()
        assert page.evaluate("[localStorage.length, document.cookie].join()") in ("0,", "1,")
        assert key not in page.evaluate("JSON.stringify(localStorage)")

        RevokeKeyJob(file=file, key_id="ward-3").run()
        page.locator("#query").press_sequentially("fie")
        expect(dialog.locator("p")).to_contain_text("Esta clave no vale")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        context.close()
