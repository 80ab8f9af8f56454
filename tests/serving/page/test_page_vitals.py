"""Vital signs and laboratory values: typed at once, in the unit one is used to, told as what they become, or refused.

Mirrors: src/hoofbeat/serving/web
"""

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from watched_pages import Watched, asked, pick, playwright, speak, watching

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TEMPERATURE = "8310-5"


def cell(page: "Page", code: str) -> Any:
    return page.locator(f"#vitals input[data-code='{code}']")


def sent_measurements(request: "Any") -> list[dict[str, Any]]:
    if not request.url.endswith("/v1/differential"):
        return []
    found: list[dict[str, Any]] = (request.post_data_json or {}).get("measurements") or []
    return found


def test_vital_signs_are_typed_one_after_the_other_and_told_as_findings(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    page.locator("#age").fill("40")
    pick(page, "tos")
    expect(page.locator(".finding")).to_have_count(1)
    cell(page, TEMPERATURE).focus()
    typed = ["39,2", "128", "28", "88", "50", "86", "15"]
    expected = [(TEMPERATURE, 39.2, "Cel"), ("8867-4", 128, "/min"), ("9279-1", 28, "/min"), ("8480-6", 88, "mm[Hg]")]
    expected += [("8462-4", 50, "mm[Hg]"), ("2708-6", 86, "%"), ("9269-2", 15, "{score}")]
    meant = [{"code": code, "value": value, "unit": unit} for code, value, unit in expected]
    with page.expect_request(lambda request: sent_measurements(request) == meant):
        for number in typed:
            page.keyboard.type(number)
            page.keyboard.press("Tab")
            if number == "39,2":
                page.keyboard.press("Tab")  # past its unit
    expect(page.locator(".vital.temperature .becomes")).to_have_text("↑ Fiebre")
    expect(page.locator(".vital.coma .becomes")).to_have_count(0)
    speak(page, "en")
    expect(page.locator(".vital.temperature .becomes")).to_have_text("↑ Fever")
    expect(cell(page, TEMPERATURE)).to_have_value("39.2")
    cell(page, TEMPERATURE).fill("")
    with page.expect_request(lambda request: sent_measurements(request) == meant[1:]):
        cell(page, TEMPERATURE).blur()
    expect(page.locator(".vital.temperature .becomes")).to_have_count(0)


def test_what_a_value_becomes_follows_the_age(watched: Watched) -> None:
    page = watched.page
    becomes = page.locator(".vital.temperature .becomes")
    page.locator("#age").fill("40")
    cell(page, TEMPERATURE).fill("38,2")
    cell(page, TEMPERATURE).blur()
    playwright.expect(becomes).to_have_text("↑ Fiebre")
    with page.expect_response("**/v1/measurements") as judged:
        page.locator("#age").fill("2 meses")
    assert judged.value.request.post_data_json["age"] == pytest.approx(2 / 12)
    finding = judged.value.json()["measurements"][0]["finding"]
    playwright.expect(becomes).to_have_count(0 if finding is None else 1)


def test_the_impossible_is_refused_at_once_with_why_and_what_was_meant(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    cell(page, TEMPERATURE).fill("101,3")
    cell(page, TEMPERATURE).blur()
    problem = page.locator(".vital.temperature .problem")
    expect(problem).to_contain_text("Imposible, no se tiene en cuenta: un paciente vivo tiene 11 – 47 °C.")
    expect(cell(page, TEMPERATURE)).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".empty")).to_be_visible()  # it is not ranked by
    with page.expect_request(
        lambda request: sent_measurements(request) == [{"code": TEMPERATURE, "value": 101.3, "unit": "[degF]"}]
    ):
        problem.get_by_role("button", name="¿Eran 101,3 °F?").click()
    expect(page.locator(".vital.temperature .becomes")).to_have_text("↑ Fiebre")


def test_what_is_no_number_is_said_and_not_sent(watched: Watched) -> None:
    page = watched.page
    cell(page, "8867-4").fill("rápido")
    cell(page, "8867-4").blur()
    playwright.expect(page.locator(".vital.pulse .problem")).to_contain_text("Un número, por ejemplo")
    page.locator("#clear").click()
    playwright.expect(cell(page, "8867-4")).to_have_value("")
    playwright.expect(page.locator(".vital.pulse .problem")).to_have_count(0)


