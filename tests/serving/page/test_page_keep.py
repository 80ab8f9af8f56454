"""Cases on the page: registered, listed, opened again, corrected, confirmed, withdrawn; hidden where none are kept.

Mirrors: src/hoofbeat/serving/web
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from hoofbeat.cases.store import CaseStore
from hoofbeat.serving.engine import Diagnoser
from watched_pages import Watched, pick, playwright, watching

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def kept(
    browser: "Browser", serve: Callable[..., httpx.Client], two_diseases: Diagnoser, tmp_path: Path
) -> Iterator[tuple[Watched, httpx.Client]]:
    store = CaseStore.open(f"sqlite:///{tmp_path}/cases.db")
    client = serve(two_diseases, cases=store)
    with watching(browser, str(client.base_url)) as watched:
        yield watched, client
    store.close()


def enter(page: "Page") -> None:
    page.locator("#age").fill("16")
    page.get_by_role("radio", name="Hombre").check()
    pick(page, "aracn")
    playwright.expect(page.locator("#query")).to_have_value("")
    pick(page, "sin tos")
    playwright.expect(page.locator(".finding")).to_have_count(2)
    page.locator(".finding .onset").click()
    page.keyboard.type("3 meses")
    page.keyboard.press("Enter")
    page.locator("#vitals input").first.fill("39,2")
    page.locator("#vitals input").first.blur()
    playwright.expect(page.locator(".vital .becomes")).to_have_text("↑ Fiebre")


def cases(client: httpx.Client) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get("/v1/cases").json()["cases"]
    return found


def do(page: "Page", what: str) -> None:
    page.locator(f"#kept [data-do={what}]").click()


def status(page: "Page", expected: str) -> None:
    playwright.expect(page.locator("#kept .status")).to_have_text(expected)


def test_a_case_from_its_registration_to_its_withdrawal(kept: tuple[Watched, httpx.Client]) -> None:
    watched, client = kept
    page = watched.page
    expect = playwright.expect
    expect(page.locator("#register")).to_be_hidden()  # nothing is entered yet
    enter(page)
    page.locator("#register").click()
    status(page, "registrado")
    expect(page.locator("#kept")).to_be_focused()
    [line] = cases(client)
    case = client.get(f"/v1/cases/{line['case_id']}").json()
    assert case["case"] == {
        "age": 16.0,
        "sex": "male",
        "findings": [
            {"id": "HP:0012735", "excluded": True, "onset_years": None},
            {"id": "HP:0001166", "excluded": False, "onset_years": 0.25},
        ],
        "measurements": [{"code": "8310-5", "value": 39.2, "unit": "Cel"}],
    }

    page.locator("#clear").click()
    expect(page.locator("#kept")).to_be_hidden()
    page.locator("#open-cases").click()
    row = page.locator(".cases tbody tr")
    expect(row.locator("td").nth(1)).to_have_text("16 años")
    expect(row.locator("td").nth(2)).to_have_text("Hombre")
    expect(row.locator("td").nth(3)).to_have_text("2")
    row.get_by_role("button").click()
    status(page, "registrado")
    expect(page.locator(".finding .name")).to_have_text(["Tos", "Aracnodactilia"])
    expect(page.locator(".onset")).to_have_text("3 meses")
    expect(page.locator("#vitals input").first).to_have_value("39,2")
    expect(page.locator("#age")).to_have_value("16")
    expect(page.locator("[data-do=correct]")).to_be_disabled()

    pick(page, "ectopia")
    expect(page.locator("[data-do=correct]")).to_be_enabled()
    expect(page.locator("[data-do=confirm]")).to_be_disabled()  # of what is not kept nothing is confirmed
    do(page, "correct")
    expect(page.locator("[data-do=correct]")).to_be_disabled()
    do(page, "confirm")
    dialog = page.locator("dialog")
    expect(dialog.locator(".primary")).to_be_disabled()
    dialog.get_by_role("radio", name="Marfan syndrome").check()
    dialog.get_by_role("radio", name="genética").check()
    dialog.locator(".primary").click()
    status(page, "confirmado")
    expect(page.locator("#kept")).to_contain_text("Diagnóstico confirmado: Marfan syndrome (genética)")
    case = client.get(f"/v1/cases/{line['case_id']}").json()
    assert (case["diagnosis"]["disease"], case["diagnosis"]["basis"]) == ("OMIM:154700", "genetic")
    assert [event["event"] for event in case["history"]] == ["registered", "corrected", "diagnosis-confirmed"]

    page.get_by_role("radio", name="Mujer").check()
    do(page, "correct")
    expect(page.locator("[data-do=correct]")).to_be_disabled()
    case = client.get(f"/v1/cases/{line['case_id']}").json()
    assert (case["case"]["sex"], case["diagnosis"]["disease"]) == ("female", "OMIM:154700")  # it was not lost

    do(page, "withdraw")
    dialog.get_by_role("radio", name="Introducido dos veces").check()
    dialog.locator(".danger").click()
    status(page, "retirado")
    [line] = cases(client)
    assert line["status"] == "withdrawn"
    do(page, "correct")  # it was a mistake: it comes back as it was
    status(page, "confirmado")
    assert client.get(f"/v1/cases/{line['case_id']}").json()["diagnosis"]["disease"] == "OMIM:154700"


def test_a_change_that_somebody_else_was_faster_with_is_refused_and_said(kept: tuple[Watched, httpx.Client]) -> None:
    watched, client = kept
    page = watched.page
    enter(page)
    page.locator("#register").click()
    status(page, "registrado")
    [line] = cases(client)
    address = f"/v1/cases/{line['case_id']}/diagnosis"
    assert client.post(address, json={"revision": 1, "disease": "OMIM:154700", "basis": "genetic"}).status_code == 200
    page.get_by_role("radio", name="Mujer").check()
    do(page, "correct")
    playwright.expect(page.locator("#kept .problem")).to_contain_text("revision")
    playwright.expect(page.locator("#age")).to_have_value("16")
    watched.complaints.clear()  # the browser itself reports the answer 409


def test_the_list_goes_on_page_by_page_and_shows_one_status(kept: tuple[Watched, httpx.Client]) -> None:
    watched, client = kept
    page = watched.page
    expect = playwright.expect
    for age in range(33):
        client.post("/v1/cases", json={"age": age, "findings": [{"id": "HP:0001945"}]})
    page.locator("#open-cases").click()
    rows = page.locator(".cases tbody tr")
    expect(rows).to_have_count(30)
    expect(rows.first.locator("td").nth(1)).to_have_text("32 años")
    page.get_by_role("button", name="Casos anteriores").click()
    expect(rows).to_have_count(33)
    page.get_by_label("Estado").select_option("confirmado")
    expect(page.locator(".empty-list")).to_have_text("Ningún caso.")
    page.go_back()
    expect(page.locator("#workbench")).to_be_visible()
    expect(page.locator("#cases")).to_be_hidden()


def test_where_no_cases_are_kept_nothing_speaks_of_them(watched: Watched) -> None:
    page = watched.page
    pick(page, "fieb")
    playwright.expect(page.locator(".disease").first).to_be_visible()
    playwright.expect(page.locator("#labs input")).to_be_visible()
    playwright.expect(page.locator("#open-cases, #register, #kept")).to_have_count(3)
    for element in page.locator("#open-cases, #register, #kept").all():
        playwright.expect(element).to_be_hidden()
    page.goto(f"{page.url.split('#')[0]}#cases")
    playwright.expect(page.locator("#workbench")).to_be_visible()
