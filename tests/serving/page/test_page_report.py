"""The report: one page of A4 and of Letter, whatever the case; and the case as files for other programs.

Mirrors: src/hoofbeat/serving/web
"""

import json
import re
from typing import TYPE_CHECKING

import pytest

from watched_pages import Watched, pick, playwright, speak

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def pages_of(page: "Page", paper: str) -> int:
    """Pages of the PDF that the browser prints of what is shown."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=paper)))


def open_example(page: "Page", name: str) -> None:
    page.locator(f"[data-example={name}]").click()
    page.locator(".disease").first.wait_for()


def test_the_report_says_what_was_entered_and_what_was_ranked(demonstrated: Watched) -> None:
    page = demonstrated.page
    expect = playwright.expect
    open_example(page, "cough")
    page.locator("#vitals input").first.fill("39,2")
    page.locator("#vitals input").first.blur()
    expect(page.locator(".vital .becomes")).to_be_visible()
    expect(page.locator(".answer")).to_have_attribute("aria-busy", "false")
    first = page.locator(".disease").first
    name, chance = first.locator("h3").inner_text(), first.locator(".percent").inner_text()
    page.locator("#open-report").click()
    sheet = page.locator(".sheet")
    expect(sheet).to_contain_text("67 años · Hombre · Atención primaria · Aguda (hasta dos semanas)")
    expect(sheet).to_contain_text("Temperatura corporal 39,2 °C (Fiebre)")
    row = sheet.locator(".ranking tbody tr").first
    expect(row.locator("strong").first).to_have_text(name)
    expect(row).to_contain_text(chance)
    expect(row.locator(".reasons")).to_contain_text("a favor:")
    expect(sheet).to_contain_text("Apoyo a la decisión, no un diagnóstico.")
    expect(sheet).to_contain_text("Demostración con pacientes simulados")
    for excluded in page.locator(".finding.excluded .name").all_inner_texts():
        expect(sheet.locator("dd", has_text=excluded).first).to_be_visible()
    speak(page, "en")
    expect(sheet).to_contain_text("67 years · Male · Primary care · Acute (up to two weeks)")
    page.go_back()
    expect(page.locator("#workbench")).to_be_visible()


def test_it_is_one_page_of_paper_however_much_there_is_to_say(demonstrated: Watched) -> None:
    page = demonstrated.page
    open_example(page, "dengue")
    for finding in ("HP:0002027", "HP:0002017", "HP:0000421", "HP:0000952", "HP:0001250", "HP:0002105", "HP:0000989"):
        pick(page, finding)
        playwright.expect(page.locator("#query")).to_have_value("")
    for code, value in (("glucosa", 420), ("creatinina", 3), ("sodio", 120), ("potasio", 7), ("leucocitos", 30)):
        pick(page, f"{code} {value}")
        playwright.expect(page.locator("#query")).to_have_value("")
    playwright.expect(page.locator("#measurements .becomes")).to_have_count(5)
    playwright.expect(page.locator(".answer")).to_have_attribute("aria-busy", "false")
    # From the workbench it is the report that is printed, too.
    assert [pages_of(page, paper) for paper in ("A4", "Letter")] == [1, 1]
    page.locator("#open-report").click()
    playwright.expect(page.locator(".ranking tbody tr").nth(2)).to_be_visible()
    assert [pages_of(page, paper) for paper in ("A4", "Letter")] == [1, 1]


def test_nothing_of_the_patient_before_is_printed(demonstrated: Watched) -> None:
    page = demonstrated.page
    open_example(page, "cough")
    page.locator("#open-report").click()
    playwright.expect(page.locator(".sheet")).to_contain_text("67 años")
    page.locator("#close-report").click()
    page.locator("#clear").click()
    playwright.expect(page.locator(".empty")).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    playwright.expect(page.locator(".sheet")).to_have_count(0)
    page.goto(f"{page.url.split('#')[0]}#report")
    playwright.expect(page.locator("#workbench")).to_be_visible()


def test_the_case_is_saved_as_a_file(demonstrated: Watched) -> None:
    page = demonstrated.page
    open_example(page, "lens")
    page.locator("#open-report").click()
    for format_, holds in (("phenopacket", "phenotypicFeatures"), ("fhir", "resourceType")):
        with page.expect_download() as saved:
            page.locator(f"[data-export={format_}]").click()
        assert re.fullmatch(rf"hoofbeat-\d{{4}}-\d\d-\d\d\.{format_}\.json", saved.value.suggested_filename)
        content = json.loads(saved.value.path().read_text(encoding="utf-8"))
        assert holds in content
        assert "HP:0001166" in json.dumps(content)
