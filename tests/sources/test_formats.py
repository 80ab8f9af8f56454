"""The formats there are, each complete."""

import re
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.card import CARD_PAGES
from hoofbeat.evaluation.report import page_environment
from hoofbeat.sources import SourceConfig, SourceFormat, formats, open_source, titles


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


def test_every_format_has_its_line_in_the_documentation() -> None:
    page = Path(__file__).parents[2] / "docs" / "sources" / "README.md"
    listed = re.findall(r"^\| `(\w+)` \| .+ \| .+ \|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(formats())


def test_a_format_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="choose from phenopackets, ddxplus"):
        SourceConfig(name="ward", format="hl7v2", path=Path("x"))
