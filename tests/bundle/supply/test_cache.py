"""The cache: whole or not at all, never outside its folder, shared by processes, and swept of its own alone."""

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.manifest import MANIFEST, SIGNATURE, FileSeal, Manifest, read_manifest
from hoofbeat.bundle.supply.cache import BundleCache
from hoofbeat.domain.errors import BundleChecksumError, BundleFetchError, BundleFormatError, BundleIncompleteError
from small_bundles import change_manifest, small_bundle, spoilt

from .conftest import Elsewhere


@pytest.fixture
def manifest(elsewhere: Elsewhere) -> bytes:
    return (small_bundle(elsewhere.source) / MANIFEST).read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def cache(folder: Path) -> BundleCache:
    return BundleCache(folder)


def kept(cache: BundleCache, there: Path, number: int) -> Path:
    """Keep another version of the bundle."""
    place = Elsewhere(small_bundle(there / str(number), number))
    return cache.keep(place, (place.source / MANIFEST).read_bytes(), None)


def test_what_is_kept_is_a_bundle_and_fetched_once(
    cache: BundleCache, folder: Path, elsewhere: Elsewhere, manifest: bytes
) -> None:
    first = cache.keep(elsewhere, manifest, b"a signature")
    assert read_manifest(first) == read_manifest(elsewhere.source)
    assert (first / SIGNATURE).read_bytes() == b"a signature"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert set(elsewhere.asked.values()) == {1}
    elsewhere.gone = True
    assert cache.keep(elsewhere, manifest, b"another") == first
    assert (first / SIGNATURE).read_bytes() == b"another"
    assert [path.name for path in folder.iterdir()] == [first.name]


@pytest.mark.parametrize(
    "name",
    ["../outside", "a/../../outside", "/etc/outside", "a\\..\\outside", "C:outside", ".", "", "a//b", "./a", "a\0b",
     "manifest.json", "signature.json"],
)  # fmt: skip
def test_a_name_that_leaves_the_folder_is_refused_before_anything_is_fetched(
    cache: BundleCache, folder: Path, elsewhere: Elsewhere, tmp_path: Path, name: str
) -> None:
    bundle = small_bundle(elsewhere.source)
    files = read_manifest(bundle).files | {name: FileSeal(bytes=1, sha256="0" * 64)}
    change_manifest(bundle, files=files)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BundleFormatError, match="lists a file that can be none of a bundle"):
        cache.keep(elsewhere, (bundle / MANIFEST).read_bytes(), None)
    assert sorted(tmp_path.rglob("*")) == before
    assert not elsewhere.asked


def test_a_file_in_a_folder_of_the_bundle_is_kept(cache: BundleCache, elsewhere: Elsewhere) -> None:
    bundle = small_bundle(elsewhere.source)
    (bundle / "more").mkdir()
    (bundle / "more" / "notes.txt").write_text("notes")
    files = read_manifest(bundle).files | {"more/notes.txt": FileSeal.of(bundle / "more" / "notes.txt")}
    change_manifest(bundle, files=files)
    folder = cache.keep(elsewhere, (bundle / MANIFEST).read_bytes(), None)
    assert (folder / "more" / "notes.txt").read_text() == "notes"


def test_what_is_damaged_where_it_lies_is_never_kept(
    cache: BundleCache, folder: Path, elsewhere: Elsewhere, manifest: bytes
) -> None:
    spoilt(elsewhere.source)
    with pytest.raises(BundleChecksumError, match=r"lexicon\.json is not the file that the manifest names"):
        cache.keep(elsewhere, manifest, None)
    (elsewhere.source / "lexicon.json").unlink()
    with pytest.raises(BundleIncompleteError, match=r"lexicon\.json is missing where the bundle lies"):
        cache.keep(elsewhere, manifest, None)
    (elsewhere.source / "lexicon.json").write_bytes(b"x" * 100_000)
    with pytest.raises(BundleFetchError, match=r"lexicon\.json has more than \d+ bytes"):
        cache.keep(elsewhere, manifest, None)
    assert list(folder.iterdir()) == []


def test_a_half_kept_bundle_is_fetched_anew(cache: BundleCache, elsewhere: Elsewhere, manifest: bytes) -> None:
    folder = cache.keep(elsewhere, manifest, None)
    for damage in (MANIFEST, "lexicon.json"):
        (folder / damage).unlink()
        assert read_manifest(cache.keep(elsewhere, manifest, None))


def test_the_last_good_one_is_noted(cache: BundleCache, folder: Path, tmp_path: Path) -> None:
    assert cache.last_good() is None
    for number in (1, 2):
        bundle = kept(cache, tmp_path, number)
        cache.answered(bundle)
        assert cache.last_good() == bundle
    cache.forget(bundle)
    assert cache.last_good() is None
    for nonsense in (b"", b"..", b"../..", b"\xff\xfe", b"x" * 100_000, b"/etc", "é".encode()):
        (folder / "last-good").write_bytes(nonsense)
        assert cache.last_good() is None


def test_old_bundles_are_swept_and_nothing_else(cache: BundleCache, folder: Path, tmp_path: Path) -> None:
    """Somebody may name a folder that holds other things."""
    stranger = folder / "patients"
    stranger.mkdir(parents=True)
    (stranger / "records").write_text("dear")
    abandoned, at_work = folder / ".hoofbeat-draft-old", folder / ".hoofbeat-draft-new"
    for draft in (abandoned, at_work):
        draft.mkdir()
    os.utime(abandoned, (0, 0))
    os.utime(stranger, (0, 0))
    bundles = []
    for number in range(1, 6):
        bundles.append(kept(cache, tmp_path, number))
        os.utime(bundles[-1], (number, number))
        cache.answered(bundles[-1])
    assert [bundle.is_dir() for bundle in bundles] == [False, False, True, True, True]
    assert (stranger / "records").read_text() == "dear"
    assert (abandoned.exists(), at_work.exists()) == (False, True)


