"""A bundle is brought here whole and vouched for, or nothing moves."""

import shutil
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.manifest import read_manifest
from hoofbeat.bundle.runtime.signature import PRIVATE_KEY, PUBLIC_KEY, make_keys, sign
from hoofbeat.domain.errors import BundleError, ConfigError, InputError
from hoofbeat.jobs.fetch import FetchJob


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    make_keys(folder)
    return folder


@pytest.fixture(scope="module")
def signed(demo_run: Path, keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    bundle = tmp_path_factory.mktemp("signed") / "bundle"
    shutil.copytree(demo_run / "bundle", bundle)
    sign(bundle, keys / PRIVATE_KEY)
    return bundle


def test_it_comes_whole_and_signed_and_replaces_only_a_bundle(signed: Path, keys: Path, tmp_path: Path) -> None:
    trusted, to = str(keys / PUBLIC_KEY), tmp_path / "here"
    for _ in range(2):
        assert FetchJob(address=str(signed), to=to, trusted_keys=trusted).run() == read_manifest(signed).version
        assert {path.name for path in to.iterdir()} == {path.name for path in signed.iterdir()}
        assert [path.name for path in tmp_path.iterdir()] == ["here"], "nothing is left beside it"
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="something else than a bundle"):
        FetchJob(address=str(signed), to=other, trusted_keys=trusted).run()
    assert (other / "letter.txt").read_text() == "mine"


def test_what_nobody_vouches_for_or_is_damaged_moves_nothing(signed: Path, keys: Path, tmp_path: Path) -> None:
    trusted, to = str(keys / PUBLIC_KEY), tmp_path / "here"
    FetchJob(address=str(signed), to=to, trusted_keys=trusted).run()
    before = {path.name: path.read_bytes() for path in to.iterdir()}
    damaged = tmp_path / "damaged"
    shutil.copytree(signed, damaged)
    (damaged / "catalogue.json").write_bytes(b"{}")
    make_keys(tmp_path / "others")
    for address, whose in ((damaged, trusted), (signed, str(tmp_path / "others" / PUBLIC_KEY)), (tmp_path, trusted)):
        with pytest.raises(BundleError):
            FetchJob(address=str(address), to=to, trusted_keys=whose).run()
    with pytest.raises(ConfigError, match="No key is trusted"):
        FetchJob(address=str(signed), to=to).run()
    assert {path.name: path.read_bytes() for path in to.iterdir()} == before
