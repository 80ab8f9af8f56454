"""The physician's page: from a key to the differential on the screen, beside the service's own answer.

    python benchmarks/page.py --bundle hoofbeat-output/bundle --output page.json

A browser without a window opens the page and enters findings by the keyboard alone, twelve a visit, on one machine with
its service. ``drawn`` is from the key that enters a finding until the list is drawn and the browser has shown a frame;
``answered`` is the service's answer to the very same question, asked over HTTP once the visit is over: what is left
between both is the page's own. The first visit warms up and does not count. Without a browser nothing is measured.
"""

import argparse
import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from installing import signed
from pairs import absent, tell
from served import Place, Served, serving

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
#: What a visit enters, as it is typed.
TYPED = (
    "arachnodactyly", "tall stature", "ectopia lentis", "scoliosis", "pectus carinatum", "aortic root", "myopia",
    "high palate", "flat feet", "joint hypermobility", "striae", "pneumothorax",
)  # fmt: skip
#: Milliseconds between two findings: what follows an answer, such as the plan, is drawn by then.
_REST = 400

#: Keeps the time of the last key that entered something, and of the first frame after the list was drawn.
_WATCH = """() => {
  window.drawn = [];
  let entered = null;
  addEventListener("keydown", (event) => { if (event.key === "Enter") entered = performance.now(); }, true);
  new MutationObserver(() => {
    if (entered === null || !document.querySelector("#answer .disease")) return;
    const since = entered;
    entered = null;
    requestAnimationFrame(() => setTimeout(() => window.drawn.push(performance.now() - since)));
  }).observe(document.querySelector("#answer"), { childList: true, subtree: true });
}"""


def main() -> None:
    """Visit, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True, help="folder of a bundle")
    parser.add_argument("--visits", type=int, default=6, help="visits that count (default: 6)")
    parser.add_argument("--output", type=Path, help="write JSON there as well")
    arguments = parser.parse_args()
    if not Path(CHROMIUM).exists() or find_spec("playwright") is None:
        tell(
            {"drawn": absent("no browser: install playwright and chromium, or name one in CHROMIUM")},
            arguments.output,
        )
        return
    with tempfile.TemporaryDirectory(prefix="hoofbeat-benchmark-") as folder:
        python = Path(sys.executable)
        bundle, trusted = signed(arguments.bundle, Path(folder), python)
        with serving(Place(python, bundle, trusted)) as (service, _):
            tell(measured(service, arguments.visits), arguments.output)


def measured(service: Served, visits: int) -> dict[str, Any]:
    """Visits to a running service."""
    from playwright.sync_api import sync_playwright

    drawn: list[float] = []
    answered: list[float] = []
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for number in range(visits + 1):
            times, questions = _visit(browser, service.address)
            if len(times) != len(TYPED) or len(questions) != len(TYPED):
                raise SystemExit(f"{len(TYPED)} findings, {len(questions)} questions, drawn {len(times)} times")
            if number:
                drawn += times
                answered += [1000 * service.ask("/v1/differential", question) for question in questions]
        browser.close()
    found = {name: _quantiles(values) for name, values in (("drawn", drawn), ("answered", answered))}
    ratio = round(float(np.median(np.array(drawn) / np.array(answered))), 2)
    return {"visits": visits, "findings": len(TYPED), **found, "ratio": ratio}


def _visit(browser: Any, address: str) -> tuple[list[float], list[Any]]:
    """Milliseconds from each key to its list, and what was asked."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1366, "height": 768}, service_workers="block")
    page, questions = context.new_page(), []
    page.on(
        "request",
        lambda sent: questions.append(sent.post_data_json) if sent.url.endswith("/v1/differential") else None,
    )
    page.goto(address)
    page.locator("#paste").wait_for()
    page.evaluate(_WATCH)
    box = page.locator("#query")
    for typed in TYPED:
        box.press_sequentially(typed)
        page.locator("#suggestions [role=option]").first.wait_for()
        page.wait_for_timeout(_REST)
        page.keyboard.press("Enter")
        page.wait_for_timeout(_REST)
    times = page.evaluate("window.drawn")
    context.close()
    return times, questions


def _quantiles(milliseconds: list[float]) -> dict[str, float]:
    return {
        "p50_ms": round(float(np.median(milliseconds)), 1),
        "p95_ms": round(float(np.quantile(milliseconds, 0.95)), 1),
        "most_ms": round(max(milliseconds), 1),
    }


if __name__ == "__main__":
    main()
