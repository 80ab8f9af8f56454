"""Offline archives, built by the real builder, and the home of a person who installs them."""

import importlib
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.signature import make_keys
from later_bundle import signed_copy

BUILDER = Path(__file__).parents[3] / "deploy" / "local" / "builder"


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The private key of whoever makes archives."""
    folder = tmp_path_factory.mktemp("keys")
    make_keys(folder)
    return folder / "hoofbeat.key"


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Callable[..., Path]:
    """Build an archive by the command line; its file."""
    kept = Path(pytestconfig.cache.mkdir("offline-wheels"))

    def run(bundle: Path, *words: str | Path) -> Path:
        output = tmp_path_factory.mktemp("dist")
        command = [sys.executable, BUILDER, "--bundle", bundle, "--output", output, "--wheels", kept, *words]
        python = f"{sys.version_info[0]}.{sys.version_info[1]}"
        built = subprocess.run([*command, "--python", python], capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stderr
        return Path(built.stdout.strip())

    return run


@pytest.fixture(scope="session")
def first(demo_bundle: Path, key: Path, build: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first archive, unpacked."""
    return unpacked(build(demo_bundle, "--key", key), tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="session")
def second(demo_bundle: Path, key: Path, first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second archive: the first one's packages, which take long to gather, and another bundle of the same signer.

    The builder's own functions put the bundle in, which is signed beforehand, and write the sums.
    """
    folder = tmp_path_factory.mktemp("second")
    signed_copy(demo_bundle, folder / "bundle", key, days=1)
    archive = shutil.copytree(first, folder / "archive", ignore=shutil.ignore_patterns("bundle", "SHA256SUMS"))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BUILDER))
        bundles, packing = map(importlib.import_module, ("bundles", "packing"))
    about = json.loads((archive / "archive.json").read_text(encoding="utf-8"))
    about["bundle"] = bundles.put_in(folder / "bundle", archive, None, key.with_suffix(".pub"))
    about["release"] = f"{about['hoofbeat']}-second"
    (archive / "archive.json").write_text(json.dumps(about), encoding="utf-8")
    (archive / packing.SUMS).write_text(packing.sums_of(archive), encoding="utf-8")
    return archive


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a person whose name has a space and an accent."""
    folder = tmp_path_factory.mktemp("homes") / "María José"
    (folder / "Desktop").mkdir(parents=True)
    return folder


def unpacked(file: Path, folder: Path) -> Path:
    """The one folder of an archive."""
    with tarfile.open(file) as packed:
        packed.extractall(folder, filter="data")
    return next(path for path in folder.iterdir() if (path / "archive.json").is_file())
