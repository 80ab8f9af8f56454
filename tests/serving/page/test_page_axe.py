"""axe finds nothing on any view of the page: in light and dark, on a phone and a desktop, in two languages.

Mirrors: src/hoofbeat/serving/web
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.cases.store import CaseStore
from watched_pages import Watched, playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PHONE, DESKTOP = (390, 844), (1366, 900)
NOTES = {
    "es-ES": "Mujer de 34 años con fiebre y tos. Niega hemoptisis. Madre con asma. Posible neumonía. T 38,9 °C.",
    "en-US": "A 34-year-old woman with fever and cough. No hemoptysis. Her mother has asthma. Possible pneumonia.",
}

#: What WCAG 2.2 AA asks, and what axe holds for good practice; or one rule alone.
RUN = """async rule => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const told = ({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`;
  const runOnly = rule ? { type: "rule", values: [rule] } : { type: "tag", values: tags };
  const { violations } = await axe.run(document, { runOnly });
  return violations.map(({ id, impact, nodes }) => [impact, id, nodes.slice(0, 3).map(told)]);
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe, as ``deploy/web/tools.sh`` installed it."""
    folder = os.environ.get("HOOFBEAT_NODE")
    source = Path(folder or "") / "node_modules/axe-core/axe.min.js"
    if folder is None or not source.is_file():
        pytest.skip("no axe-core: run deploy/web/tools.sh DIR and set HOOFBEAT_NODE to DIR")
    return source.read_text(encoding="utf-8")


@contextmanager
def opened(browser: "Browser", address: str, locale: str, size: tuple[int, int]) -> "Iterator[Page]":
    context = browser.new_context(
        locale=locale,
        viewport={"width": size[0], "height": size[1]},
        reduced_motion="reduce",
        service_workers="block",
    )
    watched = Watched(context.new_page())
    watched.page.goto(address)
    watched.page.locator("#labs input").wait_for()
    yield watched.page
    context.close()
    assert watched.complaints == []


@pytest.mark.parametrize(("locale", "size"), [("es-ES", PHONE), ("en-US", DESKTOP)])
def test_axe_finds_nothing(
    browser: "Browser",
    serve: Callable[..., httpx.Client],
    demonstration: Bundle,
    tmp_path: Path,
    axe: str,
    locale: str,
    size: tuple[int, int],
) -> None:
    """Every view in the light; in the dark, where nothing but the colours differs, whether these can be told apart."""
    store = CaseStore.open(f"sqlite:///{tmp_path}/cases.db")
    address = str(serve(demonstration, cases=store).base_url)
    expect = playwright.expect
    found: list[str] = []
    with opened(browser, address, locale, size) as page:
        page.evaluate(axe)

        def look(view: str) -> None:
            for scheme, rule in (("light", None), ("dark", "color-contrast")):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                found.extend(f"{view}, {scheme}: {violation}" for violation in page.evaluate(RUN, rule))

        look("empty")
        page.locator("#shortcuts").click()
        look("shortcuts")
        page.keyboard.press("Escape")
        page.locator("#paste").click()
        look("note")
        page.locator("dialog textarea").fill(NOTES[locale])
        page.keyboard.press("Control+Enter")
        page.locator(".proposal").first.wait_for()
        page.keyboard.press("x")
        page.keyboard.press("Enter")
        look("proposals")
        page.keyboard.press("Escape")
        page.locator("[data-example=cough]").click()
        page.locator(".disease").first.wait_for()
        page.locator("#vitals input").nth(0).fill("39")
        page.locator("#vitals input").nth(1).fill("900")
        page.locator("#vitals input").nth(1).blur()
        page.locator(".vital .becomes").first.wait_for()
        page.locator(".vital .problem").first.wait_for()
        page.locator(".finding .onset").first.click()
        page.locator(".whole > summary").click()
        page.locator(".disease .why summary").first.click()
        page.locator(".explanation").first.wait_for()
        expect(page.locator(".answer")).to_have_attribute("aria-busy", "false")
        look("differential")
        page.locator("#view input[value=side]").check(force=True)
        page.locator(".side-by-side").wait_for()
        page.locator("#query").press_sequentially("glu")
        page.locator("#suggestions [role=option]").first.wait_for()
        look("side by side")
        page.keyboard.press("Escape")
        page.locator(".disease .compare").first.click()
        page.locator(".comparison").wait_for()
        look("comparison")
        page.keyboard.press("Escape")
        page.locator("#register").click()
        page.locator("#kept .status").wait_for()
        page.locator("[data-do=confirm]").click()
        look("diagnosis")
        page.keyboard.press("Escape")
        page.locator("[data-do=withdraw]").click()
        look("withdrawal")
        page.keyboard.press("Escape")
        look("kept")
        page.locator("#open-report").click()
        page.locator(".sheet").wait_for()
        look("report")
        page.locator("#open-cases").click()
        page.locator(".cases tbody tr").wait_for()
        look("cases")
    store.close()
    assert not found, "\n".join(found)


#: What can be pressed and is smaller than WCAG 2.2 (2.5.8) asks for. Checkboxes and radio buttons have their labels.
SMALL = """() => [...document.querySelectorAll("button, input, select, summary, .facts a, .jump a")]
  .filter((element) => element.checkVisibility() && !["checkbox", "radio"].includes(element.type))
  .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 24 || height < 24)
  .map(([html, { width, height }]) => `${html} ${width} x ${height}`)"""

#: Whether the element with the keyboard shows it (2.4.7): by an outline or a shadow, its own or that of what holds it.
SEEN = """() => {
  const here = document.activeElement;
  const near = [here, here.parentElement, here.nextElementSibling].filter(Boolean);
  const around = near.map((one) => getComputedStyle(one));
  const outlined = ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  return here === document.body || around.some((style) => outlined(style) || style.boxShadow !== "none");
}"""


def test_what_is_pressed_is_large_enough_and_says_where_the_keyboard_is(browser: "Browser", demonstrating: str) -> None:
    with opened(browser, demonstrating, "es-ES", PHONE) as page:
        page.locator("[data-example=lens]").click()
        page.locator(".disease").first.wait_for()
        assert page.evaluate(SMALL) == []
        unseen = []
        for _ in range(40):
            page.keyboard.press("Tab")
            if not page.evaluate(SEEN):
                unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
        assert unseen == []
