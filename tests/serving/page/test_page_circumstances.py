"""Where one asks, on the page: the choices, what the answer says of them, and the examples.

Mirrors: hoofbeat.serving.app
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
import pytest

from watched_pages import Watched, ask_as, asked, pick, playwright, speak, watching

if TYPE_CHECKING:
    from conftest import TwoDiseases
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

#: Example of the page → diseases that a physician would think of, and one of which must be among the first three.
EXAMPLES = {
    "dysuria": {"Acute pyelonephritis", "Acute cystitis", "Urinary tract infection"},
    "cough": {"Pneumonia", "Bacterial pneumonia", "Pneumococcal pneumonia"},
    "barking": {"Croup"},
    "dengue": {"Dengue", "Dengue with warning signs", "Severe dengue"},
    "lens": {"Marfan syndrome"},
    "burning": {"Fabry disease"},
}


def test_the_choices_travel_with_the_case_and_the_place_with_the_reader(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    setting, region = page.get_by_label("Lugar", exact=True), page.get_by_label("Región")
    course, pregnancy = page.get_by_label("Evolución"), page.get_by_label("Embarazo")
    expect(setting).to_have_value("primary-care")
    setting.select_option("Urgencias o emergencias")
    region.select_option("América Latina")
    course.select_option("Aguda (hasta dos semanas)")
    pregnancy.select_option("Sí, o parto en las últimas seis semanas")
    sent = asked(page, lambda: pick(page, "fieb"))
    stated = {"setting": "emergency", "region": "latin-america", "course": "acute", "pregnant": True}
    assert stated.items() <= sent.items()

    speak(page, "pt")
    for field, value in (("Local", "emergency"), ("Região", "latin-america"), ("Evolução", "acute")):
        expect(page.get_by_label(field, exact=True)).to_have_value(value)
    speak(page, "es")
    asked(page, lambda: pregnancy.select_option("No"), pregnant=False)

    page.get_by_role("button", name="Empezar de nuevo").click()
    sent = asked(page, lambda: pick(page, "fieb"))
    assert {"setting": "emergency", "region": "latin-america"}.items() <= sent.items()
    assert sent.keys().isdisjoint({"course", "pregnant"})


def test_pregnancy_is_asked_only_where_there_may_be_one(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    pregnancy = page.locator("#pregnancy")
    pick(page, "fieb")
    pregnancy.select_option("true")
    for age, possible in (("9", False), ("10", True), ("55", True), ("56", False)):
        sent = asked(page, lambda age=age: page.locator("#age").fill(age), age=int(age))  # type: ignore[misc]
        expect(pregnancy).to_be_visible(visible=possible)
        assert ("pregnant" in sent) is possible
    page.locator("#age").fill("30")
    sent = asked(page, page.get_by_role("radio", name="Hombre").check, sex="male", age=30)
    expect(pregnancy).to_be_hidden()
    assert "pregnant" not in sent


def test_the_answer_says_for_where_and_that_nothing_is_promised_there(watched: Watched) -> None:
    page = watched.page
    where = page.locator(".where")
    playwright.expect(where).to_have_count(0)
    pick(page, "aracn")
    pick(page, "ectopia")
    playwright.expect(where).to_have_text(
        "Ordenado para: Atención primaria. Aquí no se midió la cobertura: no se promete qué tan arriba está la "
        "enfermedad correcta."
    )
    playwright.expect(page.locator(".set-end, #results > .hint")).to_have_count(0)
    ask_as(page, "genetics")
    playwright.expect(where).to_have_text("Ordenado para: Genética o enfermedades raras.")
    playwright.expect(page.locator("#results > .hint")).to_contain_text("En el 90 % de los pacientes")


def test_what_must_not_be_missed_and_why_a_disease_is_rare_are_said(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    pick(page, "fieb")
    pneumonia = page.locator(".disease[data-id='HBD:0000001'] .badge")
    expect(pneumonia).to_have_text(["Común", "No pasar por alto"])
    expect(pneumonia.last).to_have_attribute("title", re.compile("retraso de horas o días"))
    expect(pneumonia.first).to_have_attribute("title", "Enfermedad común")
    marfan = page.locator(".disease[data-id='OMIM:154700'] .badge")
    expect(marfan).to_have_text(["Rara"])
    expect(marfan).to_have_attribute("title", re.compile(r"^Enfermedad huérfana.* · .*: 1 in 5,000$"))
    speak(page, "en")
    expect(pneumonia.last).to_have_text("Can't miss")


@pytest.mark.parametrize("simulated", [False, True])
def test_simulated_patients_are_said_before_anything_is_asked(
    browser: "Browser", serve: Callable[..., httpx.Client], two_diseases: "TwoDiseases", simulated: bool
) -> None:
    two_diseases.manifest = two_diseases.manifest.model_copy(update={"simulated": simulated})
    with watching(browser, str(serve(two_diseases).base_url)) as watched:
        playwright.expect(watched.page.locator("#model")).to_contain_text("test-1")
        note = watched.page.get_by_role("note")
        playwright.expect(note).to_have_count(int(simulated))
        if simulated:
            playwright.expect(note).to_contain_text("Demostración con pacientes simulados")


def test_an_example_asks_where_it_is_at_home_and_leaves_the_reader_there(watched: Watched) -> None:
    page = watched.page
    asked(page, page.locator("[data-example=lens]").click, setting="genetics")
    playwright.expect(page.locator("#setting")).to_have_value("genetics")
    playwright.expect(page.locator("#course")).to_have_value("")
    page.get_by_role("button", name="Empezar de nuevo").click()
    playwright.expect(page.locator("#setting")).to_have_value("primary-care")
    sent = asked(page, page.locator("[data-example=cough]").click)
    assert (sent["setting"], sent["course"]) == ("primary-care", "acute")


def test_each_example_ranks_its_disease_among_the_first_three(demonstrated: Watched) -> None:
    page = demonstrated.page
    offered = page.locator("[data-example]")
    assert [button.get_attribute("data-example") for button in offered.all()] == list(EXAMPLES)
    playwright.expect(page.locator("#simulated")).to_contain_text("pacientes simulados")
    for example, diseases in EXAMPLES.items():
        with page.expect_response("**/v1/differential") as answered:
            page.locator(f"[data-example={example}]").click()
        lines = answered.value.json()["differential"][:3]
        shown = {name for line in lines for name in (line["name"], *(subtype["name"] for subtype in line["subtypes"]))}
        assert shown & diseases, shown
        stated = answered.value.request.post_data_json["findings"]
        assert len(stated) > 2
        playwright.expect(page.locator("#findings li")).to_have_count(len(stated))
        page.locator("#clear").click()
        playwright.expect(page.locator(".empty")).to_be_visible()
