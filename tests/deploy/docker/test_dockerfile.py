"""The Dockerfile as its linter wants it, its base held by digest, its context without history, data and secrets.

Mirrors: deploy/docker/Dockerfile, .dockerignore, deploy/docker/build.sh, deploy/docker/tools.sh
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from places.image import TOOLS_VARIABLE

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy" / "docker"
TEXT = (FOLDER / "Dockerfile").read_text(encoding="utf-8")


def test_the_linter_finds_nothing() -> None:
    folder = os.environ.get(TOOLS_VARIABLE, "")
    tool = shutil.which("hadolint", path=f"{folder}/hadolint/bin:{os.environ['PATH']}")
    if tool is None:
        pytest.skip(f"no hadolint: run deploy/docker/tools.sh DIR, then set {TOOLS_VARIABLE} to DIR")
    done = subprocess.run([tool, FOLDER / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_the_linter_is_told_to_pass_over_is_the_versions_of_debian_alone() -> None:
    assert set(re.findall(r"hadolint ignore=(.+)", TEXT)) == {"DL3008"}


@pytest.mark.parametrize("script", sorted(FOLDER.glob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_clean_and_may_be_run(script: Path) -> None:
    assert os.access(script, os.X_OK)
    if shutil.which("shellcheck") is None:
        pytest.skip("no shellcheck: apt-get install shellcheck")
    done = subprocess.run(["shellcheck", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_base_is_held_by_its_digest_and_everything_begins_there() -> None:
    assert re.search(r"^ARG BASE=\S+:\S+@sha256:[0-9a-f]{64}$", TEXT, flags=re.MULTILINE)
    stages = {name for _, name in re.findall(r"^FROM (\S+) AS (\S+)$", TEXT, flags=re.MULTILINE)}
    begun = {base for base, _ in re.findall(r"^FROM (\S+) AS (\S+)$", TEXT, flags=re.MULTILINE)}
    assert begun - stages == {"${BASE}", "scratch"}


def test_python_packages_come_from_hashed_locks_alone() -> None:
    joined = TEXT.replace("\\\n", " ")
    installed = re.findall(r"pip install ([^&]+)", joined)
    assert installed
    for arguments in installed:
        assert "--require-hashes" in arguments or "--no-deps /wheel/" in arguments
    named = set(re.findall(r"-r /src/(\S+)", joined))
    assert "ARG PACKAGES=serve\n" in TEXT
    locks = {name.replace("${PACKAGES}", packages) for name in named for packages in ("serve", "serve-cases")}
    for lock in locks:
        file = FOLDER / lock if lock == "sbom.txt" else ROOT / lock
        assert "--hash=sha256:" in file.read_text(encoding="utf-8")


def test_only_what_is_named_reaches_the_build() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    assert next(line for line in lines if line and line[0] not in "#!") == "*"
    named = {line[1:] for line in lines if line.startswith("!")}
    copied = {
        word for words in re.findall(r"^COPY (?!--from)(.+) \S+$", TEXT, flags=re.MULTILINE) for word in words.split()
    }
    for path in copied:
        assert any(path == name or path.startswith(f"{name}/") for name in named), path
    assert all((ROOT / name).exists() for name in named)
