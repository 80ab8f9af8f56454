"""The page ranks by itself where the service cannot be reached: as the service does, and it says that it does so.

Mirrors: src/hoofbeat/serving/web
"""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx
import pytest

from drawn_cases import drawn_questions
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.jobs.keys import AddKeyJob
from hoofbeat.serving.access.doors import Doors
from hoofbeat.serving.config import ServiceConfig
from served_bundle import asked, served
from small_bundles import small_bundle, spoilt
from told_answers import untraced
from watched_pages import PATIENCE, pick, playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

#: Seconds until everything is fetched and kept, and until a model is opened, on a machine that does other work too.
TO_KEEP = 120

#: What a physician types, in either language: names, synonyms, words of the kitchen, slips, denials, lists, ids.
TYPED = [
    ("fiebre", "es"), ("fever", "en"), ("dolor de panza", "es"), ("convulciones", "es"), ("seisures", "en"),
    ("aracnodactilya", "es"), ("tos seca", "es"), ("sin fiebre", "es"), ("denies cough", "en"), ("ictericia: no", "es"),
    ("sin tos ni fiebre", "es"), ("HP:0001250", "en"), ("no habla", "es"), ("plaquetas bajas", "es"), ("afebril", "es"),
    ("long slender fingers", "en"), ("higado grande", "es"), ("le duele la cabeza", "es"), ("diarea con sangre", "es"),
    ("hipotonía desde niño", "es"), ("reflejos normales", "es"), ("vómitos", "es"), ("- fiebre", "es"),
    ("xyzzyq", "en"),
]  # fmt: skip

#: What nobody reads without the service.
VALUES = ("glucosa 420", "T 35.1")

#: Differentials compared.
CASES = 50

#: Asks a worker of its own, as the page asks its.
_ASK = """async (questions) => {
  const worker = new Worker("offline/worker.js", { type: "module" });
  const waiting = new Map();
  worker.addEventListener("message", ({ data }) => waiting.get(data.id)?.(data));
  const told = [];
  for (const [id, [method, address, body]] of questions.entries()) {
    told.push(await new Promise((settle) => {
      waiting.set(id, settle);
      worker.postMessage({ id, method, address, body });
    }));
  }
  worker.terminate();
  return told;
}"""


@pytest.fixture(scope="module")
def address(demo_bundle: Path) -> Iterator[str]:
    with served(demo_bundle) as url:
        yield url


@pytest.fixture(scope="module")
def installed(browser: "Browser", address: str) -> "Iterator[BrowserContext]":
    """A browser that has opened the page once, and says that it is ready to work offline."""
    context = browser.new_context(locale="es-ES", viewport={"width": 1366, "height": 768})
    context.set_default_timeout(TO_KEEP * 1000)
    playwright.expect.set_options(timeout=TO_KEEP * 1000)
    page = context.new_page()
    page.goto(address)
    playwright.expect(page.locator("#offline")).to_contain_text("Listo para trabajar sin conexión")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    yield context
    context.close()
    playwright.expect.set_options(timeout=PATIENCE)


@pytest.fixture
def page(installed: "BrowserContext", address: str) -> "Iterator[Page]":
    """The page, with the service; whatever a test did to the network is undone."""
    page = installed.pages[0]
    page.goto(address)
    yield page
    installed.set_offline(False)


@pytest.fixture(scope="module")
def told(installed: "BrowserContext", demo_bundle: Path) -> list[dict[str, Any]]:
    """What the engine of the page answers to every question below; asked at once, for opening a model takes seconds."""
    asked_of_it = [
        ["POST", "v1/differential", question] for question in drawn_questions(Bundle.load(demo_bundle), CASES)
    ]
    asked_of_it += [["GET", search(text, lang), None] for text, lang in (*TYPED, *((value, "es") for value in VALUES))]
    answers: list[dict[str, Any]] = installed.pages[0].evaluate(_ASK, [*asked_of_it, ["GET", "v1/model", None]])
    return answers


