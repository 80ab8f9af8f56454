"""The age on the page: read as it was meant, whatever the language of the browser, said back, or refused.

Mirrors: src/hoofbeat/serving/web
"""

import pytest

from watched_pages import Watched, asked, pick, playwright, speak, watching

pytestmark = pytest.mark.browser

LOCALES = ("es-ES", "en-US", "de-DE")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_comma_and_a_point_are_both_the_decimal_mark(
    browser: "playwright.Browser", address: str, locale: str
) -> None:
    with watching(browser, address, locale) as watched:
        page = watched.page
        pick(page, "fieb")
        # No age twice on end: of what was cleared and typed again in a moment, nobody needs to ask.
        for typed, years in (("2,5", 2.5), (",5", 0.5), ("2.5", 2.5), ("45", 45), ("0,25", 0.25)):
            page.locator("#age").fill("")
            asked(page, lambda typed=typed: page.locator("#age").press_sequentially(typed), age=years)  # type: ignore[misc]
            playwright.expect(page.locator("#age")).to_have_attribute("aria-invalid", "false")
        page.locator("#age").fill("2,5")
        playwright.expect(page.locator("#age-read")).to_have_text(
            "= 2 años, 6 meses" if locale[:2] == "es" else "= 2 years, 6 months"
        )


def test_an_age_may_be_written_with_its_unit(watched: Watched) -> None:
    page = watched.page
    pick(page, "fieb")
    for typed, years, unit in (
        ("8 meses", 8 / 12, "months"),
        ("8m", 8 / 12, "months"),
        ("18 months", 1.5, "months"),
        ("3 semanas", 21 / 365.25, "weeks"),
        ("10 días", 10 / 365.25, "days"),
        ("2 an\u0303os", 2, "years"),
        ("2 años y 6 meses", 2.5, "years"),
        ("2a 6m", 2.5, "years"),
        ("5 yo", 5, "years"),
    ):
        asked(page, lambda: page.locator("#age").fill("99 y"), age=99)
        asked(page, lambda typed=typed: page.locator("#age").fill(typed), age=pytest.approx(years))  # type: ignore[misc]
        playwright.expect(page.locator("#age-unit")).to_have_value(unit)
        playwright.expect(page.locator("#age-problem")).to_be_hidden()


def test_what_is_no_age_is_said_and_not_sent(watched: Watched) -> None:
    page = watched.page
    pick(page, "fieb")
    for typed in ("200", "-1", "dos", "1.234,5", "2..5", "2 3", "8 kg", "1600 meses"):
        asked(page, lambda: page.locator("#age").fill("45"), age=45)
        playwright.expect(page.locator("#age-problem")).to_be_hidden()
        asked(page, lambda typed=typed: page.locator("#age").fill(typed), age=None)  # type: ignore[misc]
        playwright.expect(page.locator("#age-problem")).to_contain_text("por ejemplo 45, 2,5 u 8 meses")


def test_the_age_is_written_in_the_language_of_the_page_once_it_is_read(
    browser: "playwright.Browser", address: str
) -> None:
    with watching(browser, address, "en-US") as watched:
        page = watched.page
        page.locator("#age").fill("2,5 years")
        page.locator("#age").blur()
        playwright.expect(page.locator("#age")).to_have_value("2.5")
        speak(page, "es")
        playwright.expect(page.locator("#age")).to_have_value("2,5")
        playwright.expect(page.locator("#age-read")).to_have_text("= 2 años, 6 meses")
        page.get_by_role("button", name="Empezar de nuevo").click()
        playwright.expect(page.locator("#age")).to_have_value("")
        playwright.expect(page.locator("#age-read")).to_be_hidden()
