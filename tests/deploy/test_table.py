"""The table of places is what the suite found.

Mirrors: scripts/deploy_table.py, docs/deploy/README.md
"""

import tomllib

import pytest

import deploy_table
from places.every import PLACES

FOLDER = deploy_table.FOLDER
STATED = tomllib.loads((FOLDER / "places.toml").read_text())["place"]


def test_the_page_holds_the_table_of_the_kept_results() -> None:
    text = (FOLDER / "README.md").read_text()
    assert deploy_table.page(text) == text, "run make deploy-table"


def test_every_place_of_the_suite_has_a_row_and_no_other() -> None:
    assert {place["suite"] for place in STATED if "suite" in place} == set(PLACES)


@pytest.mark.parametrize("place", [place["title"] for place in STATED])
def test_every_row_has_its_page(place: str) -> None:
    page = next(stated["page"] for stated in STATED if stated["title"] == place)
    assert (FOLDER / page).is_file()


def test_no_kept_result_is_a_failure() -> None:
    table = deploy_table.table()
    assert "failed" not in table
    assert "not run" not in table
