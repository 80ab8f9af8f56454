"""YAML, read without guesses, without objects, and without an end to what a few lines may stand for."""

import subprocess
import sys
from pathlib import Path

import pytest

from packet_reading import parse, refusal


def packet(excluded: str = "false", id_: str = "x") -> str:
    return f'id: {id_}\nphenotypicFeatures:\n- type: {{id: "HP:0001166"}}\n  excluded: {excluded}\n'


@pytest.mark.parametrize(
    ("written", "excluded"), [("true", True), ("True", True), ("FALSE", False), ("~", False), ("", False)]
)
def test_truth_and_nothing_are_what_yaml_1_2_says(written: str, excluded: bool) -> None:
    assert bool(parse(packet(written), "x.yaml").excluded) == excluded


@pytest.mark.parametrize("written", ["no", "yes", "on", "off", "n", "1", "2020-01-01", "!!python/name:os.system"])
def test_what_yaml_1_1_would_guess_is_refused(written: str) -> None:
    assert "phenotypicFeatures[0].excluded" in refusal(packet(written), "x.yml")


@pytest.mark.parametrize(
    "id_", ["no", "on", "2020-01-01", "null and void", "1:30", "0x1F", "'7'", "!!python/object:x y"]
)
def test_an_id_stays_the_text_it_is(id_: str) -> None:
    assert parse(packet(id_=id_), "x.yaml").case_id == id_.removeprefix("!!python/object:x ").strip("'")


def test_one_key_twice_is_no_silent_choice() -> None:
    text = packet("true") + "  excluded: false\n"
    assert "phenotypicFeatures[0].excluded: stands twice" in refusal(text, "x.yaml")


def test_an_alias_is_what_it_stands_for() -> None:
    text = "id: x\nphenotypicFeatures:\n- type: &t {id: HP:0001166}\n- {type: *t, excluded: false}\n"
    assert parse(text, "x.yaml").observed == ("HP:0001166",)


def test_json_in_a_yaml_file_is_json() -> None:
    text = '{"id": "x",\n\t"phenotypicFeatures": [{"type": {"id": "HP:0001166"}, "excluded": true}]}'
    assert parse(text, "x.yaml#2").excluded == ("HP:0001166",)
    assert parse("{id: x, phenotypicFeatures: [{type: {id: HP:0001166}}]}", "x.yaml").observed == ("HP:0001166",)


BOMB = "a: &a [x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)
BROKEN: dict[str, tuple[str, str]] = {
    "a bomb": (BOMB, "too many"),
    "a circle": ("a: &a [*a]\n", "too deeply"),
    "deep": ("[" * 5_000, "YAML"),
    "merged keys": ("a: &a {id: PLANTED}\nb:\n  <<: *a\n", "merged or composed key (line 3)"),
    "a composed key": ("? [PLANTED]\n: 1\n", "merged or composed key (line 1)"),
    "no YAML": ("id: 'PLANTED\n", "not YAML (line"),
    "a tab": ("id:\n\t- PLANTED\n", "not YAML (line 2"),
    "nothing": ("# PLANTED\n", "no JSON object"),
    "a text": ("PLANTED", "no JSON object"),
    "large": ("a: PLANTED\n" * 300_000, "MB of YAML"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_yaml_is_refused_by_its_place_and_without_its_text(name: str) -> None:
    text, where = BROKEN[name]
    reason = refusal(text, "x.yaml.gz")
    assert where in reason
    assert "PLANTED" not in reason


def test_without_pyyaml_json_is_read_and_yaml_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"id": "a", "phenotypicFeatures": [{"type": {"id": "HP:0001166"}}]}')
    (tmp_path / "b.yaml").write_text(packet())
    program = """
import sys
from pathlib import Path
sys.modules["yaml"] = None  # as in the serving install
from hoofbeat.sources.phenopacket import PhenopacketSource
source = PhenopacketSource(Path(sys.argv[1]))
for record in source.records():
    print(source.parse(record).case_id)
"""
    run = [sys.executable, "-c", program]
    whole = subprocess.run([*run, str(tmp_path)], capture_output=True, text=True, check=False)
    assert whole.returncode
    assert "needs PyYAML → pip install" in whole.stderr
    alone = subprocess.run([*run, str(tmp_path / "a.json")], capture_output=True, text=True, check=True)
    assert alone.stdout.split() == ["a"]
