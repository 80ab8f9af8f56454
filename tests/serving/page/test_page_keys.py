"""The keyboard alone: twenty findings in under two minutes, shortcuts that are listed and can be turned off, onset.

Mirrors: src/hoofbeat/serving/web
"""

from time import monotonic
from typing import TYPE_CHECKING

import pytest

from watched_pages import Watched, pick, playwright

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.browser

#: What is typed → the finding it must become; with "-" in front it is entered as absent, by Shift.
TWENTY = {
    "fiebre": "HP:0001945",
    "tos": "HP:0012735",
    "disnea": "HP:0002094",
    "hemoptisis": "HP:0002105",
    "cefalea": "HP:0002315",
    "vomit": "HP:0002013",
    "diarrea": "HP:0002014",
    "-ictericia": "HP:0000952",
    "artralgia": "HP:0002829",
    "mialgia": "HP:0003326",
    "-convulsiones": "HP:0001250",
    "prurito": "HP:0000989",
    "edema": "HP:0000969",
    "epistaxis": "HP:0000421",
    "nausea": "HP:0002018",
    "disuria": "HP:0100518",
    "hematuria": "HP:0000790",
    "-ataxia": "HP:0001251",
    "vertigo": "HP:0002321",
    "anorexia": "HP:0002039",
}

#: Seconds from key to key of somebody who types with two fingers.
_SLOW_FINGERS = 0.25
_LIMIT = 120.0


def test_twenty_findings_in_under_two_minutes(demonstrated: Watched) -> None:
    expect = playwright.expect
    page = demonstrated.page
    page.keyboard.press("/")
    box = page.locator("#query")
    expect(box).to_be_focused()
    keys, start = 1, monotonic()
    for typed, finding in TWENTY.items():
        word, absent = typed.removeprefix("-"), typed.startswith("-")
        box.press_sequentially(word)
        page.locator("#suggestions [role=option]").first.wait_for()
        page.keyboard.press("Shift+Enter" if absent else "Enter")
        first = page.locator("#findings > li").first
        expect(first).to_have_attribute("data-id", finding)
        expect(first).to_have_class("finding excluded" if absent else "finding")
        expect(box).to_have_value("")
        expect(box).to_be_focused()
        keys += len(word) + 1 + absent
    took = monotonic() - start + keys * _SLOW_FINGERS
    expect(page.locator("#findings > li")).to_have_count(len(TWENTY))
    expect(page.locator(".disease").first).to_be_visible()
    assert took < _LIMIT, f"{keys} keys, {took:.0f} seconds"


def test_shortcuts_are_listed_and_act_outside_fields_alone(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    expect(page.locator("#paste")).to_be_visible()  # what the service offers has been learned
    page.locator("body").press("?")
    listed = page.locator("dialog kbd")
    expect(listed.first).to_have_text("/")
    assert {"N", "V", "D", "R", "C", "?", "Shift", "Esc"} <= set(listed.all_inner_texts())
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("v")
    expect(page.locator("#vitals input").first).to_be_focused()
    page.keyboard.press("n")  # a letter in a field is a letter
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#vitals input").first).to_have_value("n")
    page.locator("#vitals input").first.fill("")
    page.locator("#shortcuts").focus()
    page.keyboard.press("n")
    expect(page.locator("dialog textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_focused()
    pick(page, "fieb")
    expect(page.locator(".disease").first).to_be_visible()
    page.locator("#shortcuts").focus()
    page.keyboard.press("r")
    expect(page.locator(".sheet")).to_be_visible()


def test_shortcuts_can_be_turned_off_for_good(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    page.locator("#shortcuts").click()
    page.get_by_role("checkbox", name="Las teclas sueltas actúan").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator("#paste")).to_be_visible()
    for key in ("n", "?", "/"):
        page.locator("body").press(key)
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#query")).not_to_be_focused()
    page.locator("#shortcuts").click()
    page.get_by_role("checkbox", name="Las teclas sueltas actúan").check()
    assert page.evaluate("({...localStorage})") == {}


def test_an_onset_is_typed_and_shown_or_said_to_be_none(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    page.locator("#age").fill("16")
    pick(page, "aracn")
    onset = page.locator(".onset")
    for typed, told in (("17", "Posterior a la edad"), ("ayer", "Una edad, por ejemplo")):
        onset.click()
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator(".onset-editor .problem")).to_contain_text(told)
        page.keyboard.press("Escape")
        expect(onset).to_have_text("inicio")
    for typed, shown in (("3 meses", "3 meses"), ("2,5", "2,5 años"), ("al nacer", "nacimiento"), ("12 yr", "12 años")):
        onset.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("textbox", name="Aracnodactilia: edad de inicio")).to_be_focused()
        page.keyboard.press("Control+A")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        button = page.get_by_role("button", name=f"Aracnodactilia: edad de inicio: {shown}")
        expect(button).to_have_text(shown)
        expect(button).to_be_focused()
    page.get_by_role("button", name="Ausente", exact=True).first.click()  # what is absent has no onset
    expect(onset).to_have_count(0)
