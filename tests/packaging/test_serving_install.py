"""The plain install: small, without the pipeline's libraries, and able to answer.

Mirrors: pyproject.toml
"""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from free_ports import free_port

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LIMIT_MB = 200
CASE: dict[str, Any] = {
    "age": 16,
    "sex": "male",
    "findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}, {"id": "HP:0002616"}],
}


def call(*command: str | Path) -> str:
    """Run a command away from the checkout, so that only what is installed is found."""
    result = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def bin_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the serving lock and the built wheel, nothing else."""
    folder = tmp_path_factory.mktemp("serving")
    wheels, scripts = folder / "wheels", folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    build = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels)
    call(sys.executable, "-m", "pip", *build, ROOT)
    call(sys.executable, "-m", "venv", folder / "venv")
    install = (scripts / "python", "-m", "pip", "install", "--quiet")
    call(*install, "--require-hashes", "-r", ROOT / "requirements" / "serving.txt")
    call(*install, "--no-deps", "--no-index", *wheels.glob("hoofbeat-*.whl"))
    return scripts


def test_installed_packages_stay_under_the_limit(bin_dir: Path) -> None:
    site = Path(call(bin_dir / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    tools = ("pip", "setuptools", "pkg_resources", "_distutils_hack")
    sizes = {entry.name: size_mb(entry) for entry in site.iterdir() if not entry.name.startswith(tools)}
    largest = sorted(sizes, key=lambda name: -sizes[name])[:5]
    assert sum(sizes.values()) <= LIMIT_MB, {name: round(sizes[name]) for name in largest}


def size_mb(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


@pytest.mark.parametrize("module", ["pandas", "sklearn", "mlflow"])
def test_the_pipelines_libraries_are_not_there(bin_dir: Path, module: str) -> None:
    found = call(bin_dir / "python", "-c", f"import importlib.util as u; print(u.find_spec('{module}'))")
    assert found.strip() == "None"


def test_predict_answers_and_reports_what_it_cannot_read(bin_dir: Path, demo_bundle: Path, tmp_path: Path) -> None:
    cases, answers = tmp_path / "cases.jsonl", tmp_path / "answers.jsonl"
    cases.write_text(json.dumps({"case_id": "first", **CASE}) + "\n" + "no case\n")
    predict = ("predict", "--bundle", demo_bundle, "--cases", cases, "--format", "jsonl", "--top", "5")
    call(bin_dir / "hoofbeat", *predict, "--output", answers)
    good, broken = map(json.loads, answers.read_text().splitlines())
    assert good["case_id"] == "first"
    assert [line["rank"] for line in good["differential"]] == [1, 2, 3, 4, 5]
    assert broken["error"]


def test_predict_reads_phenopackets(bin_dir: Path, demo_bundle: Path, tmp_path: Path) -> None:
    packets, answers = tmp_path / "packets.jsonl", tmp_path / "answers.jsonl"
    features = [{"type": {"id": finding["id"]}} for finding in CASE["findings"]]
    subject = {"sex": "MALE", "timeAtLastEncounter": {"age": {"iso8601duration": "P16Y"}}}
    open_ = {"diagnosis": {"disease": {"id": "OMIM:154700"}}, "progressStatus": "IN_PROGRESS"}
    packet = {"id": "first", "subject": subject, "phenotypicFeatures": features, "interpretations": [open_]}
    packet["diseases"] = [{"term": {"id": "ORPHA:558", "label": "Marfan syndrome"}}]  # the same disease
    packets.write_text(json.dumps(packet) + "\n" + '{"id": "none"}\n')
    predict = ("predict", "--bundle", demo_bundle, "--cases", packets, "--format", "phenopackets", "--top", "5")
    call(bin_dir / "hoofbeat", *predict, "--output", answers)
    good, broken = map(json.loads, answers.read_text().splitlines())
    assert good["case_id"] == "first"
    assert [line["rank"] for line in good["differential"]] == [1, 2, 3, 4, 5]
    assert "interpretations[0].diagnosis.disease left IN_PROGRESS" in " ".join(good["warnings"])
    assert "no finding is stated" in broken["error"]


def test_serve_answers(bin_dir: Path, demo_bundle: Path) -> None:
    with served(bin_dir, demo_bundle) as address:
        body = json.dumps({**CASE, "top": 3}).encode()
        asked = urllib.request.Request(  # noqa: S310 (the address is ours)
            f"{address}/v1/differential", data=body, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            ranked = json.load(answer)["differential"]
        with urllib.request.urlopen(f"{address}/", timeout=30) as page:  # noqa: S310
            assert b"<html" in page.read()
    assert [line["rank"] for line in ranked] == [1, 2, 3]
    assert all(line["disease_id"] and 0 <= line["probability"] <= 1 for line in ranked)


@contextmanager
def served(bin_dir: Path, bundle: Path) -> Iterator[str]:
    """Run ``hoofbeat serve`` on a free port until the block ends; yield its address once it is ready."""
    port = free_port()
    command = (bin_dir / "hoofbeat", "serve", "--allow-unsigned", "--bundle", bundle, "--port", str(port))
    with subprocess.Popen(command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            deadline = monotonic() + 60
            while not ready(address):
                assert process.poll() is None, process.stdout and process.stdout.read()
                assert monotonic() < deadline, "serve was not ready within a minute"
                sleep(0.2)
            yield address
        finally:
            process.terminate()


def ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False
