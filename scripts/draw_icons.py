"""Draw the icons of the installed page from its one drawing: ``python scripts/draw_icons.py``.

Needs playwright and a Chromium (``CHROMIUM``). Run it after a change of ``icons/icon.svg`` and commit what it writes.
"""

import os
from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).parents[1] / "src/hoofbeat/serving/web/icons"

#: File → pixels, and the share of the drawing at each edge that a system may cut off.
SIZES = {"icon-192.png": (192, 0.0), "icon-512.png": (512, 0.0), "maskable-512.png": (512, 0.14)}


def main() -> None:
    """Write every size."""
    drawing = (ICONS / "icon.svg").read_text(encoding="utf-8")
    with sync_playwright() as engine:
        browser = engine.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for name, (pixels, margin) in SIZES.items():
            page = browser.new_page(viewport={"width": pixels, "height": pixels})
            inner = round(pixels * (1 - 2 * margin))
            ground = "#0f6e73" if margin else "transparent"
            page.set_content(
                f"<style>*{{margin:0}}body{{background:{ground};display:grid;place-items:center;height:100vh}}"
                f"svg{{width:{inner}px;height:{inner}px}}</style>{drawing}"
            )
            page.screenshot(path=ICONS / name, omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
