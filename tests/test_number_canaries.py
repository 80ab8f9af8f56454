"""Numbers of persons under thirty names, in Excel and CSV, mapped as drafted: found nowhere but sealed.

Mirrors: src/hoofbeat
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from canary_numbers import NUMBERS, TELLING, write_csv, write_excel
from hoofbeat.knowledge.site import site_id
from hoofbeat.lake.gold import read_cohort
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.vault import Vault
from served_bundle import asked, served
from test_canaries import KEY, all_layers, hoofbeat

NOT_KEPT = {"id", "patient", "group", "ignore", "text"}
_LONG = re.compile(rb"\d{8,}")


def numbers_in(content: bytes) -> set[str]:
    return {found.decode() for found in _LONG.findall(content)} & TELLING


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


@pytest.mark.slow
@pytest.mark.parametrize("run", ["xlsx"], indirect=True)  # from silver on, both formats are one
def test_nor_does_what_is_trained_on_it(run: tuple[Path, bytes]) -> None:
    """Through bundle and service: what the model reads is listed at ``/v1/measurements``."""
    output = run[0] / "out"
    printed = hoofbeat("train", "--output", output, "--min-cases", "4", "--folds", "2", "--candidates", "logistic")
    printed += hoofbeat("evaluate", "--output", output, "--folds", "2")
    printed += hoofbeat("export", "--output", output, "--parity-cases", "20")
    with served(output / "bundle") as address:
        listed = json.dumps(asked(f"{address}/v1/measurements"))
    assert "777-3" in listed
    assert not [name for name in NUMBERS if site_id(name) in listed]
    assert numbers_in(printed + listed.encode()) == set()
    assert {where: numbers for where, content in all_layers(output) if (numbers := numbers_in(content))} == {}
