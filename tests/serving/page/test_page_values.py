"""A measured number on the page: either decimal mark, whatever the browser's language; thousands are never guessed.

Mirrors: src/hoofbeat/serving/web
"""

from collections.abc import Callable
from typing import Any

import pytest

from watched_pages import pick, playwright, watching

pytestmark = pytest.mark.browser


def thyrotropin_sent(request: Any) -> list[float]:
    asked = (request.post_data_json or {}).get("measurements") or []
    return [item["value"] for item in asked if item["code"] == "3016-3"]


def ranked_by(values: list[float]) -> Callable[[Any], bool]:
    """Whether a request asks for the differential of these values."""
    return lambda request: request.url.endswith("differential") and thyrotropin_sent(request) == values


@pytest.mark.parametrize("locale", ["es-ES", "en-US", "de-DE"])
def test_either_mark_is_decimal_and_thousands_are_refused(
    browser: "playwright.Browser", address: str, locale: str
) -> None:
    expect = playwright.expect
    with watching(browser, address, locale) as watched:
        page = watched.page
        pick(page, "fieb")
        pick(page, "TSH 420")
        value = page.locator(".measurement input").first
        for typed, meant in (("23,3", 23.3), ("23.4", 23.4), ("0,123", 0.123), ("1234", 1234)):
            with page.expect_request(lambda request, meant=meant: thyrotropin_sent(request) == [meant]):  # type: ignore[misc]
                value.fill(typed)
                value.blur()
            expect(page.locator(".measurement .problem")).to_be_hidden()
        for typed, told in (("1.234", "1234"), ("1,234.5", "1234"), ("1.234,5", "1234"), ("alta", "7")):
            with page.expect_request(ranked_by([420])):  # else nothing changes for the ranking
                value.fill("420")
                value.blur()
            # Until the answer is there the page still shows the one before, and need not ask for that again.
            with page.expect_response(lambda answer: ranked_by([])(answer.request)):
                value.fill(typed)
                value.blur()
            expect(page.locator(".measurement .problem")).to_contain_text(told)
            expect(value).to_have_attribute("aria-invalid", "true")


def test_a_refused_unit_and_a_warning_name_the_measurement_in_the_readers_language(
    browser: "playwright.Browser", address: str
) -> None:
    expect = playwright.expect
    with watching(browser, address) as watched:
        page = watched.page
        pick(page, "fieb")
        pick(page, "glucosa 9000")
        row = page.locator(".measurement")
        expect(row.locator(".problem")).to_contain_text(
            "Imposible, no se tiene en cuenta: un paciente vivo tiene 1 – 3.000"
        )
        unit = page.get_by_role("textbox", name="Glucosa: unidad")
        unit.fill("kg")
        unit.blur()
        expect(row.locator(".problem")).to_contain_text("Glucosa: la unidad no se conoce o no corresponde")
        expect(unit).to_have_attribute("aria-invalid", "true")
        expect(page.locator(".disease").first).to_be_visible()  # the rest of the case is ranked all the same
        watched.complaints.clear()  # the browser itself reports the answer 422
