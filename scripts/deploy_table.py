"""Write the table of docs/deploy/README.md from docs/deploy/places.toml and the suite's results.

Usage: scripts/deploy_table.py    (`make deploy-table` runs the suite first, which writes results.tsv)
"""

import csv
import tomllib
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "deploy"
BEGIN, END = "<!-- table: make deploy-table -->\n", "<!-- end of the table -->\n"
HEADINGS = ("place", "run for real", "emulated", "only checked", "suite")


def table(folder: Path = FOLDER) -> str:
    """The table as Markdown."""
    places = tomllib.loads((folder / "places.toml").read_text(encoding="utf-8"))["place"]
    with (folder / "results.tsv").open(encoding="utf-8", newline="") as file:
        results = {row["place"]: row for row in csv.DictReader(file, delimiter="\t")}
    lines = [_line(HEADINGS), _line("---" for _ in HEADINGS)]
    for place in places:
        title = f"[{place['title']}]({place['page']})"
        found = _counted(results.get(place["suite"])) if "suite" in place else "–"
        lines.append(_line((title, place["real"], place["emulated"], place["checked"], found)))
    return "".join(lines)


def page(text: str, folder: Path = FOLDER) -> str:
    """The page with the table of now in the place of the old one."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table(folder)}{END}{after}"


def _counted(row: dict[str, str] | None) -> str:
    if row is None:
        return "not run"
    return ", ".join(f"{row[outcome]} {outcome}" for outcome in ("passed", "failed", "skipped") if row[outcome] != "0")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    path = FOLDER / "README.md"
    path.write_text(page(path.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{path.relative_to(FOLDER.parents[1])} written")
