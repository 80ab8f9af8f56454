"""``hoofbeat knowledge``: as a data engineer runs it, with and without a publisher that answers.

Mirrors: hoofbeat.cli.knowledge
"""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import forked
from hoofbeat.domain.errors import InputError, SourceError
from hoofbeat.downloads import registry
from hoofbeat.jobs import knowledge as job
from hoofbeat.jobs.knowledge import DiffJob, RefreshJob, default_store, release_folder
from local_publisher import Publisher, publishing
from orphadata_layouts import write
from small_release import ROWS, write_release


def hoofbeat(*arguments: str | Path, cwd: Path) -> CompletedProcess[str]:
    return run("knowledge", *arguments, cwd=cwd)


def run(*arguments: str | Path, cwd: Path, **environment: str) -> CompletedProcess[str]:
    done = forked.hoofbeat(*arguments, cwd=cwd, environment=os.environ | environment)
    return CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two releases, the second with Orphadata and one disease less."""
    folder = tmp_path_factory.mktemp("two")
    write_release(folder / "a")
    write_release(folder / "b" / "hpo", date="2026-03-01", rows=ROWS[:3])
    (folder / "b" / "orphadata").mkdir()
    write(folder / "b" / "orphadata")
    for name in ("a", "b"):
        assert RefreshJob(store=folder / "store", origin=folder / name, most_lost=1.0).run().new
    return folder / "store"


def test_refresh_prints_the_version_and_says_when_nothing_is_new(tmp_path: Path) -> None:
    write_release(tmp_path / "usb")
    options = ("refresh", "--from", "usb", "--output", "store", "--most-lost", "1")
    first = hoofbeat(*options, cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("hpo-2026-02-03+hpoa-2026-02-03+files-")
    assert "stored" in first.stderr
    before = everything_in(tmp_path / "store")
    second = hoofbeat(*options, cwd=tmp_path)
    assert second.stdout == first.stdout
    assert "nothing to do" in second.stderr
    assert everything_in(tmp_path / "store") == before


def test_a_release_that_lost_nearly_everything_is_refused(tmp_path: Path) -> None:
    write_release(tmp_path / "usb")
    result = hoofbeat("refresh", "--from", "usb", "--store", "store", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (1, "")
    assert "is not published" in result.stderr
    assert "findings instead of 19,261" in result.stderr.replace("\n", " ")
    assert list((tmp_path / "store").iterdir()) == []


def test_list_and_show(store: Path, tmp_path: Path) -> None:
    listed = json.loads(hoofbeat("list", "--store", store, "--json", cwd=tmp_path).stdout)
    assert [entry["dates"]["hpo"] for entry in listed] == ["2026-02-03", "2026-03-01"]
    assert listed[1]["dates"]["orphadata"] == "2026-07-01"
    lines = hoofbeat("list", "--store", store, cwd=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [entry["version"] for entry in listed]
    shown = json.loads(hoofbeat("show", "--store", store, "--json", cwd=tmp_path).stdout)
    assert shown["version"] == listed[1]["version"]
    product = next(file for file in shown["files"] if file["name"] == "en_product4.xml")
    assert product["address"] == "https://www.orphadata.com/data/xml/en_product4.xml"
    assert product["licence"] == "CC BY 4.0"
    text = hoofbeat("show", "hpo-2026-02", "--store", store, cwd=tmp_path).stdout
    assert text.startswith(listed[0]["version"])
    assert "hp.obo" in text


def test_diff_as_a_table_and_as_json(store: Path, tmp_path: Path) -> None:
    text = hoofbeat("diff", "hpo-2026-02", "latest", "--store", store, "--limit", "1", cwd=tmp_path).stdout
    table = {line.split()[0]: line.split()[1:] for line in text.splitlines()[4:7]}
    assert text.splitlines()[3].split() == ["added", "changed", "retired"]
    assert table["diseases"] == ["0", "1", "1"]
    assert table["findings"] == ["0", "0", "0"]
    assert "diseases retired (1)" in text
    assert "  ORPHA:61  Alpha-mannosidosis" in text
    whole = json.loads(hoofbeat("diff", "hpo-2026-02", "--store", store, "--json", cwd=tmp_path).stdout)
    assert whole["summary"]["diseases"] == {"added": 0, "changed": 1, "retired": 1}
    assert whole["diseases"]["changed"] == {"ORPHA:58": {"prevalence": ["unknown", "<1/1000000"]}}
    assert {entry["name"] for entry in whole["annotations"]} == {"Alexander disease", "Alpha-mannosidosis"}


def test_diff_takes_folders_too(store: Path, tmp_path: Path) -> None:
    folder = write_release(tmp_path / "folder", rows=ROWS[:3])
    diff = DiffJob(old="hpo-2026-02", new=str(folder), store=store).run()
    assert diff.diseases.retired == (("ORPHA:61", "Alpha-mannosidosis"),)


def test_the_environment_names_the_store(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOFBEAT_KNOWLEDGE", str(store))
    assert default_store() == store
    latest = release_folder("latest")
    assert latest is not None
    assert latest.parent == store
    assert release_folder("embedded") is None


@pytest.fixture
def publishers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Publisher]:
    """Every source of a release, published on the loopback address."""
    with publishing() as served:
        folder = write_release(tmp_path / "published")
        write(folder)
        for path in folder.iterdir():
            served.content[f"/{path.name}"] = path.read_bytes()

        def moved(source: registry.PublicSource) -> registry.PublicSource:
            files = (replace(file, url=f"{served.address}/{file.name}") for file in source.files)
            return replace(source, files=tuple(files))

        sources = {source.name: moved(source) for source in registry.SOURCES}
        monkeypatch.setattr(job, "source_named", sources.__getitem__)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield served


def test_refresh_from_the_publishers(publishers: Publisher, tmp_path: Path) -> None:
    store = tmp_path / "store"
    refresh = RefreshJob(store=store, without=("hpo-translations",), most_lost=1.0)
    first = refresh.run()
    assert first.new
    assert first.release.dates == {"hpo": "2026-02-03", "hpoa": "2026-02-03", "orphadata": "2026-07-01"}
    obo = next(file for file in first.release.files if file.name == "hp.obo")
    assert obo.address == f"{publishers.address}/hp.obo"
    assert obo.fetched_at
    sent = publishers.sent
    assert not refresh.run().new
    assert publishers.sent == sent  # everything was unchanged
    published = write_release(tmp_path / "newer", date="2026-03-01")
    for name in ("hp.obo", "phenotype.hpoa"):
        publishers.content[f"/{name}"] = (published / name).read_bytes()
    second = refresh.run()
    assert second.new
    assert second.release.dates["hpo"] == "2026-03-01"
    assert second.release.compared_with == first.release.version


def test_a_publisher_that_fails_leaves_the_store_alone(publishers: Publisher, tmp_path: Path) -> None:
    del publishers.content["/en_product4.xml"]
    with pytest.raises(SourceError, match=r"en_product4\.xml answers with status 404"):
        RefreshJob(store=tmp_path / "store", most_lost=1.0).run()
    assert [path.name for path in (tmp_path / "store").iterdir()] == [".downloads"]


def test_what_is_left_out_is_neither_fetched_nor_taken(publishers: Publisher, tmp_path: Path) -> None:
    refresh = RefreshJob(store=tmp_path / "s", without=("orphadata", "hpo-translations"), most_lost=1.0)
    assert set(refresh.run().release.dates) == {"hpo", "hpoa"}
    assert not any("product" in path.name for path in (tmp_path / "s").rglob("*"))
    taken = RefreshJob(store=tmp_path / "t", origin=tmp_path / "published", without=("orphadata",), most_lost=1.0).run()
    assert set(taken.release.dates) == {"hpo", "hpoa"}
    with pytest.raises(InputError, match=r"hpo cannot be left out → leave out orphadata or hpo-translations"):
        RefreshJob(store=tmp_path / "s", without=("hpo",)).run()


@pytest.mark.parametrize("command", ["ingest", "prepare", "run"])
def test_an_unknown_release_is_said_before_anything_is_made(command: str, store: Path, tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(json.dumps({"case_id": "c", "findings": [{"id": "HP:0001250"}]}) + "\n")
    options = ["--output", "run", "--knowledge", "hpo-2019"]
    options += [] if command == "prepare" else ["--jsonl", "cases.jsonl"]
    done = run(command, *options, cwd=tmp_path, HOOFBEAT_KNOWLEDGE=str(store))
    assert done.returncode == 1
    assert "No release 'hpo-2019'" in done.stderr
    assert not (tmp_path / "run").exists()


def test_a_run_keeps_the_release_it_was_told_to_use(store: Path, tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(
        json.dumps({"case_id": "c", "findings": [{"id": "HP:0001250"}], "diagnosis": "ORPHA:58"}) + "\n"
    )
    options = ["ingest", "--jsonl", "cases.jsonl", "--output", "run", "--knowledge", "latest"]
    done = run(*options, cwd=tmp_path, HOOFBEAT_KNOWLEDGE=str(store))
    assert done.returncode == 0, done.stderr
    version = json.loads((tmp_path / "run" / "knowledge" / "version.json").read_text())
    assert version.startswith("hpo-2026-03-01+hpoa-2026-03-01+orphadata-2026-07-01+files-")
