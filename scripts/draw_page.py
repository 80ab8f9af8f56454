"""Draw the pictures of the page that the READMEs show: ``python scripts/draw_page.py [BUNDLE]``.

BUNDLE is that of ``make demo`` unless one is named; it is served here, without its signature being asked for. Needs
playwright and a Chromium (``CHROMIUM``). Run it after a change of the page and commit what it writes.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs/images"
DEMO = ROOT / "hoofbeat-demo/bundle"

#: File → language of the browser, and what is searched: a child whose lenses slipped.
PICTURES = {
    "web.png": ("en-US", ("lens dislocated", "long fingers", "tall stature", "no intellectual disability")),
    "web.es.png": ("es-ES", ("luxación del cristalino", "dedos largos", "talla alta", "sin discapacidad intelectual")),
}
WINDOW = {"width": 1440, "height": 900}


def main() -> None:
    """Serve the bundle and write every picture."""
    bundle = Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO
    serve = [sys.executable, "-m", "hoofbeat", "serve", "--bundle", str(bundle), "--allow-unsigned", "--port", "0"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as service:  # noqa: S603
        try:
            draw(_address(service))
        finally:
            service.terminate()


def _address(service: "subprocess.Popen[str]") -> str:
    """Where the service answers, as it says itself."""
    said = []
    for line in service.stdout or ():
        said.append(line)
        if found := re.search(r"http://[\d.]+:\d+", line):
            return found[0]
    raise SystemExit("".join(said))


def draw(address: str) -> None:
    """Enter the case in each language and keep what the window shows."""
    with sync_playwright() as engine:
        browser = engine.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for name, (locale, searched) in PICTURES.items():
            page = browser.new_context(locale=locale, viewport=WINDOW, reduced_motion="reduce").new_page()  # type: ignore[arg-type]
            page.goto(address)
            _enter(page, searched)
            page.screenshot(path=IMAGES / name)
        browser.close()


def _enter(page: Page, searched: tuple[str, ...]) -> None:
    page.locator("#labs input").wait_for()
    page.locator("#age").fill("9")
    page.locator("#sex input[value=male]").check(force=True)
    for count, words in enumerate(searched, start=1):
        page.locator("#query").press_sequentially(words)
        page.locator("#suggestions [role=option]").first.wait_for()
        page.keyboard.press("Enter")
        page.locator(f"#findings > li:nth-child({count})").wait_for()
    page.locator("#plan .best").wait_for()
    page.locator(".answer[aria-busy=false]").wait_for()
    page.locator("#plan[aria-busy=false]").wait_for()
    page.locator("body").evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")


if __name__ == "__main__":
    main()
