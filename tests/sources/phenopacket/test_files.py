"""Files of phenopackets: folders, zips, several in one file, and what is passed over.

Mirrors: hoofbeat.sources.damage, hoofbeat.sources.phenopacket.several, hoofbeat.sources.phenopacket.wrappers,
hoofbeat.sources.base
"""

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.sources.phenopacket import PhenopacketSource, files
from packet_reading import brief, cases

Packet = Callable[..., dict[str, Any]]


def test_a_folder_is_read_with_its_subfolders_in_order(make_packet: Packet, tmp_path: Path) -> None:
    for name in ("b/2.json", "a/1.json", "b/1.json", "note.txt"):
        file = tmp_path / "packets" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(make_packet(name)))
    locations = [record.location for record in PhenopacketSource(tmp_path / "packets").records()]
    assert locations == ["packets/a/1.json", "packets/b/1.json", "packets/b/2.json"]


def test_one_file_is_one_record_unchanged(make_packet: Packet, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text("\ufeff" + json.dumps(make_packet("p1"), indent=3), encoding="utf-8")
    source = PhenopacketSource(file)
    (record,) = source.records()
    assert (record.location, record.payload) == ("one.json", file.read_text(encoding="utf-8"))
    assert source.parse(record).case_id == "p1"


def test_a_zip_is_read_in_its_own_order(make_packet: Packet, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("z.json", "a.json", "__MACOSX/a.json", "readme.txt"):
            archive.writestr(name, json.dumps(make_packet(name)))
    assert [record.location for record in PhenopacketSource(path).records()] == ["all.zip!z.json", "all.zip!a.json"]


def test_a_damaged_zip_member_is_one_refused_record(make_packet: Packet, write_zip: Callable[..., Path]) -> None:
    path = write_zip([make_packet("p1"), make_packet("p2"), make_packet("p3")])
    path.write_bytes(path.read_bytes().replace(b"subject of p2", b"subject of pX"))
    source = PhenopacketSource(path)
    records = list(source.records())
    assert [record.defect is None for record in records] == [True, False, True]
    with pytest.raises(RecordError, match="BadZipFile"):
        source.parse(records[1])


def test_bytes_that_are_no_text_are_one_refused_record(make_packet: Packet, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(json.dumps(make_packet("p1")).encode().replace(b"Seizure", b"Sei\xffure"))
    (tmp_path / "b.json").write_text(json.dumps(make_packet("p2")))
    source = PhenopacketSource(tmp_path)
    bad, good = source.records()
    with pytest.raises(RecordError, match="not UTF-8"):
        source.parse(bad)
    assert source.parse(good).case_id == "p2"


def test_two_damaged_members_are_two_records(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(b"\xff")
    hashes = {record.content_hash for record in PhenopacketSource(tmp_path).records()}
    assert len(hashes) == 2


def _empty_zip(path: Path) -> Path:
    zipfile.ZipFile(path, "w").close()
    return path


def _text(path: Path) -> Path:
    path.write_text("no zip at all")
    return path


def _truncated(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.json", "{}" * 1000)
    path.write_bytes(path.read_bytes()[:-40])
    return path


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize("make", [_empty_zip, _text, _truncated, _folder, lambda path: path])
def test_a_source_without_a_packet_is_an_error(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with pytest.raises(SourceError) as caught:
        list(PhenopacketSource(make(tmp_path / "packets.zip")).records())
    assert "packets.zip" in str(caught.value)
    assert caught.value.hint


YAML = """
# as a person writes it
id: from-yaml
subject: {sex: FEMALE, timeAtLastEncounter: {age: {iso8601duration: P9Y}}}
phenotypicFeatures:
  - type: {id: HP:0001166, label: Arachnodactyly}
  - type: {id: "HP:0001083"}
    excluded: true
metaData:
  created: 2021-05-04
  phenopacketSchemaVersion: 2.0
"""


def names(path: Path) -> list[str]:
    return [case.case_id for case in cases(path)]


def packed(name: str, text: str) -> bytes:
    return gzip.compress(text.encode()) if name.lower().endswith(".gz") else text.encode()


@pytest.mark.parametrize("suffix", [".json", ".JSON", ".json.gz", ".yaml", ".yml", ".yaml.gz", ".YML.GZ", ".jsonl"])
def test_one_file_of_every_kind(tmp_path: Path, suffix: str) -> None:
    yaml = "y" in suffix.lower()
    (tmp_path / f"one{suffix}").write_bytes(packed(suffix, YAML if yaml else json.dumps(brief())))
    (case,) = cases(tmp_path / f"one{suffix}")
    assert (case.case_id, case.age) == (("from-yaml", 9.0) if yaml else ("brief", None))
    assert case.excluded == (("HP:0001083",) if yaml else ())


def test_a_folder_holds_all_kinds_and_what_is_not_read_is_counted_aloud(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = {
        "a.json": json.dumps(brief(id="a")),
        "b.yaml": YAML.replace("from-yaml", "b"),
        "c.json.gz": json.dumps(brief(id="c")),
        "d.yml.gz": YAML.replace("from-yaml", "d"),
        "deep/e.ndjson": "\n".join(json.dumps(brief(id=f"e{number}")) for number in range(2)),
    }
    others = ("maria.mora.vcf", "maria.mora", "g.txt", "j.txt", "h.pb", "i.vcf.gz", ".x.json", ".DS_Store")
    for name, text in (content | dict.fromkeys(others, "x")).items():
        file = tmp_path / "mixed" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(packed(name, text))
    assert names(tmp_path / "mixed") == ["a", "b", "c", "d", "e0", "e1"]
    said = " ".join(capsys.readouterr().err.split())
    assert "8 files passed over: 1 .pb, 2 .txt, 1 .vcf, 1 .vcf.gz, 2 hidden, 1 of another kind" in said
    assert "mora" not in said


def test_a_zip_is_read_like_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("v1/b.yaml", YAML)
        archive.writestr("v1/a.json.gz", packed(".gz", json.dumps(brief(id="a"))))
        archive.writestr("__MACOSX/._a.json", "x")
        archive.writestr("readme.md", "x")
        archive.writestr("folder.json/", "")
    assert names(path) == ["from-yaml", "a"]
    assert "2 files passed over: 1 .md, 1 hidden" in " ".join(capsys.readouterr().err.split())


def test_nothing_is_said_where_nothing_is_passed_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text(json.dumps(brief()))
    assert names(tmp_path) == ["brief"]
    assert "passed over" not in capsys.readouterr().err


def test_a_folder_of_other_kinds_says_which(tmp_path: Path) -> None:
    for name in ("a.pb", "b.pb", "c.txt"):
        (tmp_path / name).write_text("x")
    with pytest.raises(SourceError, match=r"holds no phenopacket \(but 2 \.pb, 1 \.txt\)"):
        list(PhenopacketSource(tmp_path).records())


TWO = [brief(id="one"), brief(id="two")]
SEVERAL = {
    "list": json.dumps(TWO, indent=2),
    "list in a field": json.dumps({"phenopackets": TWO}),
    "list in a field among others": json.dumps({"name": "x", "count": 2, "pheno_packets": TWO, "more": {"a": []}}),
    "lines": "\n".join(map(json.dumps, TWO)) + "\n",
    "one behind the other": json.dumps(TWO[0], indent=1) + json.dumps(TWO[1], indent=1),
    "wrapped": json.dumps([{"phenopacket": one} for one in TWO]),
    "with a mark": "\ufeff" + json.dumps(TWO),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_several_packets_in_one_file_are_several_records(tmp_path: Path, name: str) -> None:
    file = tmp_path / "several.json"
    file.write_text(SEVERAL[name], encoding="utf-8")
    records = list(PhenopacketSource(file).records())
    assert [record.location for record in records] == ["several.json#1", "several.json#2"]
    assert all(record.payload in SEVERAL[name] for record in records), "the text is handed on as it stands"
    assert names(file) == ["one", "two"]


YAML_SEVERAL = {
    "documents": f"---\n{YAML}---\n{YAML.replace('from-yaml', 'second')}...\n",
    "list": "# a cohort\n- id: from-yaml\n  phenotypicFeatures: [{type: {id: HP:0001166}}]\n"
    "- id: second\n  phenotypicFeatures: [{type: {id: HP:0001166, label: Señal 🩺}}]\n",
    "field": "phenopackets:\n- id: from-yaml\n  phenotypicFeatures: [{type: {id: HP:0001166}}]\n"
    "- {id: second, phenotypicFeatures: [{type: {id: HP:0001166}}]}\n",
}


@pytest.mark.parametrize("name", YAML_SEVERAL)
def test_several_packets_in_one_yaml_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / "several.yaml"
    file.write_text(YAML_SEVERAL[name], encoding="utf-8")
    assert names(file) == ["from-yaml", "second"]


def test_a_yaml_file_with_a_directive_is_one_record(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(f"%YAML 1.2\n---\n{YAML}")
    assert names(tmp_path / "one.yaml") == ["from-yaml"]


@pytest.mark.parametrize("name", ["lines.json", "lines.jsonl"])
def test_a_broken_line_is_one_refused_record(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("\n".join([json.dumps(TWO[0]), '{"id": "PLANTED", }', json.dumps(TWO[1])]))
    source = PhenopacketSource(tmp_path / name)
    first, broken, last = source.records()
    assert [source.parse(one).case_id for one in (first, last)] == ["one", "two"]
    with pytest.raises(RecordError, match="not JSON"):
        source.parse(broken)


def test_an_analysis_of_exomiser_is_its_phenopacket(tmp_path: Path) -> None:
    wrapped = {"phenopacket": brief(), "analysis": {"steps": []}, "outputOptions": {"outputPrefix": "x"}}
    (tmp_path / "a.json").write_text(json.dumps(wrapped))
    (tmp_path / "b.yml").write_text("---\nphenopacket:\n" + "".join(f"  {line}\n" for line in YAML.splitlines()))
    (tmp_path / "c.json").write_text('{"phenopacket":' * 900 + json.dumps(brief(id="deep")) + "}" * 900)
    assert names(tmp_path) == ["brief", "from-yaml", "deep"]


@pytest.mark.parametrize("fields", [{"family": {"proband": {}}}, {"proband": brief()}, {"members": [brief()]}])
def test_a_family_is_refused_for_what_it_is(tmp_path: Path, fields: dict[str, Any]) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"id": "x", **fields}))
    source = PhenopacketSource(tmp_path)
    (record,) = source.records()
    with pytest.raises(RecordError, match="a family or cohort"):
        source.parse(record)


def test_what_unpacks_beyond_the_limit_is_one_refused_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 10_000)
    (tmp_path / "bomb.json.gz").write_bytes(gzip.compress(b" " * 1_000_000))
    (tmp_path / "long.jsonl").write_bytes(b"x" * 30_000 + b"\n" + json.dumps(brief()).encode())
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.yaml", " " * 1_000_000)
    source = PhenopacketSource(tmp_path)
    bomb, long, sound = source.records()
    (member,) = PhenopacketSource(tmp_path / "z.zip").records()
    for record in (bomb, long, member):
        assert "larger than" in str(record.defect)
        assert record.payload == ""
    assert source.parse(sound).case_id == "brief"


@pytest.mark.parametrize("name", ["a.json.gz", "a.jsonl.gz", "a.yaml.gz"])
def test_a_gz_that_is_cut_short_is_one_refused_record(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(json.dumps(brief()).encode())[:-9])
    *_, last = PhenopacketSource(tmp_path / name).records()
    assert "cannot be read" in str(last.defect)


def test_a_file_of_another_kind_says_what_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "packet.pb").write_bytes(b"\x0a\x03abc")
    with pytest.raises(SourceError, match="neither JSON, JSON lines or YAML") as caught:
        list(PhenopacketSource(tmp_path / "packet.pb").records())
    assert ".yaml" in caught.value.hint
