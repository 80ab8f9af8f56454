"""Releases as versioned data: published whole and checked, or not at all.

Mirrors: hoofbeat.knowledge.inputs, hoofbeat.knowledge.refresh, hoofbeat.knowledge.validation
"""

import json
import shutil
from pathlib import Path

import pytest

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.inputs import ReleaseFiles
from hoofbeat.knowledge.refresh import Published, publish
from hoofbeat.knowledge.release import build_knowledge
from hoofbeat.knowledge.store import KnowledgeStore, ReleasedFile, resolve_release
from small_release import ROWS, TERMS, write_release

#: A release of five terms loses nearly everything against the embedded one.
ANY_LOSS = 1.0


@pytest.fixture
def store(tmp_path: Path) -> KnowledgeStore:
    return KnowledgeStore(tmp_path / "store")


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one release: made once, as it is held against the embedded release, which takes seconds."""
    folder = tmp_path_factory.mktemp("seed")
    files = ReleaseFiles.of(write_release(folder / "first"))
    publish(files, KnowledgeStore(folder / "store"), most_lost=ANY_LOSS)
    return folder


@pytest.fixture
def first(seed: Path, store: KnowledgeStore, tmp_path: Path) -> Published:
    shutil.copytree(seed, tmp_path, dirs_exist_ok=True)
    return Published(store.find("latest"), new=True)


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_is_stored_as_published_with_its_record(store: KnowledgeStore, tmp_path: Path) -> None:
    folder = write_release(tmp_path / "given")
    origins = {"hp.obo": ReleasedFile("hp.obo", 0, "", "https://x/hp.obo", "HPO licence", "2026-02-04T00:00:00+00:00")}
    published = publish(ReleaseFiles.of(folder), store, origins, ANY_LOSS)
    release = published.release
    assert published.new
    assert release.folder == store.directory / release.version
    assert release.version.startswith("hpo-2026-02-03+hpoa-2026-02-03+files-")
    assert (release.folder / "hp.obo").read_bytes() == (folder / "hp.obo").read_bytes()
    record = json.loads((release.folder / "release.json").read_text())
    assert record["dates"] == {"hpo": "2026-02-03", "hpoa": "2026-02-03"}
    assert record["counts"]["findings"] > len(TERMS)
    assert record["compared_with"] == "embedded"
    obo = next(file for file in record["files"] if file["name"] == "hp.obo")
    assert (obo["address"], obo["licence"]) == ("https://x/hp.obo", "HPO licence")
    assert obo["size"] == (folder / "hp.obo").stat().st_size
    assert obo["sha256"] == ReleaseFiles.of(folder).checksums["hp.obo"]
    assert store.releases() == [release]
    assert [path.name for path in store.directory.iterdir()] == [release.version]


def test_the_same_content_is_the_same_release(first: Published, store: KnowledgeStore, tmp_path: Path) -> None:
    before = everything_in(store.directory)
    again = publish(ReleaseFiles.of(tmp_path / "first"), store, most_lost=ANY_LOSS)
    assert (again.new, again.release) == (False, first.release)
    assert everything_in(store.directory) == before


def test_new_content_of_the_same_date_is_another_release(
    first: Published, store: KnowledgeStore, tmp_path: Path
) -> None:
    before = everything_in(first.release.folder)
    second = publish(ReleaseFiles.of(write_release(tmp_path / "second", rows=ROWS[:3])), store, most_lost=0.5)
    assert second.new
    assert second.release.version != first.release.version
    assert second.release.compared_with == first.release.version
    assert everything_in(first.release.folder) == before


def test_the_newest_publication_is_the_latest_whenever_it_came(
    first: Published, store: KnowledgeStore, tmp_path: Path
) -> None:
    assert store.latest() == first.release
    publish(ReleaseFiles.of(write_release(tmp_path / "older", date="2025-12-01")), store, most_lost=ANY_LOSS)
    assert store.latest() == first.release
    newer = publish(ReleaseFiles.of(write_release(tmp_path / "newer", date="2026-03-01")), store)
    assert store.latest() == newer.release
    assert [release.dates["hpo"] for release in store.releases()] == ["2025-12-01", "2026-02-03", "2026-03-01"]


def test_the_stored_release_builds_the_knowledge_of_that_version(first: Published) -> None:
    assert build_knowledge(first.release.folder).version.startswith(first.release.version + "+tables-")


BROKEN = {
    "fewer findings": (
        {"terms": {term: TERMS[term] for term in ("HP:0000118", "HP:0000707")}, "rows": ROWS},
        "only 0 of 4 statements name a term",
    ),
    "fewer annotations": ({"rows": ROWS[:1]}, r"1,\d+ annotations instead of 1,\d+|profiles instead of"),
    "no annotations": ({"rows": ()}, "no statement on any finding"),
    "malformed term": (
        {"terms": TERMS | {"HPX:1": ("Something", ("HP:0000118",))}},
        r"1 malformed term ids \(HPX:1 …\)",
    ),
    "malformed disease": (
        {"rows": (*ROWS, {"database_id": "Marfan", "disease_name": "M", "hpo_id": "HP:0001250"})},
        r"1 malformed disease ids \(Marfan …\)",
    ),
    "a circle": (
        {"terms": TERMS | {"HP:0000707": ("Nervous", ("HP:0000118", "HP:0001250"))}},
        "is its own ancestor",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_release_says_why_and_leaves_the_store_alone(
    fault: str, first: Published, store: KnowledgeStore, tmp_path: Path
) -> None:
    fields, reason = BROKEN[fault]
    before = everything_in(store.directory)
    broken = write_release(tmp_path / "broken", date="2026-03-01", **fields)  # type: ignore[arg-type]
    with pytest.raises(KnowledgeError, match=reason):
        publish(ReleaseFiles.of(broken), store, most_lost=0.0)
    assert everything_in(store.directory) == before
    assert store.latest() == first.release


@pytest.mark.parametrize("name", ["hp.obo", "phenotype.hpoa"])
@pytest.mark.parametrize("damage", ["cut", "binary", "empty"])
def test_a_damaged_file_leaves_the_store_alone(
    name: str, damage: str, first: Published, store: KnowledgeStore, tmp_path: Path
) -> None:
    before = everything_in(store.directory)
    broken = write_release(tmp_path / "broken", date="2026-03-01")
    content = (broken / name).read_bytes()
    damaged = {"cut": content[: len(content) // 2], "binary": b"\xff\xfe\x00" * 99, "empty": b""}[damage]
    (broken / name).write_bytes(damaged)
    with pytest.raises(KnowledgeError):
        publish(ReleaseFiles.of(broken), store, most_lost=0.0)
    assert everything_in(store.directory) == before
    assert [path.name for path in store.directory.iterdir()] == [first.release.version]


def test_a_release_is_found_by_version_beginning_folder_or_name(first: Published, store: KnowledgeStore) -> None:
    folder = first.release.folder
    for name in (first.release.version, "hpo-2026", "latest", str(folder)):
        assert resolve_release(name, store) == folder
    assert resolve_release("embedded", store) is None


def test_what_is_not_there_is_said_with_what_is(first: Published, store: KnowledgeStore, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=f"No release 'hpo-2019' .*{first.release.version[:14]}"):
        resolve_release("hpo-2019", store)
    with pytest.raises(KnowledgeError, match=r"No release 'latest' .*none yet"):
        resolve_release("latest", KnowledgeStore(tmp_path / "empty"))
    publish(ReleaseFiles.of(write_release(tmp_path / "second", rows=ROWS[:3])), store, most_lost=0.5)
    with pytest.raises(KnowledgeError, match="Several releases 'hpo-2026'"):
        resolve_release("hpo-2026", store)


@pytest.mark.parametrize("by", ["latest", "folder"])
def test_a_release_that_was_changed_is_not_used(by: str, first: Published, store: KnowledgeStore) -> None:
    with (first.release.folder / "hp.obo").open("a") as stream:
        stream.write("\n")
    with pytest.raises(KnowledgeError, match="were changed"):
        resolve_release(str(first.release.folder) if by == "folder" else by, store)


def test_a_damaged_record_is_named(first: Published, store: KnowledgeStore) -> None:
    (first.release.folder / "release.json").write_text("{")
    with pytest.raises(KnowledgeError, match=r"release\.json cannot be read"):
        store.releases()


def test_two_processes_with_the_same_release_store_it_once(
    store: KnowledgeStore, tmp_path: Path, first: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ReleaseFiles.of(write_release(tmp_path / "second", date="2026-03-01"))
    winner = publish(files, store)
    monkeypatch.setattr(KnowledgeStore, "releases", lambda _: [first.release])  # the other began before this one ended
    assert publish(files, store) == Published(winner.release, new=False)
    (winner.release.folder / "hp.obo").write_text("damaged")
    with pytest.raises(KnowledgeError, match="is in the way, and no sound release"):
        publish(files, store)
