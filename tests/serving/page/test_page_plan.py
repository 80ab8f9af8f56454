"""How to go on: questions by cost and system of the body, what each answer changes, when to stop, when to refer.

Mirrors: src/hoofbeat/serving/web
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from watched_pages import Watched, playwright, speak

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

COSTS = {"ask": "Preguntar", "examine": "Explorar", "test": "Pedir pruebas"}


def planned(page: "Page", act: Callable[[], Any]) -> dict[str, Any]:
    """The plan after an act, once it is drawn."""
    with page.expect_response(lambda response: response.url.endswith("/v1/next-findings") and response.ok) as answered:
        act()
    plan: dict[str, Any] = answered.value.json()
    playwright.expect(page.locator("#plan")).to_have_attribute("aria-busy", "false")
    return plan


def test_questions_stand_under_their_cost_and_their_system(demonstrated: Watched) -> None:
    page = demonstrated.page
    expect = playwright.expect
    plan = planned(page, page.locator("[data-example=cough]").click)
    assert not plan["stop"]
    page.locator("#plan .whole > summary").click()
    offered = {cost: [f for f in plan["findings"] if f["cost"] == cost] for cost in COSTS}
    expect(page.locator("#plan .cost h4")).to_have_text([COSTS[cost] for cost in COSTS if offered[cost]])
    for cost, findings in offered.items():
        shown = page.locator(f"#plan .cost.{cost} > .system .question")
        expect(shown).to_have_count(min(2, len(findings)))
        if len(findings) > 2:
            page.locator(f"#plan .cost.{cost} .later summary").first.click()
            expect(page.locator(f"#plan .cost.{cost} .question")).to_have_count(len(findings))
        for finding in findings:
            card = page.locator(f"#plan .cost.{cost} .system", has=page.locator(f"[data-id='{finding['finding_id']}']"))
            system = finding["system"]["names"]
            expect(card.locator("h5")).to_have_text(system.get("es", system["en"]))


def test_what_each_answer_changes_is_shown_and_one_press_answers(demonstrated: Watched) -> None:
    page = demonstrated.page
    expect = playwright.expect
    plan = planned(page, page.locator("[data-example=lens]").click)
    page.locator("#plan .next > details > summary").click()
    card = page.locator("#plan .question").first
    finding = card.get_attribute("data-id")
    question = next(one for one in plan["findings"] if one["finding_id"] == finding)
    card.locator("summary").click()
    moved = {shift["disease_id"] for shift in (*question["if_present"], *question["if_absent"])}
    expect(card.locator(".shifts tbody tr")).to_have_count(len(moved))
    expect(card.locator(".shifts thead th")).to_have_text(["Ahora", "Presente", "Ausente"])
    before = page.locator("#findings > li").count()
    after = planned(page, card.get_by_role("button", name="Ausente").click)
    expect(page.locator("#findings > li")).to_have_count(before + 1)
    expect(page.locator("#findings > li").first).to_have_class("finding excluded")
    assert finding not in [one["finding_id"] for one in after["findings"]]
    expect(page.locator(f"#plan [data-id='{finding}']")).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('#plan') !== null")  # the keyboard stays among the questions


def test_the_plan_follows_the_language_and_goes_with_the_case(demonstrated: Watched) -> None:
    page = demonstrated.page
    planned(page, page.locator("[data-example=cough]").click)
    speak(page, "en")
    playwright.expect(page.locator("#plan h3")).to_have_text("Ask next")
    page.locator("#clear").click()
    playwright.expect(page.locator("#plan")).to_be_empty()


def test_the_list_stands_first_and_the_plan_beside_it_where_there_is_room(demonstrated: Watched) -> None:
    page = demonstrated.page
    expect = playwright.expect
    plan = planned(page, page.locator("[data-example=dengue]").click)
    best = page.locator("#plan .best")
    expect(best).to_have_attribute("data-id", plan["findings"][0]["finding_id"])
    expect(page.locator("#plan .question")).to_have_count(0)
    shown = [line.bounding_box() for line in page.locator(".disease").all()]
    assert sum(box is not None and box["y"] + box["height"] <= 768 for box in shown) >= 7
    page.set_viewport_size({"width": 1700, "height": 900})
    expect(page.locator("#plan .cost")).to_have_count(len({finding["cost"] for finding in plan["findings"]}))
    expect(best).to_have_count(0)
    rows, beside = page.locator("#results").bounding_box(), page.locator("#plan").bounding_box()
    assert rows
    assert beside
    assert rows["x"] + rows["width"] <= beside["x"]


def strengthens(shifts: list[dict[str, Any]]) -> bool:
    """Whether an answer makes the disease that leads still likelier."""
    leading = max(shifts, key=lambda shift: shift["before"], default={"after": 0, "before": 0})
    return bool(leading["after"] > leading["before"])


def test_whom_to_refer_and_when_to_stop_are_said(demonstrated: Watched) -> None:
    """Answered as the leading disease would have it, until the service says that it is enough or has no more."""
    page = demonstrated.page
    expect = playwright.expect
    plan = planned(page, page.locator("[data-example=cough]").click)
    for _ in range(25):
        told = page.locator("#referral .refer")
        expect(told).to_have_count(0 if plan["referral"] is None else 1)
        if plan["referral"] is not None:
            expect(told).to_contain_text(plan["referral"]["texts"]["es"])
        if plan["stop"] or not plan["findings"]:
            break
        best = plan["findings"][0]
        button = "Presente" if strengthens(best["if_present"]) else "Ausente"
        plan = planned(page, page.locator("#plan .best").get_by_role("button", name=button).click)
    assert plan["stop"] or not plan["findings"]
    expect(page.locator("#plan .settled")).to_be_visible()
