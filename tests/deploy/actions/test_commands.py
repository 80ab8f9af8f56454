"""What the workflows call is there, and the Pythons they try are those that are promised.

Mirrors: .github/workflows, Makefile, pyproject.toml
"""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
DOCKERFILE = ROOT / "deploy/docker/Dockerfile"

Jobs = dict[str, dict[str, Any]]
Steps = list[tuple[str, dict[str, Any]]]


def commands(steps: Steps) -> str:
    return "\n".join(step["run"] for _, step in steps if "run" in step)


def test_every_task_of_make_exists(steps: Steps) -> None:
    tasks = set(re.findall(r"\bmake ([a-z-]+)", commands(steps)))
    assert {"setup", "lint", "test", "test-slow", "test-airflow", "demo"} <= tasks
    listed = set(re.findall(r"^  make (\S+)", subprocess.check_output(["make"], cwd=ROOT, text=True), re.MULTILINE))
    assert tasks - listed == set()


def test_every_script_exists_and_can_be_run(steps: Steps) -> None:
    named = set(re.findall(r"(?:\.github/scripts|scripts|deploy/[a-z]+)/[\w-]+\.sh", commands(steps)))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).stat().st_mode & 0o100] == []


def test_every_test_file_that_is_named_exists(steps: Steps) -> None:
    named = re.findall(r"\btests/[\w/]+\.py", commands(steps))
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_every_called_workflow_exists(jobs: Jobs) -> None:
    called = {job["uses"] for job in jobs.values() if "uses" in job}
    assert called
    assert [name for name in called if not (ROOT / name).is_file()] == []


def test_tests_run_on_every_python_from_the_oldest_promised(jobs: Jobs) -> None:
    tried = jobs["ci.yml: test"]["strategy"]["matrix"]["python"]
    promised = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert f">={tried[0]}" == promised
    minors = [int(version.removeprefix("3.")) for version in tried]
    assert minors == list(range(minors[0], minors[-1] + 1))
    assert len(minors) >= 3


def test_images_are_the_targets_of_the_dockerfile(jobs: Jobs) -> None:
    if not DOCKERFILE.exists():
        pytest.skip("deploy/docker/Dockerfile is not there")
    stages = set(re.findall(r"^FROM \S+ AS (\S+)", DOCKERFILE.read_text(), re.MULTILINE))
    for name in ("images.yml: build", "release.yml: image"):
        matrix = jobs[name]["strategy"]["matrix"]
        assert set(matrix["architecture"]) == {"amd64", "arm64"}
        assert set(matrix["target"]) == {"serve", "pipeline"} <= stages


def test_what_is_passed_from_job_to_job_was_left_there(steps: Steps) -> None:
    left = {step["with"]["name"] for _, step in steps if step.get("uses", "").startswith("actions/upload-artifact@")}
    taken = {
        step["with"]["name"]
        for _, step in steps
        if step.get("uses", "").startswith("actions/download-artifact@") and "name" in step["with"]
    }
    assert taken == {"bundle"} <= left


def test_the_shell_of_each_step_is_clean(steps: Steps) -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("no shellcheck here: install shellcheck")
    for name, step in steps:
        if "run" in step:
            told = f"set -e\n{step['run']}"  # as GitHub starts it
            done = subprocess.run(
                ["shellcheck", "--shell=bash", "-"], input=told, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{name}\n{done.stdout}"
