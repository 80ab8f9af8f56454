"""The zip of the Lambda function: complete, small enough, the same from the same files.

Mirrors: deploy/aws/lambda/build_zip.sh, deploy/aws/lambda/pack.py, requirements/lambda.txt
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

import lambda_runtime
from places.lambda_place import answer, event

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
TASK = ROOT / "deploy" / "aws" / "lambda"
LIMIT = 250 * 1024 * 1024
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip for this Python and processor, so that it can be run here."""
    if sys.platform != "linux":
        pytest.skip("the zip holds programs of Linux")
    out = tmp_path_factory.mktemp("zip") / "hoofbeat.zip"
    architecture = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]
    environment = {**os.environ, "PACKER": sys.executable}
    command = [TASK / "build_zip.sh", out, architecture, PYTHON]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    sys.stdout.write(f"\n{result.stdout}")
    return out


def test_it_stays_below_lambdas_limit(built: Path) -> None:
    with zipfile.ZipFile(built) as archive:
        entries = archive.infolist()
    assert sum(entry.file_size for entry in entries) < LIMIT
    names = {entry.filename for entry in entries}
    assert {"handler.py", "hoofbeat/serving/app.py", "mangum/adapter.py", "LICENSE", "NOTICE"} <= names
    assert not any(name.startswith(("awslambdaric", "runtime_client")) for name in names), "Lambda brings its own"
    assert not any("/tests/" in name for name in names)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_it_answers_with_nothing_but_lambdas_own_client_beside_it(
    built: Path, demo_bundle: Path, tmp_path: Path
) -> None:
    task, client = tmp_path / "task", tmp_path / "client"
    with zipfile.ZipFile(built) as archive:
        archive.extractall(task)
    for name in ("awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py"):
        _copy(name, client)
    bare = str(Path(sys.base_prefix) / "bin" / f"python{PYTHON}")
    variables = {
        "PYTHONPATH": str(client),
        "PYTHONNOUSERSITE": "1",
        "HOOFBEAT_BUNDLE": str(demo_bundle),
        "HOOFBEAT_ALLOW_UNSIGNED": "1",
        "HOOFBEAT_OPEN": "1",
        "HOOFBEAT_CACHE": str(tmp_path / "cache"),
    }
    with lambda_runtime.environment(task, variables, tmp_path, bare) as running:
        sys.stdout.write(f"\nLambda: init phase of the zip {running.wait():.1f} s on this machine\n")
        body = json.dumps({"findings": [{"id": "HP:0001166"}], "top": 3}).encode()
        told = answer(running.api.invoke(event("POST", "/v1/differential", body)))
        assert told.status == 200, running.log()
        assert len(json.loads(told.body)["differential"]) == 3


def _copy(name: str, folder: Path) -> None:
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    found = Path(spec.origin)
    folder.mkdir(exist_ok=True)
    if found.name == "__init__.py":
        shutil.copytree(found.parent, folder / name)
    else:
        shutil.copy(found, folder)


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    for copy, order in (("first", ["a", "b"]), ("second", ["b", "a"])):
        (tmp_path / copy / "package").mkdir(parents=True)
        for name in order:
            file = tmp_path / copy / "package" / f"{name}.py"
            file.write_text(name)
            file.chmod(0o600 if copy == "first" else 0o755)
        subprocess.run([sys.executable, TASK / "pack.py", tmp_path / copy, tmp_path / f"{copy}.zip"], check=True)
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_an_unknown_architecture_is_refused(tmp_path: Path) -> None:
    command = [TASK / "build_zip.sh", tmp_path / "out.zip", "mips"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, "x86_64 or arm64" in result.stderr) == (1, True)
