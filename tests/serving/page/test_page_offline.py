"""The page without its service: it opens, says so, keeps what was entered, and goes on once the service is back.

Mirrors: src/hoofbeat/serving/web, hoofbeat.serving.shell
"""

import json
import re
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from hoofbeat.serving.app import WEB
from watched_pages import PATIENCE, Watched, pick, playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.browser

#: Answered once the files of the newest version are all kept.
_KEPT = """async () => {
  await navigator.serviceWorker.ready;
  for (const name of await caches.keys()) {
    const kept = await (await caches.open(name)).match(new URL("shell.json", location.href));
    if (kept) return await kept.text();
  }
  return null;
}"""


@pytest.fixture
def installed(browser: "Browser", address: str) -> "Iterator[BrowserContext]":
    """A browser that has opened the page once, and keeps its files."""
    context = browser.new_context(locale="es-ES", viewport={"width": 1366, "height": 768})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    page.wait_for_function(f"({_KEPT})()")
    yield context
    context.close()


def test_it_opens_without_the_service_and_says_so(installed: "BrowserContext", address: str) -> None:
    expect = playwright.expect
    page = installed.pages[0]
    installed.set_offline(True)
    page.reload()
    expect(page.locator("#case-title")).to_have_text("El caso")
    expect(page.locator("#connection")).to_contain_text("No se puede alcanzar el servicio.")
    assert page.evaluate("getComputedStyle(document.querySelector('.case')).borderRadius") == "14px"  # with its styles
    page.locator("#age").fill("16")
    page.get_by_role("radio", name="Hombre").check()
    page.goto(f"{address}/?from=home")  # as a home screen may call it
    expect(page.locator("#case-title")).to_have_text("El caso")
    installed.set_offline(False)
    expect(page.locator("#connection")).to_be_hidden()
    pick(page, "aracn")
    expect(page.locator(".disease").first).to_be_visible()


def test_what_was_entered_stays_and_is_ranked_again(installed: "BrowserContext") -> None:
    expect = playwright.expect
    page = installed.pages[0]
    pick(page, "aracn")
    expect(page.locator(".disease").first).to_be_visible()
    installed.set_offline(True)
    page.get_by_role("group", name="Aracnodactilia: presente o ausente").get_by_role("button", name="Ausente").click()
    page.locator("#age").fill("16")
    expect(page.locator("#connection")).to_be_visible()
    expect(page.locator(".failure")).to_contain_text("El servicio no responde")
    expect(page.locator(".finding.excluded .name")).to_have_text("Aracnodactilia")
    with page.expect_response(lambda response: response.url.endswith("/v1/differential") and response.ok) as ranked:
        installed.set_offline(False)
    asked = ranked.value.request.post_data_json
    assert (asked["age"], asked["findings"]) == (16, [{"id": "HP:0001166", "excluded": True}])
    expect(page.locator(".disease").first).to_be_visible()
    expect(page.locator("#connection")).to_be_hidden()


def test_nothing_of_the_patient_is_kept(installed: "BrowserContext", client: httpx.Client) -> None:
    page = installed.pages[0]
    page.locator("#age").fill("47")
    pick(page, "aracn")
    playwright.expect(page.locator(".disease").first).to_be_visible()
    kept = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys()) found.push(request.url);
          const storage = Object.keys({ ...localStorage, ...sessionStorage });
          return { found, storage, databases: await indexedDB.databases() };
        }"""
    )
    files = client.get("/shell.json").json()["files"]
    base = page.url.split("?")[0]
    assert sorted(kept["found"]) == sorted(f"{base}{name}" for name in (*files, "shell.json"))
    assert (kept["storage"], kept["databases"]) == ([], [])


def test_another_version_takes_the_place_of_the_one_before(installed: "BrowserContext", client: httpx.Client) -> None:
    page = installed.pages[0]
    version = client.get("/shell.json").json()["version"]
    assert page.evaluate("caches.keys()") == [f"hoofbeat-shell-{version}"]
    page.evaluate(
        """async (name) => {
      const older = await caches.open("hoofbeat-shell-older");
      await older.put(new URL("shell.json", location.href), new Response("older"));
      await caches.delete(name);
    }""",
        f"hoofbeat-shell-{version}",
    )
    page.reload()
    page.wait_for_function(
        f"async () => (await caches.keys()).join() === 'hoofbeat-shell-{version}' && (await ({_KEPT})()) !== null"
    )


def test_a_file_that_is_not_what_the_service_lists_is_not_kept(browser: "Browser", address: str) -> None:
    """Half of an update, or what somebody on the way has changed."""
    context = browser.new_context(locale="es-ES")

    def changed(route: "playwright.Route") -> None:
        answer = route.fetch()
        body = answer.json()
        body["files"]["app.js"] = body["files"]["index.html"]
        route.fulfill(response=answer, body=json.dumps(body))

    context.route("**/shell.json", changed)
    page = context.new_page()
    page.goto(address)
    outcome = page.evaluate("""async () => {
      const registration = await navigator.serviceWorker.register("sw.js");
      const worker = registration.installing ?? registration.waiting ?? registration.active;
      return new Promise((settled) => {
        const look = () => ["activated", "redundant"].includes(worker.state) && settled(worker.state);
        worker.addEventListener("statechange", look);
        look();
      });
    }""")
    assert outcome == "redundant"
    context.close()


def test_the_manifest_names_icons_of_the_sizes_it_says(watched: Watched, client: httpx.Client) -> None:
    page = watched.page
    link = page.locator("link[rel=manifest]").get_attribute("href")
    answer = client.get(f"/{link}")
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = answer.json()
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        content = client.get(f"/{icon['src']}")
        assert content.headers["content-type"] == icon["type"]
        if icon["type"] == "image/png":
            width, height = struct.unpack(">II", content.content[16:24])
            assert f"{width}x{height}" == icon["sizes"]
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])


def test_the_worker_knows_every_folder_of_the_page() -> None:
    """A file that it does not know is not shown without the service, though it is kept."""
    worker = (WEB / "sw.js").read_text(encoding="utf-8")
    [folders] = re.findall(r"\(\?:((?:\w+\|)+\w+)\)\\/", worker)
    there = {path.name for path in WEB.iterdir() if path.is_dir()} - {"reference"}
    assert set(folders.split("|")) == there
