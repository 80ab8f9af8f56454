"""Numbers of persons under thirty names, in Excel and CSV, mapped as drafted: found nowhere but sealed.

Mirrors: src/hoofbeat
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from canary_numbers import NUMBERS, TELLING, numbers_in, write_csv, write_excel
from canary_search import KEY, all_layers, hoofbeat
from hoofbeat.knowledge.site import site_id
from hoofbeat.lake.gold import read_cohort
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.vault import Vault

NOT_KEPT = {"id", "patient", "group", "ignore", "text"}


@pytest.fixture(scope="module", params=["xlsx", "csv"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """An ingest of the table by its own draft, and everything that was printed."""
    folder = tmp_path_factory.mktemp("numbers")
    table = (write_excel if request.param == "xlsx" else write_csv)(folder / f"export.{request.param}")
    printed = hoofbeat("mapping", "suggest", table, "--output", folder / "mapping.yaml")
    printed += hoofbeat("ingest", "--table", table, "--mapping", folder / "mapping.yaml", "--output", folder / "out")
    return folder, printed


def test_the_draft_keeps_no_column_of_ids_and_quotes_none(run: tuple[Path, bytes]) -> None:
    text = (run[0] / "mapping.yaml").read_text(encoding="utf-8")
    columns: dict[str, Any] = yaml.safe_load(text)["columns"]
    assert {name: columns[name] for name in NUMBERS if columns[name] not in NOT_KEPT} == {}
    assert columns["Plaquetas"]["kind"] == "measurement"
    assert columns["q9"] == {"kind": "site_feature", "type": "number"}
    planted = {str(number) for values in NUMBERS.values() for number in values}
    assert not planted & set(re.findall(r"\d+", text))


def test_the_numbers_were_there_and_are_sealed(run: tuple[Path, bytes]) -> None:
    vault, opened = Vault(KEY.encode()), ""
    for batch in Lake(run[0] / "out/lake").bronze.batches(["sealed"]):
        opened += "".join(" ".join(vault.open(sealed)) for sealed in batch.column("sealed").to_pylist())
    assert numbers_in(opened.encode()) == TELLING


def test_silver_and_gold_hold_none(run: tuple[Path, bytes]) -> None:
    lake = Lake(run[0] / "out/lake")
    planted = {float(number) for values in NUMBERS.values() for number in values}
    codes = {site_id(name) for name in NUMBERS}
    for table in (lake.silver, lake.gold):
        kept = [one for batch in table.batches(["measurements"]) for row in batch.column(0).to_pylist() for one in row]
        assert kept
        assert {one["value"] for one in kept} & planted == set()
        assert {one["code"] for one in kept} & codes == set()
    cases = read_cohort(run[0] / "out/lake").cases
    assert len(cases) == len(next(iter(NUMBERS.values())))
    stated = {finding.id.split(".")[0] for case in cases for finding in case.findings}
    assert stated & {code.split(".")[0] for code in codes} == set()


def test_no_file_and_nothing_printed_holds_one(run: tuple[Path, bytes]) -> None:
    assert {where: numbers for where, content in all_layers(run[0] / "out") if (numbers := numbers_in(content))} == {}
    assert numbers_in(run[1]) == set()
