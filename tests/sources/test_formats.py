"""The formats there are: each complete, and another package's as good as ours."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.card import CARD_PAGES
from hoofbeat.evaluation.report import page_environment
from hoofbeat.sources import SourceConfig, SourceFormat, formats, open_source, titles

PLUGIN = Path(__file__).parents[1] / "plugin"


@pytest.mark.parametrize("one", formats().values(), ids=lambda one: one.name)
def test_every_format_opens_and_has_its_help_and_names(one: SourceFormat) -> None:
    mapping = Path("mapping.yaml") if one.needs_mapping else None
    if not one.needs_mapping:
        assert open_source(SourceConfig(name="ward", format=one.name, path=Path("x"), mapping=mapping)).name == "ward"
    assert one.help.endswith(".")
    assert set(one.titles) == set(CARD_PAGES)


@pytest.mark.parametrize("language", CARD_PAGES)
def test_report_and_card_call_each_source_by_its_name(language: str) -> None:
    named = page_environment().get_template(f"card/names.{language}.j2").module.groups["source"]  # type: ignore[attr-defined]
    assert set(named) == {*formats(), "simulated"}
    assert {name: named[name] for name in formats()} == titles(language)


def test_a_format_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="choose from phenopackets, ddxplus"):
        SourceConfig(name="ward", format="hl7v2", path=Path("x"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which somebody else's package stands beside ours."""
    site = tmp_path_factory.mktemp("site")
    install = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", site)
    subprocess.run([sys.executable, *install, PLUGIN], check=True)
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])}


def hoofbeat(environment: dict[str, str], *arguments: str | Path) -> str:
    command = [sys.executable, "-m", "hoofbeat", *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_a_package_beside_ours_adds_a_format_with_its_option(installed: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "lists.tsv").write_text("a\tOMIM:154700\tHP:0001166\nb\tOMIM:154700\n", encoding="utf-8")
    assert "--lists" in hoofbeat(installed, "ingest", "--help")
    printed = hoofbeat(installed, "ingest", "--lists", tmp_path / "lists.tsv", "--output", tmp_path / "out")
    assert re.search(r"lists\s*│\s*2 │\s*1 │\s*1 │", printed)
