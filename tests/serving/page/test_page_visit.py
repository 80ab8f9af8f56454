"""A whole visit, in Spanish and in English: enter, paste, read, ask, report, register, confirm, and on to gold.

Mirrors: src/hoofbeat/serving/web
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import httpx
import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.cases.log import write_log
from hoofbeat.cases.store import CaseStore
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.lake.gold import read_cohort
from hoofbeat.sources import SourceConfig
from watched_pages import playwright, watching

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


class Visit(NamedTuple):
    """What is typed and read in one language."""

    note: str
    finding: str
    temperature: str
    confirm: str
    diagnosis: str
    status: str


VISITS = {
    "es-ES": Visit(
        "Mujer de 31 años. Fiebre, cefalea y mialgias desde hace tres días. Niega tos. Madre con asma.",
        "exantema",
        "39,4",
        "Confirmar todo lo presente y ausente",
        "dengue",
        "confirmado",
    ),
    "en-US": Visit(
        "A 31-year-old woman. Fever, headache and myalgia for three days. No cough. Her mother has asthma.",
        "rash",
        "103",
        "Confirm all present and absent",
        "dengue",
        "confirmed",
    ),
}


@pytest.mark.parametrize("locale", VISITS)
def test_a_whole_visit(
    browser: "Browser", serve: Callable[..., httpx.Client], demonstration: Bundle, tmp_path: Path, locale: str
) -> None:
    expect = playwright.expect
    visit = VISITS[locale]
    store = CaseStore.open(f"sqlite:///{tmp_path}/cases.db")
    client = serve(demonstration, cases=store)
    with watching(browser, str(client.base_url), locale) as watched:
        page = watched.page
        # Enter and paste
        page.locator("#region").select_option("latin-america")
        page.locator("#course").select_option("acute")
        page.locator("#paste").click()
        page.locator("dialog textarea").fill(visit.note)
        page.keyboard.press("Control+Enter")
        page.get_by_role("button", name=visit.confirm).click()
        page.keyboard.press("Enter")
        expect(page.locator("dialog")).to_have_count(0)
        stated = {line.get_attribute("data-id") for line in page.locator("#findings > li").all()}
        assert {"HP:0001945", "HP:0002315", "HP:0003326", "HP:0012735"} <= stated
        assert "HP:0002099" not in stated  # it is her mother who has asthma
        expect(page.locator("#findings > li.excluded")).to_have_attribute("data-id", "HP:0012735")
        expect(page.locator("#age")).to_have_value("31")
        page.locator("#query").press_sequentially(visit.finding)
        page.locator("#suggestions [role=option]").first.wait_for()
        page.keyboard.press("Enter")
        expect(page.locator("#findings > li").first).to_have_attribute("data-id", "HP:0000988")
        if locale == "en-US":
            page.locator(".vital.temperature select").select_option("°F")
        page.locator("#vitals input").first.fill(visit.temperature)
        page.locator("#vitals input").first.blur()
        expect(page.locator(".vital.temperature .becomes")).to_be_visible()

        # Read
        expect(page.locator(".answer")).to_have_attribute("aria-busy", "false")
        expect(page.locator(".disease h3", has_text="engue").first).to_be_visible()
        page.locator("#view input[value=side]").check(force=True)
        expect(page.locator(".kind.common .disease").first).to_be_visible()
        page.locator("#view input[value=all]").check(force=True)
        page.locator(".disease .compare").first.click()
        expect(page.locator(".comparison tbody tr").first).to_be_visible()
        page.keyboard.press("Escape")

        # Ask
        before = page.locator("#findings > li").count()
        page.locator("#plan .best .states button").first.click()
        expect(page.locator("#findings > li")).to_have_count(before + 1)

        # Report
        expect(page.locator(".answer")).to_have_attribute("aria-busy", "false")
        page.locator("#open-report").click()
        expect(page.locator(".sheet .ranking tbody tr").first).to_be_visible()
        page.locator("#close-report").click()

        # Register, and weeks later confirm
        page.locator("#register").click()
        expect(page.locator("#kept .status")).to_be_visible()
        page.locator("#clear").click()
        page.locator("#open-cases").click()
        page.locator(".cases tbody button").click()
        expect(page.locator("#findings > li")).to_have_count(before + 1)
        page.locator("[data-do=confirm]").click()
        page.locator("dialog [role=combobox]").press_sequentially(visit.diagnosis)
        page.locator("dialog [role=option]").first.wait_for()
        page.keyboard.press("Enter")
        expect(page.locator("dialog .chosen")).to_contain_text("engue")
        page.locator("dialog .primary").click()
        expect(page.locator("#kept .status")).to_have_text(visit.status)
        [line] = client.get("/v1/cases").json()["cases"]
        assert line["status"] == "confirmed"
    confirmed = client.get(f"/v1/cases/{line['case_id']}").json()["diagnosis"]["disease"]

    # And to gold, with the other records
    write_log(store, tmp_path / "log", who="cli")
    store.close()
    app = SourceConfig(name="app", format="casestore", path=tmp_path / "log")
    IngestJob(output=tmp_path / "run", sources=(app,)).run(lambda finding: finding, lambda disease: disease)
    [case] = read_cohort(tmp_path / "run" / "lake").cases
    assert (case.age, case.sex, case.diagnosis) == (31, "female", confirmed)
    assert {"HP:0001945", "HP:0002315", "HP:0003326", "HP:0000988"} <= set(case.observed)
    assert "HP:0012735" in case.excluded
    assert [measurement.code for measurement in case.measurements] == ["8310-5"]
