"""The page in a language that search, model card and most names lack: Portuguese.

Mirrors: hoofbeat.serving.app
"""

from typing import TYPE_CHECKING

import pytest

from watched_pages import Watched, ask_as, playwright, speak, watching

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def find(watched: Watched, text: str) -> None:
    watched.page.locator("#query").press_sequentially(text)
    watched.page.locator("#suggestions [role=option]").first.wait_for()
    watched.page.keyboard.press("Enter")


def test_a_brazilian_reads_the_page_in_portuguese(browser: "Browser", address: str) -> None:
    expect = playwright.expect
    with watching(browser, address, "pt-BR") as watched:
        page = watched.page
        expect(page.locator("html")).to_have_attribute("lang", "pt")
        expect(page.get_by_role("combobox", name="Idioma")).to_have_value("pt")
        expect(page.locator("#case-title")).to_have_text("O caso")
        expect(page.locator(".empty .lead")).to_have_text("Cavalo ou zebra?")

        page.locator("#age").fill("2 anos e 6 meses")
        expect(page.locator("#age-read")).to_have_text("= 2 anos, 6 meses")

        ask_as(page, "genetics")
        find(watched, "aracn")  # the search knows Spanish, whatever the page is in
        expect(page.locator(".finding .name")).to_have_text("Arachnodactyly")
        expect(page.locator(".finding .name")).to_have_attribute("lang", "en")  # it is read out as what it is
        first = page.locator(".disease").first
        expect(first.locator("h3")).to_have_text("Marfan syndrome")
        expect(first.locator(".badge")).to_have_text("Rara")
        expect(page.locator(".caution strong")).to_have_text("Ainda não confie nesta ordem")
        expect(page.locator(".caution p")).to_have_text("Too little.")
        page.get_by_role("group", name="Arachnodactyly: presente ou ausente").get_by_role(
            "button", name="Ausente"
        ).click()
        expect(page.locator(".finding")).to_have_class("finding excluded")


def test_the_choice_of_portuguese_is_kept_and_can_be_taken_back(watched: Watched) -> None:
    expect = playwright.expect
    page = watched.page
    expect(page.locator("#language option")).to_have_text(["English", "Español", "Português"])
    speak(page, "pt")
    expect(page.locator("#answer-title")).to_have_text("Diagnóstico diferencial")
    expect(page.locator("#model")).to_contain_text("2 doenças, 1 delas raras")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "pt")
    expect(page.locator("#card")).to_have_attribute("href", "v1/model-card?lang=en")
    find(watched, "fever")
    speak(page, "es")
    expect(page.locator("#case-title")).to_have_text("El caso")


@pytest.mark.parametrize("locale", ["en-US", "es-419", "pt-BR"])
def test_the_words_fit_their_buttons(browser: "Browser", address: str, locale: str) -> None:
    with watching(browser, address, locale) as watched:
        watched.page.locator("#sex label").first.wait_for()
        field, last = (
            watched.page.locator("#sex").bounding_box(),
            watched.page.locator("#sex label").last.bounding_box(),
        )
        assert field is not None
        assert last is not None
        assert last["x"] + last["width"] <= field["x"] + field["width"] + 1
        overflow = (
            "labels => labels.filter(label => label.scrollWidth > label.clientWidth).map(label => label.textContent)"
        )
        assert watched.page.locator(".circumstances label").evaluate_all(overflow) == []
        expect = playwright.expect
        expect(watched.page.locator(".circumstances .field")).to_have_count(4)
        expect(watched.page.locator("#pregnancy")).to_be_visible()
