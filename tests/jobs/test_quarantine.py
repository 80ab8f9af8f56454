"""What could not become a case: seen without its text, unsealed with the key, tried again.

Mirrors: hoofbeat.cli.quarantine, hoofbeat.jobs.replay
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hoofbeat.cli.commands import app
from hoofbeat.domain.errors import InputError, LakeError
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.quarantine import ListQuarantineJob, ShowQuarantinedJob
from hoofbeat.jobs.replay import ReplayJob
from hoofbeat.lake.lake import Lake
from hoofbeat.sources import SourceConfig

YOUNG = "HP:9999999"  # a term that the ontology of the first day lacks


def old(finding_id: str) -> str | None:
    return None if finding_id == YOUNG else finding_id


def same(disease: str) -> str:
    return disease


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound case, one for a later ontology, and one that never will be any."""
    folder = tmp_path_factory.mktemp("quarantine")
    packets = folder / "Planted-Name"
    packets.mkdir()
    for name, finding in (("a", "HP:0001250"), ("b", YOUNG), ("c", "PLANTED")):
        packet = {"id": f"Planted {name}", "phenotypicFeatures": [{"type": {"id": finding}}]}
        (packets / f"{name}.json").write_text(json.dumps(packet), encoding="utf-8")
    source = SourceConfig(name="ward", format="phenopackets", path=packets)
    IngestJob(output=folder / "run", sources=(source,)).run(old, same)
    return folder


@pytest.fixture
def run(first_day: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first_day / "run", tmp_path / "run"))


@pytest.fixture
def ward(first_day: Path) -> SourceConfig:
    return SourceConfig(name="ward", format="phenopackets", path=first_day)


def test_the_list_says_which_record_and_why_and_nothing_of_the_patient(first_day: Path) -> None:
    young, never = ListQuarantineJob(output=first_day / "run").run()
    assert (young.source, young.record, young.stage) == ("ward", 2, "parse")
    assert YOUNG in young.reason
    assert never.record == 3
    assert not any("planted" in record.model_dump_json().lower() for record in (young, never))


@pytest.mark.parametrize(
    ("options", "records"),
    [({}, [2, 3]), ({"source": "ward"}, [2, 3]), ({"source": "other"}, []), ({"reason": "ONTOLOGY"}, [2])],
)
def test_the_list_can_be_narrowed(first_day: Path, options: dict[str, str], records: list[int]) -> None:
    assert [one.record for one in ListQuarantineJob(output=first_day / "run", **options).run()] == records


def test_an_empty_quarantine_is_an_empty_list(tmp_path: Path) -> None:
    assert ListQuarantineJob(output=tmp_path).run() == ()


def test_a_record_is_unsealed_with_the_key_and_its_text_only_if_asked_for(first_day: Path) -> None:
    young, _ = ListQuarantineJob(output=first_day / "run").run()
    opened = ShowQuarantinedJob(output=first_day / "run", id=young.id).run()
    assert opened.location == "Planted-Name/b.json"
    assert opened.payload is None
    opened = ShowQuarantinedJob(output=first_day / "run", id=young.id[:6].upper(), payload=True).run()
    assert opened.payload is not None
    assert json.loads(opened.payload)["id"] == "Planted b"


def test_without_the_key_nothing_is_unsealed(first_day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    young, _ = ListQuarantineJob(output=first_day / "run").run()
    monkeypatch.setenv("HOOFBEAT_PSEUDONYM_KEY", "another key, long enough to be one")
    with pytest.raises(LakeError, match="key"):
        ShowQuarantinedJob(output=first_day / "run", id=young.id).run()


@pytest.mark.parametrize("id_", ["ffffffffffffffff", "' or true", "zz"])
def test_an_id_that_means_no_record_is_an_error(first_day: Path, id_: str) -> None:
    with pytest.raises(InputError, match="no record in quarantine"):
        ShowQuarantinedJob(output=first_day / "run", id=id_).run()


def test_what_is_a_case_today_leaves_quarantine_and_the_rest_stays(run: Path, ward: SourceConfig) -> None:
    (tally,) = ReplayJob(output=run, sources=(ward,)).run(None, same).tallies
    assert (tally.read, tally.accepted, tally.quarantined) == (2, 1, 1)
    lake = Lake(run / "lake")
    assert lake.silver.count() == lake.gold.count() == 2
    assert [one.record for one in ListQuarantineJob(output=run).run()] == [3]


def test_only_the_records_that_are_named_are_tried(run: Path, ward: SourceConfig) -> None:
    _, never = ListQuarantineJob(output=run).run()
    (tally,) = ReplayJob(output=run, sources=(ward,), ids=(never.id,)).run(None, same).tallies
    assert (tally.read, tally.accepted, tally.quarantined) == (1, 0, 1)
    assert len(ListQuarantineJob(output=run).run()) == 2


def test_a_replay_that_changes_nothing_can_be_repeated(run: Path, ward: SourceConfig) -> None:
    for _ in range(2):
        (tally,) = ReplayJob(output=run, sources=(ward,)).run(old, same).tallies
        assert (tally.accepted, tally.quarantined) == (0, 2)
    assert len(ListQuarantineJob(output=run).run()) == 2
    assert Lake(run / "lake").bronze.count() == 3


def test_records_of_a_source_that_is_not_configured_wait(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ReplayJob(output=run).run(None, same).tallies == ()
    assert "2 records of ward wait" in capsys.readouterr().err
    assert len(ListQuarantineJob(output=run).run()) == 2


def invoke(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["quarantine", *arguments])


def test_the_command_lists_and_shows(first_day: Path) -> None:
    output = str(first_day / "run")
    listed = json.loads(invoke("list", "--json", "--output", output).stdout)
    assert [record["record"] for record in listed] == [2, 3]
    lines = invoke("list", "--output", output).stdout.splitlines()
    assert lines[0].startswith(f"{listed[0]['id']}  ward #2  parse")
    shown = invoke("show", listed[0]["id"], "--payload", "--output", output).stdout
    assert "location: Planted-Name/b.json" in shown
    assert YOUNG in shown


def test_half_a_character_can_be_shown(tmp_path: Path) -> None:
    packets = tmp_path / "packets"
    packets.mkdir()
    (packets / "a.json").write_bytes(b'{"id": "\xff"}')
    (packets / "b.json").write_text('{"id": "b", "phenotypicFeatures": [{"type": {"id": "HP:0001250"}}]}')
    source = SourceConfig(name="ward", format="phenopackets", path=packets)
    IngestJob(output=tmp_path / "run", sources=(source,)).run(None, same)
    (damaged,) = ListQuarantineJob(output=tmp_path / "run").run()
    result = invoke("show", damaged.id, "--payload", "--output", str(tmp_path / "run"))
    assert result.exit_code == 0
    assert "\\xff" in result.stdout


def test_the_command_replays(run: Path, ward: SourceConfig, tmp_path: Path) -> None:
    listing = tmp_path / "sources.yaml"
    listing.write_text(f"sources:\n  - {{name: ward, format: phenopackets, path: {ward.path}}}\n", encoding="utf-8")
    result = invoke("replay", "--all", "--sources", str(listing), "--output", str(run))
    assert result.exit_code == 0
    assert "2 read = 0 accepted + 2 still quarantined" in result.stdout


@pytest.mark.parametrize("arguments", [(), ("3f9a", "--all")])
def test_a_replay_wants_to_be_told_what_to_read(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = invoke("replay", *arguments, "--output", str(tmp_path))
    assert isinstance(result.exception, InputError)