def search(text: str, lang: str) -> str:
    """The address that finds what was typed."""
    return f"v1/findings?{urlencode({'q': text, 'lang': lang})}"


def test_the_answers_are_those_of_the_service(told: list[dict[str, Any]], address: str, demo_bundle: Path) -> None:
    questions = drawn_questions(Bundle.load(demo_bundle), CASES)
    for question, own in zip(questions, told[:CASES], strict=True):
        told_here = {name: value for name, value in own["body"].items() if name != "prediction_id"}
        assert own["body"]["prediction_id"] is None
        assert_alike(untraced(asked(f"{address}/v1/differential", question)), told_here)
    assert told[-1]["body"] == asked(f"{address}/v1/model")


def assert_alike(service: Any, own: Any, where: str = "") -> None:
    """The same JSON, field by field and line by line, but for the last digits of its numbers."""
    if isinstance(service, dict):
        assert service.keys() == own.keys(), where
        for name in service:
            assert_alike(service[name], own[name], f"{where}.{name}")
    elif isinstance(service, list):
        assert len(service) == len(own), where
        for place, (one, other) in enumerate(zip(service, own, strict=True)):
            assert_alike(one, other, f"{where}[{place}]")
    elif isinstance(service, float):
        assert own == pytest.approx(service, abs=1e-4), where
    else:
        assert service == own, where


def test_what_is_typed_finds_what_the_service_finds(told: list[dict[str, Any]], address: str) -> None:
    for (text, lang), own in zip(TYPED, told[CASES:], strict=False):
        found = asked(f"{address}/{search(text, lang)}")
        service = [line for line in found if line["kind"] == "finding"]  # it offers values besides
        assert len(own["body"]) >= len(service), text
        assert_alike(service, own["body"][: len(service)], text)


def test_a_value_is_never_taken_for_a_finding(told: list[dict[str, Any]]) -> None:
    """Whoever types "glucosa 420" means no glucosuria: without the service nothing is offered."""
    assert [own["body"] for own in told[-1 - len(VALUES) : -1]] == [[]] * len(VALUES)


def test_it_ranks_after_a_reload_without_the_service_and_goes_back_to_it(
    page: "Page", installed: "BrowserContext"
) -> None:
    expect = playwright.expect
    installed.set_offline(True)
    page.reload()
    expect(page.locator("#connection")).to_contain_text("Este navegador ordena por sí mismo, con el modelo")
    expect(page.locator("#model")).not_to_be_empty()
    page.locator("#age").fill("16")
    page.locator("#setting").select_option("genetics")
    for words in ("aracnod", "ectopia lentis"):
        pick(page, words)
    first = page.locator(".disease").first
    expect(first).to_contain_text("Marfan")
    assert not any(page.locator(each).is_visible() for each in ("#paste", "#open-cases", "#register", "#card"))
    expect(page.locator("#notices .next, #notices .settled")).to_be_visible()  # what to ask next
    expect(page.locator(".answer")).to_have_attribute("aria-busy", "false")
    first.locator(".why summary").click()
    expect(first.locator(".explanation")).to_contain_text("Aracnodactilia")
    with page.expect_response(lambda response: response.url.endswith("/v1/differential") and response.ok):
        installed.set_offline(False)
    expect(page.locator("#connection")).to_be_hidden()
    expect(page.locator(".finding .name")).to_have_count(2)  # nothing that was typed is lost
    expect(first).to_contain_text("Marfan")


