"""``make bench`` goes on after a benchmark that fails, and takes no old figure for a new one.

Mirrors: benchmarks/every.py
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder of results of an earlier run."""
    folder = tmp_path / "bench"
    folder.mkdir()
    for name in ("differential", "ingest", "service"):
        (folder / f"{name}.json").write_text(json.dumps({"of": "before"}))
    return folder


def test_one_that_fails_hides_no_other_and_leaves_nothing_old(output: Path, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    options = ("--run", nowhere, "--cases", nowhere, "--data", nowhere, "--output", str(output))
    command = [sys.executable, "benchmarks/every.py", *options, "--only", "differential", "ingest"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode != 0
    assert "failed: differential, ingest" in result.stderr
    assert [path.name for path in output.glob("*.json")] == ["service.json"], "what was not asked for stays"
    for name in ("differential", "ingest"):
        assert (output / f"{name}.log").read_text().splitlines()[-1] in result.stderr, "its reason is shown"


def test_make_bench_hands_on_what_it_is_told() -> None:
    asked = ("QUICK=1", "RUN=a-run", "CASES=some.zip", "DATA=a-folder", "OLDER_BUNDLE=an-older", "ONLY=start ingest")
    plan = subprocess.run(["make", "-n", "bench", *asked], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (line,) = (line for line in plan.replace("\\\n", "").splitlines() if "benchmarks/every.py" in line)
    words = line.split()
    for option, value in (("--run", "a-run"), ("--bundle", "a-run/bundle"), ("--older-bundle", "an-older")):
        assert words[words.index(option) + 1] == value
    assert "--quick" in words
    assert words[-3:] == ["--only", "start", "ingest"]
