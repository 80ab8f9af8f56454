"""Reading the answer: rare and common apart or side by side, in words and numbers, links, comparison, what not to miss.

Mirrors: src/hoofbeat/serving/web
"""

from typing import TYPE_CHECKING, Any

import pytest

from watched_pages import Watched, ask_as, pick, playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def example(page: "Page", name: str) -> dict[str, Any]:
    """Load an example; the answer that is drawn last."""
    with page.expect_response("**/v1/differential") as answered:
        page.locator(f"[data-example={name}]").click()
    page.locator(".disease").first.wait_for()
    answer: dict[str, Any] = answered.value.json()
    return answer


def choose(page: "Page", view: str) -> None:
    page.locator(f"#view input[value={view}]").check()


def ids(page: "Page", within: str = "#results") -> list[str | None]:
    return [line.get_attribute("data-id") for line in page.locator(f"{within} .disease").all()]


def test_rare_and_common_are_shown_apart_and_side_by_side(demonstrated: Watched) -> None:
    page = demonstrated.page
    lines = example(page, "cough")["differential"]
    rare = [line["disease_id"] for line in lines if line["orphan"]]
    common = [line["disease_id"] for line in lines if not line["orphan"]]
    assert min(len(rare), len(common)) > 3
    assert ids(page) == [line["disease_id"] for line in lines[:10]]
    choose(page, "orphan")
    playwright.expect(page.locator(".disease")).to_have_count(min(10, len(rare)))
    assert ids(page) == rare[:10]
    ranks = [line["rank"] for line in lines if line["orphan"]][:10]
    assert page.locator(".disease .rank").all_inner_texts() == [str(rank) for rank in ranks]  # those of the whole list
    choose(page, "common")
    playwright.expect(page.locator(".disease .badge.orphan")).to_have_count(0)
    assert ids(page) == common[:10]
    choose(page, "side")
    playwright.expect(page.locator(".kind h3")).to_have_text(["Enfermedades comunes", "Enfermedades raras"])
    assert (ids(page, ".kind.common"), ids(page, ".kind.orphan")) == (common[:10], rare[:10])
    left, right = (page.locator(f".kind.{kind}").bounding_box() for kind in ("common", "orphan"))
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
    assert abs(left["y"] - right["y"]) < 2
    page.locator("#top").select_option("5")
    playwright.expect(page.locator(".kind.common .disease")).to_have_count(5)
    page.set_viewport_size({"width": 390, "height": 844})
    upper, lower = (page.locator(f".kind.{kind}").bounding_box() for kind in ("common", "orphan"))
    assert upper
    assert lower
    assert upper["y"] + upper["height"] <= lower["y"]


def test_what_must_not_be_missed_is_named_though_it_stands_further_down(demonstrated: Watched) -> None:
    page = demonstrated.page
    answer = example(page, "cough")
    page.locator("#top").select_option("5")
    shown = {line["disease_id"] for line in answer["differential"][:5]}
    shown |= {subtype["disease_id"] for line in answer["differential"][:5] for subtype in line["subtypes"]}
    beyond = [
        line["disease_id"]
        for line in answer["differential"]
        if line["cant_miss"] and line["probability"] >= 0.001 and line["disease_id"] not in shown
    ]
    assert beyond
    named = page.locator(".urgent-beyond li")
    playwright.expect(named).to_have_count(min(6, len(beyond)))
    assert [line.get_attribute("data-id") for line in named.all()] == beyond[:6]
    page.locator("#top").select_option("50")
    playwright.expect(page.locator(".urgent-beyond")).to_have_count(0)


def test_a_probability_is_said_in_words_beside_its_number(watched: Watched) -> None:
    page = watched.page
    asked = "async value => (await import('./read/likelihood.js')).likelihood(value)"
    for probability, words in (
        (0.97, "muy probable"),
        (0.6, "probable"),
        (0.1, "posible"),
        (0.03, "menos probable"),
        (0.029, "improbable"),
        (0.0002, "muy improbable"),
    ):
        assert page.evaluate(asked, probability) == words
    pick(page, "aracn")
    pick(page, "ectopia")
    first = page.locator(".disease").first
    playwright.expect(first.locator(".likelihood")).to_have_text("muy probable")
    playwright.expect(first.locator(".percent")).to_have_text("92 %")


def test_links_are_followed_by_nobody_but_the_reader(watched: Watched) -> None:
    page = watched.page
    pick(page, "aracn")
    links = page.locator(".disease[data-id='OMIM:154700'] .facts a")
    playwright.expect(links).to_have_text(["ORPHA:558", "OMIM:154700"])
    hrefs = [link.get_attribute("href") for link in links.all()]
    assert hrefs == ["https://www.orpha.net/en/disease/detail/558", "https://www.omim.org/entry/154700"]
    for link in links.all():
        assert link.get_attribute("target") == "_blank"
        assert set((link.get_attribute("rel") or "").split()) == {"noreferrer", "noopener"}


def test_two_diseases_are_compared_finding_by_finding(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    ask_as(page, "genetics")
    for typed in ("fieb", "aracn", "ectopia"):
        pick(page, typed)
        expect(page.locator("#query")).to_have_value("")
    page.get_by_role("button", name="Comparar Marfan syndrome con otra enfermedad").click()
    table = page.locator(".comparison")
    expect(table.locator("thead .name")).to_have_text(["Marfan syndrome", "Neumonía"])
    rows = {
        row.locator("th").inner_text(): row.locator(".speaks").inner_text() for row in table.locator("tbody tr").all()
    }
    assert rows == {
        "Lo frecuente que es": "Neumonía",
        "Fiebre": "Neumonía",
        "Aracnodactilia": "Marfan syndrome",
        "Ectopia del cristalino": "Marfan syndrome",
    }
    expect(page.locator(".expectations h3").last).to_have_text("Esperables en Neumonía, sin indicar")
    page.locator(".expectations").get_by_role("group", name="Tos: presente o ausente").get_by_role(
        "button", name="Presente"
    ).click()
    expect(table.locator("tbody tr", has_text="Tos")).to_contain_text("Neumonía")  # and the comparison goes on
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(".finding .name").first).to_have_text("Tos")


def test_too_little_is_said_plainly_and_that_of_the_case_before_is_gone(watched: Watched) -> None:
    page = watched.page
    ask_as(page, "genetics")
    pick(page, "aracn")
    playwright.expect(page.locator(".caution strong")).to_have_text("Todavía no se fíe de este orden")
    page.locator("#clear").click()
    playwright.expect(page.locator(".empty")).to_be_visible()
    playwright.expect(page.locator(".caution, .question, .disease")).to_have_count(0)