def test_the_bundle_that_answers_is_not_swept_though_others_are_newer(cache: BundleCache, tmp_path: Path) -> None:
    first = kept(cache, tmp_path, 1)
    for number in range(2, 6):
        kept(cache, tmp_path, number)
    os.utime(first, (0, 0))
    cache.answered(first)
    assert cache.last_good() == first


def test_a_full_disk_is_said(
    cache: BundleCache, elsewhere: Elsewhere, manifest: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("hoofbeat.bundle.supply.cache.copy", full)
    with pytest.raises(BundleFetchError, match=r"cannot be kept there \(No space left on device\) → make room.*CACHE"):
        cache.keep(elsewhere, manifest, None)


def test_a_file_where_the_cache_should_be_is_said(elsewhere: Elsewhere, manifest: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(BundleFetchError, match="the bundle cannot be kept there"):
            BundleCache(folder).keep(elsewhere, manifest, None)


def test_a_cache_that_may_only_be_read_serves_what_it_holds(
    cache: BundleCache, elsewhere: Elsewhere, manifest: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system that is mounted read-only refuses root, too: so do these."""
    folder = cache.keep(elsewhere, manifest, b"signature")
    cache.answered(folder)

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    for call in ("pathlib.Path.write_bytes", "os.utime", "tempfile.mkdtemp"):
        monkeypatch.setattr(call, refused)
    assert cache.keep(elsewhere, manifest, b"signature") == folder
    cache.answered(folder)
    assert cache.last_good() == folder
    (elsewhere.source / MANIFEST).unlink()
    with pytest.raises(BundleFetchError, match="Read-only file system"):
        cache.keep(elsewhere, manifest + b" ", None)


def test_a_note_that_cannot_be_written_is_no_reason_to_do_without(
    cache: BundleCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bundle = kept(cache, tmp_path, 1)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    cache.answered(bundle)
    assert "cannot be written (No space left on device)" in caplog.text


@pytest.mark.parametrize("which", ["cache", "around"])
@pytest.mark.parametrize("how", ["others may write", "a link"])
def test_beside_strangers_a_folder_of_theirs_is_refused(
    elsewhere: Elsewhere, manifest: bytes, tmp_path: Path, which: str, how: str
) -> None:
    around = tmp_path / "around"
    foreign = around if which == "around" else around / "cache"
    foreign.parent.mkdir(mode=0o700, exist_ok=True)
    if how == "a link":
        (tmp_path / "trap").mkdir(mode=0o700)
        foreign.symlink_to(tmp_path / "trap")
    else:
        foreign.mkdir()
        foreign.chmod(0o777)
    cache = BundleCache(around / "cache", beside_strangers=True)
    for use in (cache.last_good, lambda: cache.keep(elsewhere, manifest, None)):
        with pytest.raises(BundleFetchError, match="belongs to somebody else"):
            use()


def test_beside_strangers_our_own_folder_is_made_and_used(
    elsewhere: Elsewhere, manifest: bytes, tmp_path: Path
) -> None:
    cache = BundleCache(tmp_path / "around" / "cache", beside_strangers=True)
    cache.answered(cache.keep(elsewhere, manifest, None))
    assert cache.last_good() is not None
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "around", tmp_path / "around/cache")} == {0o700}


def test_one_that_loads_does_not_lose_its_files_to_another_that_fetched_the_same(
    cache: BundleCache, elsewhere: Elsewhere, manifest: bytes
) -> None:
    """Both begin to fetch; the slower one must leave what the faster one put there, and is reading now."""
    meanwhile: list[tuple[int, int]] = []

    class Slow(Elsewhere):
        def chunks(self, name: str) -> Iterator[bytes]:
            if not meanwhile:
                faster = cache.keep(elsewhere, manifest, None)
                meanwhile.append(((faster / "lexicon.json").stat().st_ino, 0))
            return super().chunks(name)

    folder = cache.keep(Slow(elsewhere.source), manifest, None)
    assert (folder / "lexicon.json").stat().st_ino == meanwhile[0][0]
    assert len(list(folder.parent.iterdir())) == 1


def test_many_threads_at_once(cache: BundleCache, folder: Path, elsewhere: Elsewhere, manifest: bytes) -> None:
    failures: list[BaseException] = []

    def take() -> None:
        try:
            for _ in range(10):
                found = cache.keep(Elsewhere(elsewhere.source), manifest, b"same")
                Manifest.model_validate_json((found / MANIFEST).read_bytes())
                read_manifest(found)
                cache.answered(found)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 1


_OTHER_PROCESS = """
import sys
from pathlib import Path
from hoofbeat.bundle.runtime.manifest import read_manifest
from hoofbeat.bundle.supply.cache import BundleCache
from hoofbeat.bundle.supply.folder import FolderPlace
source, folder = map(Path, sys.argv[1:])
print("ready", flush=True)
sys.stdin.readline()
cache = BundleCache(folder)
for _ in range(30):
    found = cache.keep(FolderPlace(source), (source / "manifest.json").read_bytes(), b"same")
    read_manifest(found)
    cache.answered(found)
print("fine")
"""


def test_two_processes_at_once(folder: Path, elsewhere: Elsewhere, manifest: bytes) -> None:
    command = [sys.executable, "-c", _OTHER_PROCESS, str(elsewhere.source), str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    both = [subprocess.Popen(command, text=True, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    for process in both:
        said, complaints = process.communicate(timeout=60)
        assert said == "fine\n", complaints
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 1
