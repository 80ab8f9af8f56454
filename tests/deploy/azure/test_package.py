"""What is uploaded to Azure: the host's settings keep words out of logs, and the package holds what the app imports.

Mirrors: deploy/azure/function/host.json, deploy/azure/function/package.sh
"""

import json
import os
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from places.azure import FUNCTION

HOST = json.loads((FUNCTION / "host.json").read_text(encoding="utf-8"))


def test_the_hosts_settings() -> None:
    assert HOST["version"] == "2.0"
    assert HOST["extensions"]["http"]["routePrefix"] == "", "the service's addresses are its own"
    assert HOST["extensionBundle"]["id"] == "Microsoft.Azure.Functions.ExtensionBundle"


def test_the_host_logs_no_address_and_no_body() -> None:
    insights = HOST["logging"]["applicationInsights"]
    assert insights["enableQueryStringTracing"] is False
    assert insights["httpAutoCollectionOptions"]["enableHttpTriggerExtendedInfoCollection"] is False
    assert HOST["logging"]["logLevel"]["Host.Results"] == "None"
    assert "Debug" not in json.dumps(HOST)
    assert "Trace" not in HOST["logging"]["logLevel"].values()


def test_the_package_needs_a_wheel(tmp_path: Path) -> None:
    made = subprocess.run(
        [FUNCTION / "package.sh", tmp_path / "app.zip", tmp_path / "absent.whl"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert made.returncode != 0
    assert "wheel" in made.stderr


@pytest.mark.slow
def test_the_package_holds_app_host_and_libraries(tmp_path: Path) -> None:
    root = FUNCTION.parents[2]
    uv = root / ".venv" / "bin" / "uv"
    if not uv.is_file():
        pytest.skip("uv is not in .venv: make setup")
    environment = os.environ | {"PATH": f"{uv.parent}:{os.environ['PATH']}"}
    built = subprocess.run(
        [uv, "build", "-q", "--wheel", "--out-dir", tmp_path, root],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    made = subprocess.run(
        [FUNCTION / "package.sh", tmp_path / "app.zip", wheel],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    names = set(ZipFile(tmp_path / "app.zip").namelist())
    libraries = ".python_packages/lib/site-packages/"
    assert {"function_app.py", "host.json", f"{libraries}hoofbeat/serving/hosted.py"} <= names
    assert {f"{libraries}{each}/__init__.py" for each in ("azure/functions", "onnxruntime", "obstore")} <= names
    assert not {name for name in names if name.startswith("tests/") or name.endswith(".key")}