def test_the_habit_of_units_is_remembered_and_nothing_of_the_patient(browser: "Browser", address: str) -> None:
    expect = playwright.expect
    with watching(browser, address) as watched:
        page = watched.page
        page.locator(".vital.temperature select").select_option("°F")
        page.get_by_label("Cómo imprime su laboratorio").select_option("mmol/L")
        cell(page, TEMPERATURE).fill("102")
        cell(page, TEMPERATURE).blur()
        expect(page.locator(".vital.temperature .becomes")).to_have_text("↑ Fiebre")
        kept = page.evaluate("({...localStorage})")
        assert kept == {"hoofbeat.units": '{"temperature":"[degF]","labs":"si"}'}
        page.reload()
        expect(page.locator(".vital.temperature select")).to_have_value("[degF]")
        expect(cell(page, TEMPERATURE)).to_have_value("")
        pick(page, "tos")
        page.get_by_role("combobox", name="Laboratorio:").fill("glucosa")
        page.keyboard.press("Enter")
        row = page.locator(".measurement[data-code='2345-7']")
        expect(row.get_by_role("textbox", name="Glucosa: unidad")).to_have_value("mmol/L")
        expect(row.get_by_role("textbox", name="Glucosa: valor")).to_be_focused()
        page.keyboard.type("23,3")
        with page.expect_request(
            lambda request: sent_measurements(request) == [{"code": "2345-7", "value": 23.3, "unit": "mmol/L"}]
        ):
            page.keyboard.press("Enter")
        with page.expect_request(
            lambda request: sent_measurements(request) == [{"code": "2345-7", "value": 23.3, "unit": "mg/dL"}]
        ):
            row.get_by_role("button", name="Glucosa: cambiar a mg/dL").click()
        assert '"labs":"conventional"' in page.evaluate("localStorage['hoofbeat.units']")


def test_laboratory_values_are_found_by_the_beginnings_of_their_words(watched: Watched) -> None:
    page = watched.page
    box = page.get_by_role("combobox", name="Laboratorio:")
    box.fill("wbc")
    playwright.expect(page.locator("#labs .none")).to_be_visible()
    for typed, first in (
        ("hemo glico", "Hemoglobina glicosilada"),
        ("plaq", "Plaquetas"),
        ("acido ur", "Ácido úrico"),
    ):
        box.fill(typed)
        playwright.expect(page.locator("#labs [role=option]").first.locator(".name")).to_have_text(first)
        page.keyboard.press("Enter")
        playwright.expect(page.locator(".measurement .name").first).to_have_text(first)


def test_every_unit_that_is_offered_is_one_that_the_service_reads(watched: Watched, client: httpx.Client) -> None:
    known = client.get("/v1/measurements").json()
    offered = watched.page.evaluate(
        """async items => {
          const { unitsOf, unitText, unitWritten } = await import("./enter/units.js");
          const both = (code, unit) => [code, unit, unitWritten(unitText(unit)) || unit];
          return items.flatMap(({ code, unit }) => unitsOf(code, unit).map((one) => both(code, one)));
        }""",
        [{"code": item["code"], "unit": item["unit"]} for item in known if not item["code"].startswith("SITE:")],
    )
    assert len({code for code, _, _ in offered}) > 80
    assert sum(1 for _ in offered) > len({code for code, _, _ in offered}) + 25
    for code, unit, written in offered:
        for one in (unit, written):
            item = {"code": code, "value": 1.0, "unit": one}
            assert client.post("/v1/measurements", json={"measurements": [item]}).status_code == 200, (code, one)


def test_a_vital_sign_typed_into_the_search_stands_in_its_cell(watched: Watched) -> None:
    page = watched.page
    page.locator("#query").fill("temp 39,2")
    sent = asked(page, lambda: page.locator("#query").press("Enter"))
    assert sent["measurements"] == [{"code": TEMPERATURE, "value": 39.2, "unit": "Cel"}]
    playwright.expect(cell(page, TEMPERATURE)).to_have_value("39,2")
    playwright.expect(page.locator(".measurement")).to_have_count(0)
