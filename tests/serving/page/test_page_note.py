"""A pasted note: its proposals beside their words, each confirmed or refused, and nothing entered that was not.

Mirrors: src/hoofbeat/serving/web
"""

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from watched_pages import Watched, asked, playwright, watching

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

NOTE = (
    "Mujer de 34 años con fiebre desde hace dos días. Niega tos.\n"
    "Madre con aracnodactilia. Posible ectopia del cristalino.\n"
    "Temperatura 39,2 °C."
)


def open_note(page: "Page", text: str) -> None:
    """Open the dialog, paste and have it read."""
    page.locator("#paste").click()
    page.locator("dialog textarea").fill(text)
    page.keyboard.press("Control+Enter")
    page.locator(".proposal").first.wait_for()


def proposal(page: "Page", name: str) -> Any:
    return page.locator(".proposal", has=page.locator("strong", has_text=name))


def nothing_entered(page: "Page") -> None:
    playwright.expect(page.locator(".finding")).to_have_count(0)
    playwright.expect(page.locator("#age")).to_have_value("")


def test_each_proposal_stands_beside_its_words_and_waits(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    open_note(page, NOTE)
    expect(page.locator("mark")).to_have_text(
        ["Mujer", "34 años", "fiebre", "tos", "aracnodactilia", "ectopia del cristalino", "Temperatura 39,2 °C"]
    )
    for name, words, status in (
        ("Fiebre", "fiebre", "presente"),
        ("Tos", "tos", "ausente"),
        ("Aracnodactilia", "aracnodactilia", "en la familia"),
        ("Ectopia del cristalino", "ectopia del cristalino", "incierto"),
    ):
        expect(proposal(page, name).locator("q")).to_have_text(words)
        expect(proposal(page, name).locator(".status")).to_have_text(status)
    apart = page.locator(".proposals section", has_text="Incierto, pasado o de la familia")
    expect(apart.locator("strong")).to_have_text(["Aracnodactilia", "Ectopia del cristalino"])
    expect(page.locator(".proposal [aria-pressed=true]")).to_have_count(0)
    expect(page.locator("dialog .primary")).to_be_disabled()
    nothing_entered(page)


def test_one_key_decides_and_what_was_confirmed_goes_into_the_case(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    open_note(page, NOTE)
    for key in ("Enter", "x", "Enter", "Enter", "p"):  # sex, not the age, fever, no cough, temperature
        page.keyboard.press(key)
    expect(page.locator(".proposal.refused strong")).to_have_text("Edad: 34 años")
    expect(page.locator("mark.confirmed")).to_have_text(["Mujer", "fiebre", "tos", "Temperatura 39,2 °C"])
    expect(page.locator("dialog .primary")).to_be_focused()  # what is apart is not led to
    nothing_entered(page)
    sent = asked(page, lambda: page.keyboard.press("Enter"), sex="female")
    assert sent["findings"] == [{"id": "HP:0001945", "excluded": False}, {"id": "HP:0012735", "excluded": True}]
    assert sent["measurements"] == [{"code": "8310-5", "value": 39.2, "unit": "Cel"}]
    assert sent["age"] is None
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#query")).to_be_focused()


def test_all_that_is_stated_is_confirmed_at_once_and_nothing_else(watched: Watched) -> None:
    page = watched.page
    open_note(page, NOTE)
    page.get_by_role("button", name="Confirmar todo lo presente y ausente").click()
    playwright.expect(page.locator("dialog .primary")).to_have_text("Añadir 5 al caso")
    sent = asked(page, page.locator("dialog .primary").click, age=34)
    assert {finding["id"] for finding in sent["findings"]} == {"HP:0001945", "HP:0012735"}


def test_what_is_apart_is_entered_only_as_the_physician_says(watched: Watched) -> None:
    page = watched.page
    open_note(page, NOTE)
    proposal(page, "Ectopia del cristalino").get_by_role("button", name="Ausente").click()
    proposal(page, "Aracnodactilia").get_by_role("button", name="Presente").click()
    sent = asked(page, page.locator("dialog .primary").click)
    assert sorted((finding["id"], finding["excluded"]) for finding in sent["findings"]) == [
        ("HP:0001083", True),
        ("HP:0001166", False),
    ]


def test_what_the_note_says_both_ways_is_left_to_the_physician(watched: Watched) -> None:
    page = watched.page
    open_note(page, "Ayer sin fiebre. Tos. Hoy fiebre.")
    fevers = proposal(page, "Fiebre")
    playwright.expect(fevers).to_have_count(2)
    playwright.expect(fevers.locator(".warn")).to_have_text(["la nota dice las dos cosas"] * 2)
    page.get_by_role("button", name="Confirmar todo lo presente y ausente").click()
    playwright.expect(page.locator("dialog .primary")).to_have_text("Añadir 1 al caso")
    fevers.first.get_by_role("button", name="Presente").click()
    fevers.last.get_by_role("button", name="Ausente").click()  # the two cannot both be meant
    playwright.expect(page.locator("dialog .primary")).to_have_text("Añadir 2 al caso")
    sent = asked(page, page.locator("dialog .primary").click)
    assert {"id": "HP:0001945", "excluded": True} in sent["findings"]


def test_marks_are_where_the_words_are_whatever_stands_before(browser: "Browser", address: str) -> None:
    """The service counts characters; a browser's strings count an emoji twice."""
    with watching(browser, address, "en-US") as watched:
        page = watched.page
        open_note(
            page, "\U0001f469\U0001f3fd\u200d\u2695\ufe0f \U0001d4d7 note:\r\n\tfever, no cough. " + "\U0001f9a0 fever."
        )
        playwright.expect(page.locator("mark")).to_have_text(["fever", "cough", "fever"])
        playwright.expect(proposal(page, "Fever").locator("q")).to_have_text("fever … fever")


def test_closing_enters_nothing_and_keeps_the_text_until_the_next_patient(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    open_note(page, NOTE)
    page.get_by_role("button", name="Confirmar todo lo presente y ausente").click()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    nothing_entered(page)
    page.locator("#paste").click()
    expect(page.locator("dialog textarea")).to_have_value(NOTE)
    page.keyboard.press("Escape")
    page.locator("#age").fill("3")
    page.locator("#clear").click()
    page.locator("#paste").click()
    expect(page.locator("dialog textarea")).to_have_value("")
    assert page.evaluate("Object.keys({...localStorage, ...sessionStorage}).length") == 0


def test_what_is_too_long_for_a_name_is_taken_for_a_note_when_pasted(watched: Watched) -> None:
    page = watched.page
    page.locator("#query").focus()
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text", text);
          const options = { clipboardData: data, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        NOTE,
    )
    playwright.expect(page.locator("dialog textarea")).to_have_value(NOTE)
    playwright.expect(page.locator("#query")).to_have_value("")


def test_a_note_of_nothing_is_said_to_hold_nothing_and_can_be_changed(watched: Watched) -> None:
    page = watched.page
    page.locator("#paste").click()
    page.locator("dialog textarea").fill("Buenos días.")
    page.get_by_role("button", name="Leer la nota").click()
    playwright.expect(page.locator(".review")).to_contain_text("no se reconoció ningún hallazgo")
    page.get_by_role("button", name="Cambiar la nota").click()
    playwright.expect(page.locator("dialog textarea")).to_have_value("Buenos días.")


def test_a_service_that_reads_no_notes_offers_none(watched: Watched) -> None:
    page = watched.page
    playwright.expect(page.locator("#paste")).to_be_visible()

    def smaller(route: Any) -> None:
        answer = route.fetch()
        body = answer.json()
        body["addresses"] = [
            address for address in body["addresses"] if not re.search("extraction|next|cases", address)
        ]
        route.fulfill(response=answer, body=json.dumps(body))

    page.route("**/v1/service", smaller)
    page.reload()
    playwright.expect(page.locator("#labs input")).to_be_visible()  # what there is has been learned
    playwright.expect(page.locator("#paste")).to_be_hidden()
    playwright.expect(page.locator("#open-cases")).to_be_hidden()
    page.keyboard.press("n")
    playwright.expect(page.locator("dialog")).to_have_count(0)
