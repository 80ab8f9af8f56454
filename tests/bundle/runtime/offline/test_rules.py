"""What a browser needs to know beside the bundle: all of it JSON, and the very sentences of the program.

Mirrors: hoofbeat.bundle.runtime.offline.search_rules, hoofbeat.bundle.runtime.offline.parts
"""

import gzip
import json
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.circumstances import SIZE
from hoofbeat.bundle.runtime.offline.parts import RULES, packed, parts_of
from hoofbeat.bundle.runtime.offline.rules import rules_of
from hoofbeat.bundle.runtime.offline.search_rules import search_rules
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.errors import InputError
from small_bundles import KNOWN, small_bundle


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return Bundle.load(small_bundle(tmp_path / "bundle"))


def test_the_rules_are_json_and_the_same_each_time(bundle: Bundle) -> None:
    rules = rules_of(bundle.manifest, bundle.orphan_diseases, len(bundle.lexicon))
    source = bundle.parts[RULES].source
    assert isinstance(source, bytes)
    assert json.loads(source) == json.loads(json.dumps(rules))
    assert sum(map(len, rules["circumstances"]["rows"].values())) == SIZE
    assert rules["model"]["version"] == bundle.version
    assert "labels" not in rules["model"]["manifest"]


def test_what_is_said_is_what_the_bundle_says(bundle: Bundle) -> None:
    said = rules_of(bundle.manifest, 0, 0)["said"]
    absent = Case(case_id="x", findings=(Finding(id=KNOWN, excluded=True), Finding(id="HP:9999999")))
    warnings = bundle.differential(absent).warnings
    assert said["set_aside"].replace(said["placeholder"], "HP:9999999") in warnings
    assert said["none_observed"] in warnings
    with pytest.raises(InputError) as refused:
        bundle.differential(Case(case_id="x", findings=(Finding(id="HP:9999999"),)))
    assert str(refused.value) == said["none_known"]


def test_a_caution_for_each_of_ten_patients(bundle: Bundle) -> None:
    cautions = rules_of(bundle.manifest, 0, 0)["cautions"]
    assert cautions["nothing"]["kind"] == "nothing known"
    assert len(cautions["too_little"]) == 11
    assert "about 7 would" in cautions["too_little"][7]["text"]


def test_no_expression_uses_what_javascript_reads_otherwise() -> None:
    rules = json.dumps(search_rules())
    for only_here in ("(?P", "(?i", "(?x", r"\\A", r"\\Z", r"[^\\W"):
        assert only_here not in rules


def test_packed_is_the_same(bundle: Bundle, tmp_path: Path) -> None:
    part = bundle.parts["lexicon.json"]
    content = (tmp_path / "bundle/lexicon.json").read_bytes()
    assert b"".join(part.chunks()) == content == gzip.decompress(b"".join(packed(part.chunks())))


def test_a_bundle_in_no_folder_hands_out_nothing(bundle: Bundle, tmp_path: Path) -> None:
    bundle._folder = None
    assert bundle.parts == {}
    assert parts_of(tmp_path / "bundle", bundle.manifest, 0, 0)[RULES].size > 1000
