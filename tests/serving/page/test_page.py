"""The physician's page in a real browser: the whole way from a typed word to a ranked disease.

Mirrors: src/hoofbeat/serving/web
"""

import re

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.case import Case, Finding
from watched_pages import Watched, ask_as, asked, pick, playwright, speak

pytestmark = pytest.mark.browser


def test_from_a_typed_word_to_a_ranked_disease(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    expect(page.locator("html")).to_have_attribute("lang", "es")

    pick(page, "aracn")
    expect(page.locator(".finding .name")).to_have_text("Aracnodactilia")
    pick(page, "ectopia")
    first = page.locator(".disease").first
    expect(first.locator("h3")).to_have_text("Marfan syndrome")
    expect(first.locator(".badge")).to_have_text("Rara")
    expect(first.locator(".percent")).to_have_text("92 %")

    first.locator("summary").click()
    expect(first.locator("tbody th")).to_have_text(["Lo frecuente que es", "Ectopia del cristalino", "Aracnodactilia"])
    expect(first.locator(".bar.for")).to_have_count(2)
    expect(first.locator(".bar.against")).to_have_count(1)

    for name in ("Aracnodactilia", "Ectopia del cristalino"):
        page.get_by_role("group", name=f"{name}: presente o ausente").get_by_role("button", name="Ausente").click()
    expect(first.locator("h3")).to_have_text("Neumonía")
    expect(first.locator(".badge.common")).to_have_text("Común")
    expect(page.locator("#notices .thin strong")).to_have_text("Información insuficiente.")

    speak(page, "en")
    expect(first.locator("h3")).to_have_text("Pneumonia")
    expect(page.locator(".finding .name").last).to_have_text("Arachnodactyly")
    expect(page.locator(".disclaimer")).to_have_text("Decision support, not a diagnosis.")
    expect(page.locator("#model")).to_contain_text("test-1")


def test_an_answer_to_what_was_typed_before_is_not_chosen(watched: Watched) -> None:
    """The first search is answered late, after more was typed, and Enter follows at once."""
    page = watched.page
    page.evaluate(
        """() => {
          const ask = window.fetch;
          window.fetch = async (...request) => {
            const answer = await ask(...request);
            document.body.dataset.late = "yes";
            await new Promise((release) => { window.release = release; });
            return answer;
          };
        }"""
    )
    box = page.get_by_role("combobox", name=re.compile("Hallazgos|findings"))
    box.press_sequentially("aracn")
    page.locator("body[data-late]").wait_for()
    page.evaluate(
        """async () => {
          const box = document.activeElement;
          box.value += "zzz";
          box.dispatchEvent(new Event("input"));
          window.release();
          await new Promise((later) => setTimeout(later, 40));
          box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", cancelable: true }));
        }"""
    )
    playwright.expect(page.locator(".finding")).to_have_count(0)
    playwright.expect(box).to_have_value("aracnzzz")


def test_enter_before_the_answer_takes_its_first_hit(watched: Watched) -> None:
    box = watched.page.get_by_role("combobox", name=re.compile("Hallazgos|findings"))
    box.fill("aracn")
    box.press("Enter")
    playwright.expect(watched.page.locator(".finding .name")).to_have_text("Aracnodactilia")
    playwright.expect(box).to_have_value("")
    box.fill("nada que exista")
    box.press("Enter")
    playwright.expect(watched.page.locator("#suggestions")).to_contain_text("Ningún hallazgo")
    playwright.expect(watched.page.locator(".finding")).to_have_count(1)


def test_a_question_withdrawn_while_its_answer_comes_in_is_not_taken_for_answered(watched: Watched) -> None:
    outcome = watched.page.evaluate("""async () => {
        const { searchFindings } = await import("./base/api.js");
        const whole = window.fetch;
        window.fetch = async (path, { signal }) => new Response(new ReadableStream({
            start: (body) => signal.addEventListener("abort", () => body.error(signal.reason)),
        }));
        try {
            const asking = new AbortController();
            setTimeout(() => asking.abort(), 50);
            return await searchFindings("aracn", "es", asking.signal).catch((error) => error.name);
        } finally {
            window.fetch = whole;
        }
    }""")
    assert outcome == "AbortError"


def test_age_and_sex_travel_with_the_case_and_a_wrong_age_is_said(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    pick(page, "fieb")
    page.get_by_role("radio", name="Mujer").check()
    page.locator("#age").fill("6")
    sent = asked(page, lambda: page.locator("#age-unit").select_option("months"), age=0.5)
    assert sent == {
        "findings": [{"id": "HP:0001945", "excluded": False}],
        "age": 0.5,
        "sex": "female",
        "setting": "primary-care",
        "top": 50,
        "explain": True,
        "grouped": True,
    }
    page.locator("#age-unit").select_option("years")
    page.locator("#age").fill("200")
    expect(page.locator("#age-problem")).to_contain_text("Una edad entre 0 y 130 años")
    page.get_by_role("button", name="Empezar de nuevo").click()
    expect(page.locator(".empty")).to_be_visible()
    expect(page.locator("#age")).to_have_value("")


def test_trust_is_shown_and_a_question_answered_with_one_tap(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    ask_as(page, "genetics")
    pick(page, "aracn")
    page.get_by_role("checkbox", name="Agrupar subtipos").uncheck()
    expect(page.locator(".caution")).to_contain_text("Muy poco.")
    expect(page.locator(".set-end")).to_have_count(0)
    page.locator(".disease").first.locator("summary").click()

    page.locator(".whole > summary").click()
    question = page.locator(".question", has_text="Ectopia del cristalino")
    expect(question.locator(".effects")).to_contain_text("Presente: ▲ Marfan syndrome")
    expect(question.locator(".effects")).to_contain_text("Ausente: ▲ Neumonía")
    question.get_by_role("button", name="Presente").click()
    expect(page.locator(".finding .name")).to_have_text(["Ectopia del cristalino", "Aracnodactilia"])
    expect(question).to_have_count(0)
    expect(page.locator(".caution")).to_have_count(0)
    expect(page.locator(".diseases > li").nth(1)).to_contain_text("90 %")  # the line stands below the first disease
    expect(page.locator(".set-end")).to_be_visible()

    pneumonia = page.locator(".disease", has_text="Neumonía")
    pneumonia.locator("summary").click()
    expect(pneumonia.locator(".chip")).to_have_text(["Aracnodactilia", "Ectopia del cristalino"])
    expected = pneumonia.locator(".missing li")
    expect(expected).to_have_count(2)
    expect(expected.first).to_contain_text("en el 60 %")
    expected.first.get_by_role("button", name="Ausente").click()
    expect(page.locator(".finding.excluded .name")).to_have_text("Fiebre")
    expect(expected).to_have_count(1)

    page.locator(".best").get_by_role("button", name="Ausente").click()
    expect(page.locator(".settled")).to_contain_text("No queda nada.")
    speak(page, "en")
    expect(page.locator(".settled")).to_contain_text("Nothing is left.")


def test_a_bundle_without_a_model_card_offers_none(watched: Watched) -> None:
    playwright.expect(watched.page.locator("#model")).to_contain_text("test-1")
    playwright.expect(watched.page.locator("#card")).to_be_hidden()


def test_the_model_card_opens_in_the_language_of_the_page(demonstrated: Watched) -> None:
    page = demonstrated.page
    for language, link, heading in (
        ("es", "Ficha del modelo", "Hoofbeat: Ficha del modelo"),
        ("en", "Model card", "Hoofbeat: Model card"),
    ):
        speak(page, language)
        page.get_by_role("link", name=link).click()
        playwright.expect(page.locator("h1")).to_have_text(heading)
        # The page's own style is in force, by its hash alone.
        assert page.locator("header.top").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(18, 50, 74)"
        page.go_back()


def test_subtypes_share_a_line_unless_one_wants_them_apart(demonstrated: Watched, demonstration: Bundle) -> None:
    expect = playwright.expect
    noonan = ("HP:0000316", "HP:0001642", "HP:0004322", "HP:0000465")
    case = Case(case_id="x", findings=tuple(Finding(id=finding) for finding in noonan))
    lines = demonstration.differential(case, top=50, grouped=True).differential[:10]
    place, line = next((place, line) for place, line in enumerate(lines) if len(line.subtypes) > 1)
    page = demonstrated.page
    ask_as(page, "genetics")
    for finding in noonan:
        pick(page, finding)
        expect(page.locator("#query")).to_have_value("")
    diseases = page.locator(".disease")
    expect(diseases).to_have_count(10)
    expect(page.get_by_role("checkbox", name="Agrupar subtipos")).to_be_checked()
    group = diseases.nth(place).locator("details.subtypes")
    expect(group.locator("summary")).to_contain_text(f"y {len(line.subtypes)} subtipos · todo el grupo: ")
    expect(diseases.locator(".rank")).to_have_text([str(line.rank) for line in lines])
    group.locator("summary").click()
    expect(group.locator(".place")).to_have_text([f"{subtype.rank}." for subtype in line.subtypes])
    expect(group.locator(".name")).to_have_text([subtype.name_es or subtype.name for subtype in line.subtypes])
    expect(group.locator(".share").first).to_contain_text("%")
    expect(page.locator(".set-end")).to_have_count(0)

    speak(page, "en")
    expect(group).to_have_attribute("open", "")  # what was unfolded stays so
    expect(group.locator("summary")).to_contain_text(f"and {len(line.subtypes)} subtypes · the whole group: ")
    page.get_by_role("checkbox", name="Group subtypes").uncheck()
    expect(page.locator("details.subtypes")).to_have_count(0)
    expect(diseases.locator(".rank")).to_have_text([str(rank) for rank in range(1, 11)])


def test_the_set_is_told_by_rank_where_lines_are_groups(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    ask_as(page, "genetics")
    pick(page, "aracn")
    pick(page, "ectopia")
    expect(page.locator("#results .hint").last).to_contain_text(
        "En el 90 % de los pacientes así la enfermedad ocupa el pu"
    )
    expect(page.locator(".set-end")).to_have_count(0)
    expect(page.locator("details.subtypes")).to_have_count(0)


def test_only_the_language_is_kept(watched: Watched) -> None:
    page = watched.page
    pick(page, "tos")
    page.locator(".disease").first.wait_for()
    speak(page, "en")
    assert page.evaluate("({...localStorage})") == {"hoofbeat.language": "en"}
    assert page.evaluate("sessionStorage.length + document.cookie.length") == 0
    page.get_by_role("checkbox", name="Group subtypes").uncheck()
    page.reload()
    playwright.expect(page.locator("#case-title")).to_have_text("The case")
    playwright.expect(page.locator(".finding")).to_have_count(0)
    pick(page, "cough")
    playwright.expect(page.get_by_role("checkbox", name="Group subtypes")).to_be_checked()


def test_the_keyboard_alone_suffices(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    box = page.get_by_role("combobox", name="Hallazgos clínicos")
    box.press_sequentially("e")
    page.locator("#suggestions [role=option]").first.wait_for()
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("ArrowUp")
    last = page.locator("#suggestions [role=option]").last
    expect(last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")


def test_an_example_fits_the_screen(demonstrated: Watched) -> None:
    page = demonstrated.page
    edges = "[...document.querySelectorAll('main *')].map((element) => element.getBoundingClientRect().right)"
    for example in ("cough", "lens"):
        page.locator(f"[data-example={example}]").click()
        page.locator(".disease .why > summary").first.click()
        page.locator(".explanation").first.wait_for()
        for width, height in ((390, 844), (1700, 900), (1366, 768)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(f"Math.max(...{edges})") <= width
        page.locator("#clear").click()
        page.locator(".empty").wait_for()


def test_a_service_that_stops_answering_is_said_and_can_be_tried_again(watched: Watched) -> None:
    page = watched.page
    page.route("**/v1/differential", lambda route: route.abort())
    pick(page, "fieb")
    playwright.expect(page.locator(".failure")).to_contain_text("El servicio no responde")
    playwright.expect(page.get_by_role("button", name="Reintentar")).to_be_visible()
    page.unroute("**/v1/differential")
    playwright.expect(page.locator(".disease").first).to_be_visible()  # asked again by itself
    playwright.expect(page.locator("#connection")).to_be_hidden()
    watched.complaints.clear()  # the browser itself reports the request that was cut


def test_the_api_page_draws_itself_and_answers(watched: Watched) -> None:
    page = watched.page
    page.get_by_role("link", name="API").click()
    first = page.locator(".operation").first
    playwright.expect(first).to_contain_text("/v1/differential")
    first.get_by_role("button", name="Try it").click()
    playwright.expect(first.locator("pre")).to_contain_text("HTTP 200")


def test_a_typed_value_fills_a_measurement_by_enter(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    pick(page, "fieb")
    pick(page, "glucosa 420")
    row = page.locator(".measurement")
    expect(row.locator(".name")).to_have_text("Glucosa")
    expect(row.get_by_role("textbox", name="Glucosa: valor")).to_have_value("420")
    expect(row.get_by_role("textbox", name="Glucosa: unidad")).to_have_value("mg/dL")
    expect(page.locator(".finding .name")).to_have_text("Fiebre")  # the opposite was not added, nor anything else

    mended = {"code": "2345-7", "value": 23.3, "unit": "mmol/L"}
    with page.expect_request(lambda asked: mended in ((asked.post_data_json or {}).get("measurements") or [])):
        row.get_by_role("textbox", name="Glucosa: valor").fill("23,3")
        row.get_by_role("textbox", name="Glucosa: unidad").fill("mmol/L")
        page.keyboard.press("Tab")

    pick(page, "TA 150/95")
    expect(page.get_by_role("textbox", name="Presión arterial sistólica: valor")).to_have_value("150")
    expect(page.get_by_role("textbox", name="Presión arterial diastólica: valor")).to_have_value("95")
    page.get_by_role("button", name="Quitar Glucosa").click()
    expect(page.locator(".measurement")).to_have_count(0)
    page.get_by_role("button", name="Empezar de nuevo").click()
    expect(page.get_by_role("textbox", name="Presión arterial sistólica: valor")).to_have_value("")


def test_a_quantity_without_its_number_waits_for_it(watched: Watched) -> None:
    page = watched.page
    pick(page, "creatinina")
    value = page.get_by_role("textbox", name="Creatinina: valor")
    playwright.expect(value).to_be_focused()
    playwright.expect(page.locator(".empty")).to_be_visible()  # nothing to rank by yet


def test_a_typed_denial_adds_the_absent_finding_by_enter(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    box = page.get_by_role("combobox", name="Hallazgos clínicos")
    box.press_sequentially("sin fiebre")
    expect(page.locator("#suggestions [role=option]").first).to_contain_text("Ausente")
    page.keyboard.press("Enter")
    expect(page.locator(".finding.excluded .name")).to_have_text("Fiebre")
    expect(page.locator("#findings").get_by_role("button", name="Ausente")).to_have_attribute("aria-pressed", "true")


def test_a_guess_stands_apart_and_is_not_taken_by_enter(watched: Watched) -> None:
    page = watched.page
    expect = playwright.expect
    page.get_by_role("combobox", name="Hallazgos clínicos").press_sequentially("tos azul")
    expect(page.locator("#suggestions .none")).to_have_text("¿Quiso decir…?")
    expect(page.locator("#suggestions .weak .name")).to_have_text(["Tos"])
    page.keyboard.press("Enter")
    expect(page.locator(".finding")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".finding .name")).to_have_text("Tos")