def test_it_goes_on_in_the_middle_of_a_case_and_says_what_it_does_not_read(
    page: "Page", installed: "BrowserContext"
) -> None:
    expect = playwright.expect
    pick(page, "tos")
    expect(page.locator(".disease").first).to_be_visible()
    installed.set_offline(True)
    page.locator('#vitals input[data-code="8310-5"]').fill("39,5")
    pick(page, "disnea")
    expect(page.locator("#connection")).to_contain_text("no se ofrecen: notas, valores")
    expect(page.locator("#notices")).to_contain_text(
        "no se lee sin el servicio: contará cuando el servicio vuelva a responder"
    )
    expect(page.locator(".disease").first).to_be_visible()
    with page.expect_response(lambda response: response.url.endswith("/v1/differential") and response.ok) as ranked:
        installed.set_offline(False)
    assert ranked.value.request.post_data_json["measurements"] == [{"code": "8310-5", "value": 39.5, "unit": "Cel"}]
    expect(page.locator("#connection")).to_be_hidden()


def test_what_is_kept_is_one_model_and_nobody_else_was_asked(page: "Page", address: str) -> None:
    listed = asked(f"{address}/v1/model/files")
    kept = page.evaluate("""async () => {
      const [name] = (await caches.keys()).filter((one) => one.startsWith("hoofbeat-offline-"));
      return (await (await caches.open(name)).keys()).map((request) => request.url);
    }""")
    files = {url.rpartition("/")[2] for url in kept}
    assert files == {one["name"] for one in listed["files"]} | {"vendor-ort-wasm-simd-threaded.wasm", "whole.json"}


def test_a_file_that_is_not_what_was_listed_is_not_kept(
    browser: "Browser", serve: Callable[..., httpx.Client], tmp_path: Path
) -> None:
    bundle = Bundle.load(small_bundle(tmp_path / "bundle"))
    spoilt(tmp_path / "bundle")  # after it was loaded: size and list are as they were
    context = browser.new_context(locale="es-ES")
    page = context.new_page()
    page.goto(str(serve(bundle).base_url))
    outcome = page.evaluate("""async () => {
      const worker = new Worker("offline/worker.js", { type: "module" });
      const told = async () => (await new Promise((settle) => { worker.onmessage = settle; })).data;
      const atFirst = await told();
      worker.postMessage({ keep: "" });
      await told();
      const names = (await caches.keys()).filter((name) => name.startsWith("hoofbeat-offline-"));
      const whole = await (await caches.open(names[0])).match(new URL("offline/kept/whole.json", location.href));
      return [atFirst, names.length, whole === undefined];
    }""")
    assert outcome == [{"version": None}, 1, True]
    assert page.locator("#offline").is_hidden()
    context.close()


def test_the_model_is_fetched_with_the_key_of_the_page(
    browser: "Browser", serve: Callable[..., httpx.Client], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "hoofbeat.serving")
    key = AddKeyJob(file=tmp_path / "access.tsv", key_id="ward-3").run()
    doors = Doors.of(ServiceConfig(keys_file=tmp_path / "access.tsv"))
    bundle = Bundle.load(small_bundle(tmp_path / "bundle"))
    context = browser.new_context(locale="es-ES", extra_http_headers={"X-Forwarded-For": "203.0.113.9"})
    page = context.new_page()
    page.goto(str(serve(bundle, doors=doors).base_url))
    page.locator("#key").fill(key)
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#offline")).to_contain_text(bundle.version, timeout=TO_KEEP * 1000)
    fetched = [line for line in caplog.messages if "GET /v1/model/files/{name} 200" in line]
    assert len(fetched) == len(bundle.parts)
    assert all(line.endswith(" by ward-3") for line in fetched)
    context.close()


@pytest.mark.parametrize("missing", ["Worker", "WebAssembly", "caches"])
def test_a_browser_that_cannot_goes_on_as_before(browser: "Browser", address: str, missing: str) -> None:
    context = browser.new_context(locale="es-ES", service_workers="block")
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(f"delete window.{missing}; delete Window.prototype.{missing}")
    page.goto(address)
    assert page.evaluate(f"!('{missing}' in window)")
    pick(page, "fiebre")
    page.locator(".disease").first.wait_for()
    assert page.locator("#offline").is_hidden()
    assert complaints == []
    context.close()
