"""What the pages of the documentation point at is there: linked pages, headings, and files of this repository.

Mirrors: docs
"""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
]

#: A file of this repository in backticks, from its root or from the package on; capitals stand for any name.
_FILE = re.compile(r"`((?:[a-z_]+/)+(?:[a-z_0-9]+|README)\.(?:py|md|sh|tsv|toml))`")


def anchors(page: Path) -> set[str]:
    """The headings of a page as GitHub writes them into addresses."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_points_at_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    base = ROOT if page.name.startswith("+") else page.parent  # a line of the changelog to be
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        address, _, anchor = link.partition("#")
        if "://" not in address:
            target = base / address if address else page
            assert target.exists(), link
            assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = set(_FILE.findall(page.read_text(encoding="utf-8")))
    places = (ROOT, ROOT / "src", ROOT / "src" / "hoofbeat", page.parent)
    assert [name for name in sorted(named) if not any((place / name).exists() for place in places)] == []
